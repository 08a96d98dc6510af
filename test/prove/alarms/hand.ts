/**
 * What a person can do to a stage in AWS's own console: set a secret, take a message off a queue or put one
 * on it, set an alarm, change an item; and what happens to processes by themselves.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  CloudFormationClient,
  type CloudFormationClientConfig,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { operatorCredentials as credentials } from '../../../cdk/local/operator-credentials.ts';
import { outputNames, shopSecretOutput } from '../../../cdk/output-names.ts';
import { alarmNameOf, stackNameOf } from '../../../cdk/stack-name.ts';
import { table } from '../../../lib/config/table.ts';
import { type OutwardBridge, until } from '../../end-to-end/bridge.ts';

export type SecretKind = 'shop' | 'admin' | 'wms' | 'pager';

export type Hand = {
  readonly readSecret: (kind: SecretKind) => Promise<string>;
  readonly putSecret: (kind: SecretKind, value: object) => Promise<void>;
  /** Begins a rotation, whatever becomes of it. */
  readonly rotateSecret: (kind: SecretKind) => Promise<void>;
  /** As if it had been set so many days ago. */
  readonly ageSecret: (kind: SecretKind, days: number) => void;
  readonly setAlarm: (key: string, state: 'ALARM' | 'OK') => Promise<void>;
  /** Disables the trigger of deliver-order, or enables it. */
  readonly setSource: (enabled: boolean) => void;
  readonly putMessage: (body: string, groupId: string) => Promise<void>;
  /** Takes messages as the console's "Poll for messages" does, and hides them for so long. */
  readonly pollMessages: (hiddenSeconds: number) => Promise<readonly Message[]>;
  readonly deleteMessage: (message: Message) => Promise<void>;
  readonly readItem: (id: string) => Promise<Item>;
  readonly putItem: (item: Item) => Promise<void>;
  /** Ends a function's processes, as Lambda recycles them; resolves when no event can meet one any more. */
  readonly kill: (functionName: string) => Promise<void>;
  /** Keeps them from running for so long: a neighbour takes the processor. */
  readonly freeze: (functionName: string, millis: number) => Promise<void>;
  readonly close: () => void;
};
const endsSecondsMax = 5;
export type Item = Readonly<Record<string, unknown>>;

const readOutputs = async (
  place: CloudFormationClientConfig,
): Promise<Readonly<Record<string, string>>> => {
  const forming = new CloudFormationClient(place);
  const StackName = stackNameOf('local');
  const { Stacks = [] } = await forming.send(new DescribeStacksCommand({ StackName }));
  forming.destroy();
  return Object.fromEntries(
    (Stacks[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [
      OutputKey,
      OutputValue,
    ]),
  );
};

export const makeHand = async ({ stack }: OutwardBridge): Promise<Hand> => {
  const { awsEndpoint: endpoint, region, shop } = stack.describe();
  const place = { endpoint, region, credentials };
  const outputs = await readOutputs(place);
  const secrets = new SecretsManagerClient(place);
  const alarms = new CloudWatchClient(place);
  const sqs = new SQSClient(place);
  const dynamo = new DynamoDBClient(place);
  const documents = DynamoDBDocumentClient.from(dynamo);
  const { queues, table: TableName } = stack.describe();
  const QueueUrl = queues.orders;
  const pidsOf = (functionName: string): readonly number[] =>
    stack.describe().pids[functionName] ?? [];
  const signal = (functionName: string, name: NodeJS.Signals): void => {
    for (const pid of pidsOf(functionName)) {
      try {
        process.kill(pid, name);
      } catch {
        // It ended by itself a moment ago.
      }
    }
  };
  const secretIds: Readonly<Record<SecretKind, string | undefined>> = {
    shop: outputs[shopSecretOutput(shop)],
    admin: outputs[shopSecretOutput(shop, 'admin')],
    wms: outputs[outputNames.wmsSecret],
    pager: outputs[outputNames.pagerSecret],
  };
  return {
    readSecret: async (kind) => {
      const SecretId = secretIds[kind];
      const { SecretString = '' } = await secrets.send(new GetSecretValueCommand({ SecretId }));
      return SecretString;
    },
    putSecret: async (kind, value) => {
      const SecretId = secretIds[kind];
      const SecretString = JSON.stringify(value);
      await secrets.send(new PutSecretValueCommand({ SecretId, SecretString }));
    },
    rotateSecret: async (kind) => {
      await secrets.send(new RotateSecretCommand({ SecretId: secretIds[kind] }));
    },
    setAlarm: async (key, state) => {
      await alarms.send(
        new SetAlarmStateCommand({
          AlarmName: alarmNameOf(stackNameOf('local'), key),
          StateValue: state,
          StateReason: 'A test of the pager. Nothing is wrong.',
        }),
      );
    },
    ageSecret: (kind, days) => stack.ageSecret(secretIds[kind] ?? '', days),
    setSource: stack.setSourcesEnabled,
    putMessage: async (MessageBody, MessageGroupId) => {
      const MessageDeduplicationId = randomUUID();
      await sqs.send(
        new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId, MessageDeduplicationId }),
      );
    },
    pollMessages: async (VisibilityTimeout) => {
      const command = { QueueUrl, VisibilityTimeout, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 };
      return (await sqs.send(new ReceiveMessageCommand(command))).Messages ?? [];
    },
    deleteMessage: async ({ ReceiptHandle }) => {
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    },
    readItem: async (id) => {
      const { Item = {} } = await documents.send(
        new GetCommand({ TableName, Key: { [table.key]: id }, ConsistentRead: true }),
      );
      return Item;
    },
    putItem: async (Item) => {
      await documents.send(new PutCommand({ TableName, Item }));
    },
    kill: async (functionName) => {
      const before = new Set(pidsOf(functionName));
      signal(functionName, 'SIGKILL');
      await until(
        `the processes of ${functionName} have ended`,
        () => !pidsOf(functionName).some((pid) => before.has(pid)),
        endsSecondsMax,
      );
    },
    freeze: async (functionName, millis) => {
      signal(functionName, 'SIGSTOP');
      await delay(millis);
      signal(functionName, 'SIGCONT');
    },
    close: () => {
      for (const client of [secrets, alarms, sqs, dynamo]) client.destroy();
    },
  };
};
