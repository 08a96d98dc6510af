/**
 * A cloud assembly in small, as the CDK writes it: a door, a queue, a function that is fed from it.
 *
 * Its functions speak the AWS protocol by hand, so that they need no bundling.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalStack, type LocalStackOptions, startLocalStack } from '../../cdk/local/stack.ts';

const door = `
const send = (body) => fetch(process.env.AWS_ENDPOINT_URL, {
  method: 'POST',
  headers: {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'AmazonSQS.SendMessage',
    authorization: 'AWS4-HMAC-SHA256 Credential=' + process.env.AWS_ACCESS_KEY_ID
      + '/20260101/' + process.env.AWS_REGION + '/sqs/aws4_request, SignedHeaders=host, Signature=00',
  },
  body: JSON.stringify({
    QueueUrl: process.env.ORDERS_QUEUE_URL, MessageBody: body,
    MessageGroupId: body, MessageDeduplicationId: body,
  }),
});
export const handler = async (event) => {
  const answer = await send(event.body);
  return { statusCode: answer.ok ? 200 : 503, body: process.env.GREETING };
};`;

/** Fails what begins with "bad", counts what begins with "counted" in a metric; logs each message as a stage line, with the size of its batch. */
const deliver = `
export const handler = async ({ Records }) => {
  await new Promise((resolve) => setTimeout(resolve, 50));
  for (const { body } of Records) console.log(JSON.stringify({
    timestamp: new Date().toISOString(), stage: 'processed', shopify_order_id: body,
    latency_ms: 1, attempt: 1, correlation_id: body, batch: Records.length, pid: process.pid,
  }));
  const Counted = Records.filter(({ body }) => body.startsWith('counted')).length;
  if (Counted > 0) console.log(JSON.stringify({
    _aws: { Timestamp: Date.now(), CloudWatchMetrics: [
      { Namespace: 'Fixture', Dimensions: [['service']], Metrics: [{ Name: 'Counted', Unit: 'Count' }] },
    ] },
    service: 'deliver-order', Counted,
  }));
  return { batchItemFailures: Records.filter(({ body }) => body.startsWith('bad'))
    .map(({ messageId }) => ({ itemIdentifier: messageId })) };
};`;

type Resource = { Type: string; Properties: Record<string, unknown> };
export type Resources = Record<string, Resource>;

const functionOf = (asset: string, role: string, name: string, variables: object): Resource => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Code: { S3Bucket: 'assets', S3Key: `${asset}.zip` },
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Timeout: 4,
    Role: { 'Fn::GetAtt': [role, 'Arn'] },
    Environment: { Variables: { POWERTOOLS_SERVICE_NAME: name, ...variables } },
  },
});

const roleOf = (actions: readonly string[]): Resource => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {},
    Policies: [
      {
        PolicyName: 'own',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: actions.map((Action) => ({
            Effect: 'Allow',
            Action,
            Resource: { 'Fn::GetAtt': ['Orders', 'Arn'] },
          })),
        },
      },
    ],
  },
});

const queue = (properties: Record<string, unknown> = {}): Resource => ({
  Type: 'AWS::SQS::Queue',
  Properties: { FifoQueue: true, ...properties },
});

export const pollActions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

const secretOf = (name: string): Resource => ({
  Type: 'AWS::SecretsManager::Secret',
  Properties: { Name: name, SecretString: '{"state":"not set"}' },
});

const functions = (): Resources => ({
  Door: functionOf('door', 'DoorRole', 'accept-webhook', {
    ORDERS_QUEUE_URL: { Ref: 'Orders' },
    GREETING: 'hello',
  }),
  DoorRole: roleOf(['sqs:SendMessage']),
  Deliver: functionOf('deliver', 'DeliverRole', 'deliver-order', {}),
  DeliverRole: roleOf(pollActions),
});

const state = (): Resources => ({
  DeadLetters: queue(),
  Orders: queue({
    VisibilityTimeout: 30,
    RedrivePolicy: {
      deadLetterTargetArn: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] },
      maxReceiveCount: 1_000,
    },
  }),
  Table: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    },
  },
  ShopSecret: secretOf('shop'),
  WmsSecret: secretOf('wms'),
});

const wiring = (): Resources => ({
  Mapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: { 'Fn::GetAtt': ['Orders', 'Arn'] },
      FunctionName: { Ref: 'Deliver' },
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    },
  },
  Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP', Name: 'api' } },
  Stage: {
    Type: 'AWS::ApiGatewayV2::Stage',
    Properties: { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true },
  },
  Integration: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: {
      ApiId: { Ref: 'Api' },
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: { 'Fn::GetAtt': ['Door', 'Arn'] },
      PayloadFormatVersion: '2.0',
    },
  },
  Route: {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: {
      ApiId: { Ref: 'Api' },
      RouteKey: 'POST /webhooks/shopify',
      AuthorizationType: 'NONE',
      Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'Integration' }]] },
    },
  },
});

/** The part of a template that an edit changes. */
export const propertiesOf = (resources: Resources, logicalId: string): Record<string, unknown> => {
  const found = resources[logicalId];
  if (found === undefined) throw new Error(`no ${logicalId} in the fixture`);
  return found.Properties;
};

export type Outputs = Record<string, { Value: unknown }>;

const outputsOf = (): Outputs => ({
  TableName: { Value: { Ref: 'Table' } },
  OrdersQueueUrl: { Value: { Ref: 'Orders' } },
  DeadLettersQueueUrl: { Value: { Ref: 'DeadLetters' } },
  AcceptWebhookFunction: { Value: { Ref: 'Door' } },
  ShopSecretArndemo: { Value: { Ref: 'ShopSecret' } },
  WmsSecretArn: { Value: { Ref: 'WmsSecret' } },
});

type Edit = (resources: Resources, outputs: Outputs) => void;

const writeAssembly = (folder: string, resources: Resources, outputs: Outputs): void => {
  const file = (name: string, content: unknown): void =>
    writeFileSync(join(folder, name), JSON.stringify(content));
  for (const [name, source] of Object.entries({ door, deliver })) {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, 'index.mjs'), source);
  }
  file('manifest.json', {
    version: '55.0.0',
    artifacts: {
      'fixture.assets': { type: 'cdk:asset-manifest', properties: { file: 'assets.json' } },
      fixture: {
        type: 'aws:cloudformation:stack',
        properties: { templateFile: 'template.json', stackName: 'fixture' },
      },
    },
  });
  file('assets.json', {
    files: Object.fromEntries(
      ['door', 'deliver'].map((path) => [
        path,
        { source: { path }, destinations: { here: { objectKey: `${path}.zip` } } },
      ]),
    ),
  });
  file('template.json', { Resources: resources, Outputs: outputs });
};

/** Folders of a stack; `remove` deletes them. */
export const makePlace = (edit: Edit = () => {}) => {
  const folder = mkdtempSync(join(tmpdir(), 'stack-'));
  const assemblyDir = join(folder, 'assembly');
  mkdirSync(assemblyDir);
  const resources = { ...functions(), ...state(), ...wiring() };
  const outputs = outputsOf();
  edit(resources, outputs);
  writeAssembly(assemblyDir, resources, outputs);
  return {
    assemblyDir,
    stateDir: join(folder, 'state'),
    remove: (): void => rmSync(folder, { recursive: true, force: true }),
  };
};

export type StageLine = {
  readonly shopify_order_id: string;
  readonly batch: number;
  readonly pid: number;
};

/** A running stack of the fixture, with all that was noted and delivered. */
export const startFixture = async (
  edit: Edit = () => {},
  options: Partial<LocalStackOptions> = {},
) => {
  const place = makePlace(edit);
  const notes: string[] = [];
  const delivered: StageLine[] = [];
  let stack: LocalStack;
  try {
    stack = await startLocalStack({
      ...place,
      port: 0,
      awsPort: 0,
      consolePort: 0,
      shopAdminPort: 0,
      pagerPort: 0,
      traffic: false,
      wmsUrl: 'http://127.0.0.1:9',
      note: (line) => notes.push(line),
      onRecord: (_name, record) => {
        if ('stage' in record) delivered.push(record as unknown as StageLine);
      },
      ...options,
    });
  } catch (error) {
    place.remove();
    throw error;
  }
  const { webhookUrl } = stack.describe();
  return {
    place,
    notes,
    delivered,
    stack,
    post: (body: string, url = webhookUrl) =>
      fetch(url, { method: 'POST', body, headers: { 'content-type': 'text/plain' } }),
    end: async (): Promise<void> => {
      await stack.close();
      place.remove();
    },
  };
};
