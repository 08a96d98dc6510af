import { describe, expect, it } from 'vitest';
import { type Right, rightsOf } from '../../cdk/local/aws/rights.ts';
import type { LocalResource, LocalTemplate } from '../../cdk/local/contracts.ts';
import { unboundRights, unusedRights } from '../rights/judge-rights.ts';

const queueArn = 'arn:aws:sqs:eu-central-1:000000000000:stage-Orders-ABC.fifo';
const tableArn = 'arn:aws:dynamodb:eu-central-1:000000000000:table/stage-State-ABC';
const roleArn = (name: string) => `arn:aws:iam::000000000000:role/${name}`;

const resource = (
  logicalId: string,
  type: string,
  properties: object,
  given: { readonly ref?: string; readonly attributes?: Record<string, string> } = {},
): [string, LocalResource] => [
  logicalId,
  {
    ...{ logicalId, type, ref: given.ref ?? logicalId, attributes: given.attributes ?? {} },
    properties: properties as LocalResource['properties'],
  },
];
const role = (name: string, ...Statement: readonly object[]) =>
  resource(
    name,
    'AWS::IAM::Role',
    { Policies: [{ PolicyDocument: { Statement } }] },
    { attributes: { Arn: roleArn(name) } },
  );
const allow = (Sid: string, Action: unknown, Resource: unknown) => ({
  ...{ Sid, Effect: 'Allow', Action, Resource },
});
const schedule = (name: string) =>
  resource(name, 'AWS::Scheduler::Schedule', {
    Target: { Arn: 'arn:deliver', RoleArn: roleArn('ClockRole') },
  });

const templateWith = (...statements: readonly object[]): LocalTemplate => ({
  ...{ stackName: 'stage', outputs: {}, assets: new Map() },
  resources: new Map([
    resource('OrdersQueue12345678', 'AWS::SQS::Queue', {}, { attributes: { Arn: queueArn } }),
    resource('State12345678', 'AWS::DynamoDB::Table', {}, { attributes: { Arn: tableArn } }),
    role('DeliverRole', ...statements),
    role('ClockRole', allow('Invoke', 'lambda:InvokeFunction', 'arn:deliver')),
    resource(
      'Deliver',
      'AWS::Lambda::Function',
      {
        Role: roleArn('DeliverRole'),
        Environment: { Variables: { POWERTOOLS_SERVICE_NAME: 'deliver-order' } },
      },
      { attributes: { Arn: 'arn:deliver' } },
    ),
    schedule('Often'),
    schedule('Seldom'),
  ]),
});
const used = (caller: string, action: string, on: string, count = 1) => ({
  ...{ caller, action, resource: on, count },
});
const rowsOf = (rights: readonly Right[], holder = 'deliver-order') =>
  rights
    .filter((one) => one.holder === holder)
    .map(({ sid, action, resource: on, used: count }) => [sid, action, on, count]);

describe('what a template grants', () => {
  const template = templateWith(
    allow('Poll', ['sqs:ReceiveMessage', 'sqs:DeleteMessage'], queueArn),
    allow('Find', 'dynamodb:Query', [`${tableArn}/index/waiting`, `${tableArn}/index/letters`]),
    { Sid: 'Never', Effect: 'Deny', Action: 'sqs:*', Resource: '*' },
  );

  it('is one row for each action and resource, under the names that people use', () => {
    expect(rowsOf(rightsOf(template, []))).toEqual([
      ['Poll', 'sqs:ReceiveMessage', 'OrdersQueue', 0],
      ['Poll', 'sqs:DeleteMessage', 'OrdersQueue', 0],
      ['Find', 'dynamodb:Query', 'State/index/waiting', 0],
      ['Find', 'dynamodb:Query', 'State/index/letters', 0],
    ]);
  });

  it('is used by its own holder’s calls of that action on that resource alone', () => {
    const usage = [
      used('Deliver', 'sqs:ReceiveMessage', queueArn, 3),
      used('Often', 'sqs:DeleteMessage', queueArn),
      used('Deliver', 'sqs:DeleteMessage', `${queueArn}x`),
      used('Deliver', 'dynamodb:Query', `${tableArn}/index/letters`),
    ];

    expect(rowsOf(rightsOf(template, usage)).map(([, , , count]) => count)).toEqual([3, 0, 0, 1]);
  });

  it('to several schedules by one role is one row, used by any of them', () => {
    const usage = [used('Often', 'lambda:InvokeFunction', 'arn:deliver', 2)];

    expect(rowsOf(rightsOf(template, usage), 'clock of deliver-order')).toEqual([
      ['Invoke', 'lambda:InvokeFunction', 'Deliver', 2],
    ]);
  });

  it('but for something is everything else', () => {
    const but = { Sid: 'But', Effect: 'Allow', NotAction: 'sqs:SendMessage', NotResource: 'a' };

    expect(rowsOf(rightsOf(templateWith(but), []))).toEqual([['But', '*', '*', 0]]);
  });
});

describe('a right is a fault', () => {
  const faultsOf = (...statements: readonly object[]) => {
    const usage = [used('Often', 'lambda:InvokeFunction', 'arn:deliver')];
    const rights = rightsOf(templateWith(...statements), usage);
    return { unused: unusedRights(rights), unbound: unboundRights(rights) };
  };

  it('where nobody used it, by name', () => {
    expect(faultsOf(allow('Park', 'sqs:SendMessage', queueArn)).unused).toEqual([
      'deliver-order: sqs:SendMessage on OrdersQueue (Park)',
    ]);
  });

  it('not where AWS itself needs it', () => {
    expect(faultsOf(allow('PollOrders', 'sqs:ReceiveMessage', queueArn)).unused).toEqual([]);
  });

  it.each([
    ['sqs:*', queueArn, 'sqs:* on OrdersQueue'],
    ['sqs:SendMessage', '*', 'sqs:SendMessage on *'],
    [
      'sqs:SendMessage',
      `${queueArn.slice(0, -5)}?fifo`,
      'sqs:SendMessage on stage-Orders-ABC?fifo',
    ],
  ])('where it is a pattern that nobody has explained: %s on %s', (action, on, line) => {
    expect(faultsOf(allow('Park', action, on)).unbound).toEqual([`deliver-order: ${line} (Park)`]);
  });
});
