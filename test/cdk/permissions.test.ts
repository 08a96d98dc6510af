import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { grantedBy, statementsIn, statementsOfRole } from './granted.ts';
import { keptBlock, templateOf } from './synthesize.ts';
import { functionsOf, resourcesOf } from './template-parts.ts';

/** Every single permission of a function; what Lambda polls with is not the function's own need. */
const permissionsOf = (template: Template, service: string, sid?: string): readonly string[] => {
  const role = functionsOf(template)[service]?.Properties.Role['Fn::GetAtt'][0];
  const statements = statementsOfRole(template, role);
  return grantedBy(
    template,
    statements.filter(({ Sid }) => (sid === undefined ? Sid !== 'PollOrders' : Sid === sid)),
  );
};

const writesLogsOf = (service: string): readonly string[] => [
  `logs:CreateLogStream on logs of ${service}`,
  `logs:PutLogEvents on logs of ${service}`,
];

const template = templateOf({
  ...keptBlock,
  shops: [
    { domain: 'one-shop.myshopify.com' },
    {
      domain: 'other-shop.myshopify.com',
      secretArn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:other-AbCdEf',
    },
  ],
});

describe('a role allows exactly', () => {
  it('what accept-webhook does', () => {
    expect(permissionsOf(template, 'accept-webhook')).toEqual([
      'dynamodb:GetItem on table',
      'dynamodb:PutItem on table',
      'dynamodb:UpdateItem on table',
      ...writesLogsOf('accept-webhook'),
      'secretsmanager:GetSecretValue on Client secrets that sign the webhooks of one-shop.myshopify.com',
      'secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-central-1:111122223333:secret:other-AbCdEf',
      'sqs:SendMessage on dead letters',
      'sqs:SendMessage on orders',
    ]);
  });

  it('what deliver-order does', () => {
    expect(permissionsOf(template, 'deliver-order')).toEqual([
      'dynamodb:BatchGetItem on table',
      'dynamodb:DeleteItem on table',
      'dynamodb:GetItem on table',
      'dynamodb:PutItem on table',
      'dynamodb:UpdateItem on table',
      ...writesLogsOf('deliver-order'),
      'secretsmanager:GetSecretValue on Credentials of the WMS',
      'sqs:ChangeMessageVisibility on orders',
      'sqs:SendMessage on dead letters',
    ]);
  });

  it('what the poller of the orders queue does, in a statement of its own', () => {
    expect(permissionsOf(template, 'deliver-order', 'PollOrders')).toEqual([
      'sqs:DeleteMessage on orders',
      'sqs:GetQueueAttributes on orders',
      'sqs:ReceiveMessage on orders',
    ]);
  });

  it('what browse-dead-letters does: it reads the table, and no queue', () => {
    expect(permissionsOf(template, 'browse-dead-letters')).toEqual([
      'dynamodb:BatchGetItem on table',
      'dynamodb:GetItem on table',
      'dynamodb:Query on table/index/letters',
      ...writesLogsOf('browse-dead-letters'),
    ]);
  });

  it('what replay-dead-letters does', () => {
    expect(permissionsOf(template, 'replay-dead-letters')).toEqual([
      'dynamodb:BatchGetItem on table',
      'dynamodb:DeleteItem on table',
      'dynamodb:GetItem on table',
      'dynamodb:PutItem on table',
      'dynamodb:Query on table/index/letters',
      'dynamodb:UpdateItem on table',
      ...writesLogsOf('replay-dead-letters'),
      'sqs:ChangeMessageVisibility on dead letters',
      'sqs:DeleteMessage on dead letters',
      'sqs:GetQueueAttributes on dead letters',
      'sqs:ReceiveMessage on dead letters',
      'sqs:SendMessage on orders',
    ]);
  });

  it('what reconcile-orders does', () => {
    expect(permissionsOf(template, 'reconcile-orders')).toEqual([
      'dynamodb:BatchGetItem on table',
      'dynamodb:DeleteItem on table',
      'dynamodb:GetItem on table',
      'dynamodb:PutItem on table',
      'dynamodb:Query on table/index/letters',
      'dynamodb:Query on table/index/waiting',
      'dynamodb:UpdateItem on table',
      ...writesLogsOf('reconcile-orders'),
      's3:GetObject on reports/work/*',
      's3:ListBucket on reports',
      's3:PutObject on reports/reports/*',
      's3:PutObject on reports/work/*',
      'secretsmanager:GetSecretValue on Credentials for the Admin API of one-shop.myshopify.com',
      'secretsmanager:GetSecretValue on Credentials for the Admin API of other-shop.myshopify.com',
      'secretsmanager:GetSecretValue on Credentials of the WMS',
      'sqs:SendMessage on dead letters',
      'sqs:SendMessage on orders',
    ]);
  });

  it('what empty-bucket does, where a stage goes without a trace', () => {
    expect(permissionsOf(templateOf('sandbox'), 'empty-bucket')).toEqual([
      ...writesLogsOf('empty-bucket'),
      's3:DeleteObject on reports/*',
      's3:GetBucketTagging on reports',
      's3:ListBucket on reports',
    ]);
  });

  it('what watch-bridge does: it reads, and no secret’s value', () => {
    expect(permissionsOf(template, 'watch-bridge')).toEqual([
      'dynamodb:GetItem on table',
      'dynamodb:Query on table/index/letters',
      'dynamodb:Query on table/index/waiting',
      ...writesLogsOf('watch-bridge'),
      'secretsmanager:ListSecretVersionIds on Credentials of the WMS',
      'sqs:GetQueueAttributes on dead letters',
      'sqs:GetQueueAttributes on orders',
    ]);
  });

  it.each([
    ['replay-dead-letters', 1],
    ['watch-bridge', 1],
    ['reconcile-orders', 3],
  ])('what the clock of %s does', (service, schedules) => {
    const functionId = functionsOf(template)[service]?.id;
    const roles = resourcesOf(template, 'AWS::Scheduler::Schedule')
      .filter(({ Properties }) => Properties.Target.Arn['Fn::GetAtt']?.[0] === functionId)
      .map(({ Properties }) => Properties.Target.RoleArn['Fn::GetAtt'][0]);

    expect([roles.length, new Set(roles).size]).toEqual([schedules, 1]);
    expect(grantedBy(template, statementsOfRole(template, roles[0]))).toEqual([
      `lambda:InvokeFunction on ${service}`,
    ]);
  });
});

describe('the test of every week', () => {
  it('sets the state of the one alarm that is for it, and may do nothing else', () => {
    const schedule = resourcesOf(template, 'AWS::Scheduler::Schedule').find(
      ({ Properties }) => Properties.Target.Arn['Fn::Join'] !== undefined,
    );
    const role = schedule?.Properties.Target.RoleArn['Fn::GetAtt'][0];
    const alarm = resourcesOf(template, 'AWS::CloudWatch::Alarm').find(
      ({ Properties }) => Properties.AlarmName === 'shopify-wms-bridge-kept-page-test',
    );

    expect(schedule?.Properties).toMatchObject({
      ScheduleExpression: 'rate(6 days)',
      Target: {
        Arn: {
          'Fn::Join': [
            '',
            ['arn:', { Ref: 'AWS::Partition' }, ':scheduler:::aws-sdk:cloudwatch:setAlarmState'],
          ],
        },
      },
    });
    expect(JSON.parse(schedule?.Properties.Target.Input)).toMatchObject({
      AlarmName: 'shopify-wms-bridge-kept-page-test',
      StateValue: 'ALARM',
    });
    expect(statementsOfRole(template, role)).toEqual([
      {
        Sid: 'SetStateOfTestAlarm',
        Effect: 'Allow',
        Action: 'cloudwatch:SetAlarmState',
        Resource: { 'Fn::GetAtt': [alarm?.id, 'Arn'] },
      },
    ]);
  });
});

describe('every role', () => {
  it('names each action and each resource, without a wildcard but for objects in a folder', () => {
    const statements = resourcesOf(template, 'AWS::IAM::Policy').flatMap(statementsIn);

    expect(statements).toContainEqual(expect.objectContaining({ Sid: 'PollOrders' }));
    expect(
      statements
        .filter((statement) => JSON.stringify(statement).includes('*'))
        .map(({ Sid }) => Sid),
    ).toEqual(['KeepReports', 'GoOnWithWork']);
    expect(statements.filter(({ Effect, Sid }) => Effect !== 'Allow' || !Sid)).toEqual([]);
  });

  it('belongs to one function, or to the clock, and takes no policy of others', () => {
    const roles = resourcesOf(template, 'AWS::IAM::Role').map(({ Properties }) => ({
      foreign: [Properties.ManagedPolicyArns, Properties.Policies],
      users: Properties.AssumeRolePolicyDocument.Statement.map(
        (statement: { Principal: unknown }) => statement.Principal,
      ),
    }));

    expect(roles).toEqual(
      [
        ...['lambda', 'lambda', 'lambda', 'lambda', 'scheduler'],
        ...['lambda', 'scheduler', 'lambda', 'scheduler', 'scheduler'],
      ].map((service) => ({
        foreign: [undefined, undefined],
        users: [{ Service: `${service}.amazonaws.com` }],
      })),
    );
  });

  it('may not read a WMS secret where the WMS asks for none', () => {
    const open = templateOf({
      ...keptBlock,
      wms: { baseUrl: 'https://wms.example.com', auth: { kind: 'none' } },
    });

    for (const service of ['deliver-order', 'watch-bridge']) {
      expect(permissionsOf(open, service)).not.toContainEqual(
        expect.stringContaining('secretsmanager'),
      );
    }
    expect(resourcesOf(open, 'AWS::SecretsManager::Secret')).toHaveLength(3);
  });
});
