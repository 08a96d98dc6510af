import { describe, expect, it } from 'vitest';
import { keptBlock, templateOf } from './synthesize.ts';
import { functionsOf, queuesOf, resourceOf, resourcesOf } from './template-parts.ts';

// Outside the tests: the first synthesis loads aws-cdk-lib and can outlast a test's own time.
const template = templateOf({
  ...keptBlock,
  delivery: { functionTimeoutSeconds: 20, visibilitySeconds: 130, batchSize: 3, concurrency: 4 },
  accept: { functionTimeoutSeconds: 3, ratePerSecond: 7, burst: 9 },
  logRetentionDays: 14,
});
const { orders, deadLetters } = queuesOf(template);
const functions = functionsOf(template);

describe('the queues', () => {
  it('hide a message for as long as the stage says', () => {
    expect(orders.Properties.VisibilityTimeout).toBe(130);
  });

  it('hide a dead letter from others until the invocation that took it has long ended', () => {
    expect(functions['replay-dead-letters']?.Properties.Timeout).toBe(60);
    expect(deadLetters.Properties.VisibilityTimeout).toBe(120);
  });

  it.each([
    ['orders', orders],
    ['dead letters', deadLetters],
  ])(
    'keep %s 14 days, first in first out per order, encrypted, ids given by the sender',
    (_, queue) => {
      expect(queue.Properties).toMatchObject({
        FifoQueue: true,
        DeduplicationScope: 'messageGroup',
        FifoThroughputLimit: 'perMessageGroupId',
        ContentBasedDeduplication: false,
        SqsManagedSseEnabled: true,
        MessageRetentionPeriod: 14 * 24 * 3_600,
      });
    },
  );

  it('move a message that ends nowhere to the dead letters', () => {
    expect(orders.Properties.RedrivePolicy).toEqual({
      deadLetterTargetArn: { 'Fn::GetAtt': [deadLetters.id, 'Arn'] },
      maxReceiveCount: 1_000,
    });
  });

  it('refuse everybody who does not use TLS', () => {
    const policies = resourcesOf(template, 'AWS::SQS::QueuePolicy').map(({ Properties }) => ({
      queues: Properties.Queues,
      statements: Properties.PolicyDocument.Statement,
    }));

    expect(policies).toEqual(
      [deadLetters, orders].map(({ id }) => ({
        queues: [{ Ref: id }],
        statements: [
          {
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: 'sqs:*',
            Resource: { 'Fn::GetAtt': [id, 'Arn'] },
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      })),
    );
  });
});

describe('the table', () => {
  const { Properties } = resourceOf(template, 'AWS::DynamoDB::GlobalTable');

  it('is paid per request, restorable to a point in time, and forgets what has expired', () => {
    expect(Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      TimeToLiveSpecification: { AttributeName: 'expiration', Enabled: true },
      Replicas: [{ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
    });
  });

  it('indexes what waits and what is parked, each by its time', () => {
    const indexes = Properties.GlobalSecondaryIndexes.map(
      (index: { IndexName: string; KeySchema: { AttributeName: string }[] }) => [
        index.IndexName,
        ...index.KeySchema.map((key) => key.AttributeName),
      ],
    );

    expect(indexes).toEqual([
      ['waiting', 'waitingIndex', 'waitingSince'],
      ['letters', 'lettersIndex', 'parkedAt'],
    ]);
  });
});

describe('the door', () => {
  it('takes webhooks on one route and hands them to accept-webhook', () => {
    const open = resourcesOf(template, 'AWS::ApiGatewayV2::Route').filter(
      ({ Properties }) => Properties.AuthorizationType === 'NONE',
    );
    const integrations = resourcesOf(template, 'AWS::ApiGatewayV2::Integration');
    const target = integrations.find(
      ({ id }) => id === open[0]?.Properties.Target['Fn::Join'][1][1].Ref,
    );

    expect(open.map(({ Properties }) => Properties.RouteKey)).toEqual(['POST /webhooks/shopify']);
    expect(target?.Properties).toMatchObject({
      IntegrationType: 'AWS_PROXY',
      PayloadFormatVersion: '2.0',
      IntegrationUri: { 'Fn::GetAtt': [functions['accept-webhook']?.id, 'Arn'] },
    });
  });

  it('lets through as many orders a second as the stage says', () => {
    expect(
      resourceOf(template, 'AWS::ApiGatewayV2::Stage').Properties.DefaultRouteSettings,
    ).toEqual({ ThrottlingRateLimit: 7, ThrottlingBurstLimit: 9 });
  });

  it('logs one JSON object per request, with no body, header, address or query', () => {
    const { Format } = resourceOf(template, 'AWS::ApiGatewayV2::Stage').Properties
      .AccessLogSettings;

    expect(Object.values(JSON.parse(Format))).toEqual([
      '$context.requestId',
      '$context.requestTime',
      '$context.routeKey',
      '$context.status',
      '$context.responseLength',
      '$context.responseLatency',
      '$context.integrationLatency',
      '$context.integrationErrorMessage',
      '$context.error.responseType',
    ]);
  });
});

describe('deliver-order', () => {
  it('is fed by the orders queue alone, as many at once as the stage says', () => {
    const mappings = resourcesOf(template, 'AWS::Lambda::EventSourceMapping');

    expect(mappings.map(({ Properties }) => Properties)).toEqual([
      expect.objectContaining({
        EventSourceArn: { 'Fn::GetAtt': [orders.id, 'Arn'] },
        FunctionName: { Ref: functions['deliver-order']?.id },
        BatchSize: 3,
        ScalingConfig: { MaximumConcurrency: 4 },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      }),
    ]);
  });
});

describe('every function', () => {
  it.each([
    ['accept-webhook', 3],
    ['deliver-order', 20],
    ['browse-dead-letters', 60],
    ['replay-dead-letters', 60],
    ['reconcile-orders', 60],
    ['watch-bridge', 30],
  ])('runs on Node.js 24 and arm64 with its own time: %s, %i s', (service, seconds) => {
    expect(functions[service]?.Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Timeout: seconds,
      Handler: 'index.handler',
    });
  });

  it('writes JSON to a log group of its own, kept as long as the stage says', () => {
    const groups = resourcesOf(template, 'AWS::Logs::LogGroup');
    const used = Object.values(functions).map(({ Properties }) => Properties.LoggingConfig);

    expect(groups.map(({ Properties }) => Properties.RetentionInDays)).toEqual([
      14, 14, 14, 14, 14, 14, 14,
    ]);
    expect(new Set(used.map(({ LogGroup }) => LogGroup.Ref)).size).toBe(6);
    expect(new Set(used.map(({ LogFormat }) => LogFormat))).toEqual(new Set(['JSON']));
  });
});

describe('names', () => {
  it('are left to CloudFormation, so that two stages never collide', () => {
    const named = Object.values(
      template.toJSON().Resources as Record<string, { Properties?: object }>,
    )
      .flatMap(({ Properties }) => Object.keys(Properties ?? {}))
      .filter((key) => ['TableName', 'QueueName', 'RoleName', 'LogGroupName'].includes(key));

    expect(named).toEqual([]);
  });
});
