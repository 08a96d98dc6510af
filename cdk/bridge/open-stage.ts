/**
 * From the name of a stage to its parts: what they are called, and clients that reach them.
 *
 * Region and credentials of a deployed stage are looked for where every AWS tool looks.
 */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { operatorCredentials } from '../local/operator-credentials.ts';
import { speaking } from './aws-fault.ts';
import { readDeployedNames } from './deployed-names.ts';
import { findLocalStack } from './local-stack.ts';
import { localStage, type StageNames } from './stage-names.ts';

export type Stage = {
  readonly names: StageNames;
  /** Who answers its calls, for people. */
  readonly who: string;
  readonly documents: DynamoDBDocumentClient;
  readonly secrets: SecretsManagerClient;
  readonly lambda: LambdaClient;
  readonly sqs: SQSClient;
  readonly logs: CloudWatchLogsClient;
  readonly sts: STSClient;
  readonly alarms: CloudWatchClient;
  /** Where the local pager shows what it was told; a deployed stage's pager is a person's. */
  readonly pagerUrl?: string;
};

/** A person waits for the answer, from anywhere in the world. */
const patience = {
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: 3_000,
    requestTimeout: 10_000,
    throwOnRequestTimeout: true,
  },
} as const;

/** No function of the bridge that answers a person may take longer. */
const longestInvocationMillis = 60_000;
const patienceWithFunctions = {
  ...patience,
  // A repeated request would make a second job: who asked sees that there was no answer, and looks.
  maxAttempts: 1,
  requestHandler: {
    ...patience.requestHandler,
    requestTimeout: longestInvocationMillis + patience.requestHandler.requestTimeout,
  },
} as const;

export type Keys = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};
type Access = { readonly endpoint?: string; readonly region?: string; readonly credentials?: Keys };

export type StagePlace = {
  /** Where a local stack keeps `stack.json`. */
  readonly stateDir: string;
  /** Who acts on the local stack. @default - its operator, who may do everything */
  readonly localKeys?: Keys;
};

/**
 * @param stage - `undefined`: the local stack of this checkout.
 * @throws a refusal where there is no such stage.
 */
export const openStage = async (
  stage: string = localStage,
  { stateDir, localKeys: credentials = operatorCredentials }: StagePlace,
): Promise<Stage> => {
  if (stage !== localStage) return openWith(stage, 'AWS', {});
  const { awsEndpoint: endpoint, region, pagerUrl } = findLocalStack(stateDir);
  const access = { endpoint, region, credentials };
  const opened = await openWith(stage, `the local stack at ${endpoint}`, access);
  return pagerUrl === undefined ? opened : { ...opened, pagerUrl };
};

/** The same for all stages: only where their parts are called differs. */
const openWith = async (stage: string, who: string, access: Access): Promise<Stage> => {
  const settings = { ...patience, ...access };
  return {
    names: await speaking(who, readDeployedNames(new CloudFormationClient(settings), stage)),
    who,
    documents: DynamoDBDocumentClient.from(new DynamoDBClient(settings)),
    secrets: new SecretsManagerClient(settings),
    lambda: new LambdaClient({ ...patienceWithFunctions, ...access }),
    sqs: new SQSClient(settings),
    logs: new CloudWatchLogsClient(settings),
    sts: new STSClient(settings),
    alarms: new CloudWatchClient(settings),
  };
};
