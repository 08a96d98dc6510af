import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { keptBlock, templateOf } from './synthesize.ts';
import { functionsOf, queuesOf, resourceOf, resourcesOf } from './template-parts.ts';

type Statement = {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
};

const listOf = <Value>(value: Value | readonly Value[]): readonly Value[] =>
  Array.isArray(value) ? value : [value as Value];

const statementsOf = (template: Template, service: string): readonly Statement[] => {
  const role = functionsOf(template)[service]?.Properties.Role['Fn::GetAtt'][0];
  return resourcesOf(template, 'AWS::IAM::Policy')
    .filter(({ Properties }) => Properties.Roles.some((ref: { Ref: string }) => ref.Ref === role))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Statement[]);
};

/** What a person calls the resource that a statement refers to. */
const nameIn = (template: Template, service: string) => {
  const { orders, deadLetters } = queuesOf(template);
  const own = functionsOf(template)[service]?.Properties.LoggingConfig.LogGroup.Ref;
  const names = new Map<string, string>([
    [orders.id, 'orders'],
    [deadLetters.id, 'dead letters'],
    [resourceOf(template, 'AWS::DynamoDB::GlobalTable').id, 'table'],
    [own, 'own log group'],
    ...resourcesOf(template, 'AWS::SecretsManager::Secret').map(
      ({ id, Properties }) => [id, Properties.Description] as const,
    ),
  ]);
  return (resource: unknown): string => {
    if (typeof resource === 'string') return resource;
    const { Ref, 'Fn::GetAtt': attribute } = resource as { Ref?: string; 'Fn::GetAtt'?: string[] };
    return names.get(Ref ?? attribute?.[0] ?? '') ?? JSON.stringify(resource);
  };
};

/** Every single permission of a function, one line each: `action on resource`. */
const permissionsOf = (template: Template, service: string, sid?: string): readonly string[] => {
  const nameOf = nameIn(template, service);
  return statementsOf(template, service)
    .filter(({ Sid }) => (sid === undefined ? Sid !== 'PollOrders' : Sid === sid))
    .flatMap(({ Action, Resource }) =>
      listOf(Action).flatMap((action) =>
        listOf(Resource).map((resource) => `${action} on ${nameOf(resource)}`),
      ),
    )
    .sort();
};

const writesOwnLogs = [
  'logs:CreateLogStream on own log group',
  'logs:PutLogEvents on own log group',
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
      ...writesOwnLogs,
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
      ...writesOwnLogs,
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

  it('what replay-dead-letters does', () => {
    expect(permissionsOf(template, 'replay-dead-letters')).toEqual([
      'dynamodb:UpdateItem on table',
      ...writesOwnLogs,
      'sqs:ChangeMessageVisibility on dead letters',
      'sqs:DeleteMessage on dead letters',
      'sqs:ReceiveMessage on dead letters',
      'sqs:SendMessage on orders',
    ]);
  });
});

describe('every role', () => {
  it('names each action and each resource, without a wildcard', () => {
    const statements = resourcesOf(template, 'AWS::IAM::Policy').flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement as Statement[],
    );

    expect(statements).toContainEqual(expect.objectContaining({ Sid: 'PollOrders' }));
    expect(statements.filter((statement) => JSON.stringify(statement).includes('*'))).toEqual([]);
    expect(statements.filter(({ Effect, Sid }) => Effect !== 'Allow' || !Sid)).toEqual([]);
  });

  it('belongs to one function, takes no policy of others and can be used by Lambda only', () => {
    const roles = resourcesOf(template, 'AWS::IAM::Role').map(({ Properties }) => ({
      foreign: [Properties.ManagedPolicyArns, Properties.Policies],
      users: Properties.AssumeRolePolicyDocument.Statement.map(
        (statement: { Principal: unknown }) => statement.Principal,
      ),
    }));

    expect(roles).toEqual(
      Array.from({ length: 3 }, () => ({
        foreign: [undefined, undefined],
        users: [{ Service: 'lambda.amazonaws.com' }],
      })),
    );
  });

  it('may not read a WMS secret where the WMS asks for none', () => {
    const open = templateOf({
      ...keptBlock,
      wms: { baseUrl: 'https://wms.example.com', auth: { kind: 'none' } },
    });

    expect(permissionsOf(open, 'deliver-order')).not.toContainEqual(
      expect.stringContaining('secretsmanager'),
    );
    expect(resourcesOf(open, 'AWS::SecretsManager::Secret')).toHaveLength(1);
  });
});
