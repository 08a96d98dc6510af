/**
 * A small cloud assembly on disk, and the local AWS endpoint running it.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EndpointOptions, startAwsEndpoint } from '../../cdk/local/aws/endpoint.ts';
import type { Denial, InvokeFunction } from '../../cdk/local/contracts.ts';

export type Resources = Readonly<Record<string, object>>;

const arn = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

/** What the function `Deliver` may do; each statement can be left out or joined by another. */
export const deliverStatements = {
  queue: {
    Effect: 'Allow',
    Action: [
      'sqs:ReceiveMessage',
      'sqs:DeleteMessage',
      'sqs:ChangeMessageVisibility',
      'sqs:SendMessage',
    ],
    Resource: arn('Orders'),
  },
  table: {
    Effect: 'Allow',
    Action: ['dynamodb:*Item', 'dynamodb:Query'],
    Resource: [arn('State'), { 'Fn::Sub': `\${State.Arn}/index/waiting` }],
  },
  secret: {
    Effect: 'Allow',
    Action: 'secretsmanager:GetSecretValue',
    Resource: { Ref: 'ShopSecret' },
    Condition: { Bool: { 'aws:SecureTransport': 'true' } },
  },
} as const;

/** Two FIFO queues, a table, a secret and one function with a role and a policy. */
export const resourcesWith = (
  statements: readonly object[] = Object.values(deliverStatements),
): Resources => ({
  DeadLetters: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
  Orders: {
    Type: 'AWS::SQS::Queue',
    Properties: {
      FifoQueue: true,
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
      MessageRetentionPeriod: 1_209_600,
      VisibilityTimeout: 90,
      RedrivePolicy: { deadLetterTargetArn: arn('DeadLetters'), maxReceiveCount: 1 },
    },
  },
  State: {
    Type: 'AWS::DynamoDB::GlobalTable',
    Properties: {
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['id', 'waitingIndex', 'waitingSince'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'waiting',
          KeySchema: [
            { AttributeName: 'waitingIndex', KeyType: 'HASH' },
            { AttributeName: 'waitingSince', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
      Replicas: [{ Region: { Ref: 'AWS::Region' } }],
      TimeToLiveSpecification: { AttributeName: 'expiration', Enabled: true },
    },
  },
  ShopSecret: {
    Type: 'AWS::SecretsManager::Secret',
    Properties: { Name: 'shop', SecretString: '{"state":"not set"}' },
  },
  DeliverRole: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } },
  DeliverPolicy: {
    Type: 'AWS::IAM::Policy',
    Properties: {
      PolicyName: 'deliver',
      PolicyDocument: { Version: '2012-10-17', Statement: statements },
      Roles: [{ Ref: 'DeliverRole' }],
    },
  },
  Deliver: functionWith({}),
});

/** The function, with these environment variables. */
export const functionWith = (variables: Readonly<Record<string, unknown>>): object => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Code: { S3Bucket: 'assets', S3Key: 'deliver.zip' },
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Role: arn('DeliverRole'),
    Environment: { Variables: variables },
  },
});

/** Writes the folder that `cdk synth` would write. */
export const writeAssembly = (template: object) => {
  const folder = mkdtempSync(join(tmpdir(), 'assembly-'));
  const write = (file: string, value: object) =>
    writeFileSync(join(folder, file), JSON.stringify(value));
  write('manifest.json', {
    artifacts: {
      'bridge.assets': { type: 'cdk:asset-manifest', properties: { file: 'bridge.assets.json' } },
      bridge: {
        type: 'aws:cloudformation:stack',
        properties: { templateFile: 'bridge.template.json' },
      },
    },
  });
  write('bridge.assets.json', {
    files: {
      deliver: {
        source: { path: 'asset.deliver', packaging: 'zip' },
        destinations: { here: { bucketName: 'assets', objectKey: 'deliver.zip' } },
      },
    },
  });
  write('bridge.template.json', template);
  mkdirSync(join(folder, 'asset.deliver'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
};

type FixtureOptions = Pick<EndpointOptions, 'outside' | 'note' | 'gatewayUrl' | 'logs'> & {
  readonly outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
};

/** The endpoint with these resources, and clients' options for the operator and for the function. */
export const startFixture = async (
  resources: Resources = resourcesWith(),
  invoke: InvokeFunction = async () => ({ kind: 'throttled' }),
  { outputs: Outputs = {}, ...options }: FixtureOptions = {},
) => {
  const assembly = writeAssembly({ Resources: resources, Outputs });
  const denials: Denial[] = [];
  const endpoint = await startAwsEndpoint({
    port: 0,
    assemblyDir: assembly.folder,
    invoke,
    report: (denial) => denials.push(denial),
    ...options,
  }).finally(assembly.remove);
  const optionsWith = (credentials: { accessKeyId: string; secretAccessKey: string }) => ({
    endpoint: endpoint.url,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
  });
  return {
    endpoint,
    denials,
    refOf: (logicalId: string): string => endpoint.template.resources.get(logicalId)?.ref ?? '',
    operator: optionsWith({ accessKeyId: 'operator', secretAccessKey: 'operator' }),
    deliver: optionsWith(endpoint.credentialsOf('Deliver')),
    close: endpoint.close,
  };
};
export type Fixture = Awaited<ReturnType<typeof startFixture>>;

/** What the SDK throws, cut to what a caller may rely on; `undefined` when the call goes through. */
export const failureOf = async (call: Promise<unknown>) => {
  try {
    await call;
    return undefined;
  } catch (thrown) {
    const error = thrown as Error & { $metadata?: { httpStatusCode?: number } };
    return { name: error.name, status: error.$metadata?.httpStatusCode, message: error.message };
  }
};
