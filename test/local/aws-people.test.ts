/** People act with one managed policy each, and may do what it says, item by item. */
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, it } from 'vitest';
import { failureOf, resourcesWith, startFixture } from './aws-fixture.ts';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A person with these statements, who calls. */
const start = async (statements: readonly object[]) => {
  const Person = {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: {
      Description: 'for people',
      Path: '/',
      PolicyDocument: { Version: '2012-10-17', Statement: statements },
    },
  };
  const { endpoint, denials, operator, refOf, close } = await startFixture({
    ...resourcesWith(),
    Person,
  });
  closing.push(close);
  const options = { ...operator, credentials: endpoint.credentialsOf('Person') };
  const clients = {
    dynamodb: new DynamoDBClient(options),
    secrets: new SecretsManagerClient(options),
    sqs: new SQSClient(options),
    sts: new STSClient(options),
  };
  closing.push(() => {
    for (const client of Object.values(clients)) client.destroy();
  });
  return { ...clients, denials, refOf, endpoint, table: refOf('State') };
};

const allow = (Action: unknown, Resource: unknown, Condition?: object) => ({
  ...{ Effect: 'Allow', Action, Resource },
  ...(Condition ? { Condition } : {}),
});
const keyed = (keys: readonly string[]) => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys },
});
const tableArn = { 'Fn::GetAtt': ['State', 'Arn'] };
const idOf = (id: string) => ({ id: { S: id } });
/** What comes of each call: its error's name, or `done`. */
const outcomes = async (calls: readonly Promise<unknown>[]) =>
  (await Promise.all(calls.map(failureOf))).map((failure) => failure?.name ?? 'done');

describe('a person', () => {
  it('is a user of the account, and may ask who that is', async () => {
    const { sts } = await start([]);

    expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: '000000000000',
      Arn: 'arn:aws:iam::000000000000:user/Person',
    });
  });

  it('may do what the policy says, and nothing that a function may', async () => {
    const { sqs, secrets, denials, refOf } = await start([
      allow('sqs:Get*', { 'Fn::GetAtt': ['Orders', 'Arn'] }),
      allow('secretsmanager:DescribeSecret', '*'),
    ]);
    const attributes = (queue: string) =>
      sqs.send(new GetQueueAttributesCommand({ QueueUrl: refOf(queue), AttributeNames: ['All'] }));
    const described = secrets.send(new DescribeSecretCommand({ SecretId: refOf('ShopSecret') }));

    expect(await outcomes([attributes('Orders'), attributes('DeadLetters'), described])).toEqual([
      ...['done', 'AccessDenied', 'done'],
    ]);
    expect(denials).toMatchObject([{ caller: 'Person', action: 'sqs:GetQueueAttributes' }]);
  });

  it.each([
    ['arn:aws:sqs:*:*:bridge-Orders-*.fifo', 'done'],
    ['arn:aws:sqs:us-east-1:000000000000:bridge-Order?-*', 'done'],
    ['*', 'done'],
    ['arn:aws:sqs:*:bridge-Orders-*', 'done'],
    ['arn:aws:sqs:us-east-1:000000000000:bridge-orders-*', 'AccessDenied'],
    ['arn:aws:sqs:us-east-1:000000000000:bridge-Orders', 'AccessDenied'],
    ['arn:aws:sqs:us-east-1:000000000000:bridge.Orders-*', 'AccessDenied'],
  ])('a resource with wildcards, %s: %s', async (resource, outcome) => {
    const { sqs, refOf } = await start([allow('sqs:GetQueueAttributes', resource)]);
    const QueueUrl = refOf('Orders');

    expect(
      await outcomes([
        sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] })),
      ]),
    ).toEqual([outcome]);
  });
});

describe('a condition on the keys of items', () => {
  const orders = keyed(['order#*', 'circuit']);

  it('is met by items whose keys all fit, and by no other', async () => {
    const { dynamodb, table, denials } = await start([
      allow(['dynamodb:GetItem', 'dynamodb:BatchGetItem'], tableArn, orders),
    ]);
    const get = (id: string) =>
      dynamodb.send(new GetItemCommand({ TableName: table, Key: idOf(id) }));
    const batch = (...ids: string[]) =>
      dynamodb.send(
        new BatchGetItemCommand({ RequestItems: { [table]: { Keys: ids.map(idOf) } } }),
      );

    expect(
      await outcomes([
        ...[get('order#1'), get('circuit'), get('letter#1'), get('circuit#')],
        ...[batch('order#1', 'circuit'), batch('order#1', 'letter#1')],
      ]),
    ).toEqual([
      ...['done', 'done', 'AccessDeniedException', 'AccessDeniedException'],
      ...['done', 'AccessDeniedException'],
    ]);
    expect(denials).toHaveLength(3);
  });

  it('looks at what is written, in batches and transactions too', async () => {
    const { dynamodb, table: TableName } = await start([
      allow(['dynamodb:PutItem', 'dynamodb:BatchWriteItem'], tableArn, keyed(['circuit'])),
    ]);
    const put = (id: string) => dynamodb.send(new PutItemCommand({ TableName, Item: idOf(id) }));
    const batch = (id: string) =>
      dynamodb.send(
        new BatchWriteItemCommand({
          RequestItems: {
            [TableName]: [
              { PutRequest: { Item: idOf('circuit') } },
              { DeleteRequest: { Key: idOf(id) } },
            ],
          },
        }),
      );
    const transaction = (id: string) =>
      dynamodb.send(
        new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName, Item: idOf(id) } }] }),
      );

    const [own, foreign, batched, transacted] = await outcomes([
      ...[put('circuit'), put('order#1'), batch('order#1'), transaction('order#1')],
    ]);
    expect([own, foreign, batched, transacted]).toEqual([
      ...['done', 'AccessDeniedException', 'AccessDeniedException', 'AccessDeniedException'],
    ]);
    // The embedded DynamoDB has no transactions; what it answers is not a denial.
    expect(await outcomes([transaction('circuit')])).not.toEqual(['AccessDeniedException']);
  });

  it('is met by no call that names no item', async () => {
    const { dynamodb, table } = await start([allow('dynamodb:*', tableArn, keyed(['*']))]);
    const query = new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'id = :id',
      ExpressionAttributeValues: { ':id': { S: 'order#1' } },
    });

    expect(await outcomes([dynamodb.send(query)])).toEqual(['AccessDeniedException']);
  });

  it('counts what was used once for each action and table', async () => {
    const { dynamodb, table, endpoint } = await start([
      allow('dynamodb:GetItem', tableArn, orders),
    ]);
    for (const id of ['order#1', 'order#2'])
      await dynamodb.send(new GetItemCommand({ TableName: table, Key: idOf(id) }));

    expect(endpoint.usage()).toMatchObject([
      { caller: 'Person', action: 'dynamodb:GetItem', count: 2 },
    ]);
  });
});
