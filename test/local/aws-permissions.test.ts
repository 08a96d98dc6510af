import {
  BatchGetItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from 'vitest';
import {
  deliverStatements,
  failureOf,
  type Resources,
  resourcesWith,
  startFixture,
} from './aws-fixture.ts';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const start = async (resources?: Resources) => {
  const fixture = await startFixture(resources);
  const clientsFor = (options: typeof fixture.operator) => {
    const clients = {
      sqs: new SQSClient(options),
      dynamodb: new DynamoDBClient(options),
      secrets: new SecretsManagerClient(options),
      lambda: new LambdaClient(options),
    };
    closing.push(() => {
      for (const client of Object.values(clients)) client.destroy();
    });
    return clients;
  };
  const made = { ...fixture, deliver: clientsFor(fixture.deliver), as: clientsFor };
  closing.push(fixture.close);
  return { ...made, table: fixture.refOf('State'), orders: fixture.refOf('Orders') };
};

const message = { MessageBody: 'x', MessageGroupId: 'order-1', MessageDeduplicationId: '1' };
const id = { id: { S: 'order#1' } };
const user =
  'User: arn:aws:sts::000000000000:assumed-role/bridge-DeliverRole-G6ZLWCP62KJ7/bridge-Deliver-NAME is not authorized to perform:';
const errorText = (text: string | undefined) =>
  text?.replace(/bridge-Deliver-\w+ /, 'bridge-Deliver-NAME ');

describe('a function with its own credentials', () => {
  it('does what its role allows, batches and indexes included', async () => {
    const { deliver, orders, table, denials, endpoint } = await start();
    const Entries = [{ Id: 'a', ...message }];
    const KeyConditionExpression = 'waitingIndex = :index';
    const ExpressionAttributeValues = { ':index': { S: 'waiting' } };
    const query = { TableName: table, IndexName: 'waiting', KeyConditionExpression };

    await deliver.sqs.send(new SendMessageBatchCommand({ QueueUrl: orders, Entries }));
    await deliver.dynamodb.send(new QueryCommand({ ...query, ExpressionAttributeValues }));
    await deliver.dynamodb.send(new PutItemCommand({ TableName: table, Item: id }));
    await deliver.secrets.send(new GetSecretValueCommand({ SecretId: 'shop' }));

    expect(denials).toEqual([]);
    expect(endpoint.usage().map(({ action, count }) => [action, count])).toEqual([
      ['sqs:SendMessage', 1],
      ['dynamodb:Query', 1],
      ['dynamodb:PutItem', 1],
      ['secretsmanager:GetSecretValue', 1],
    ]);
  });

  it('is denied an action that no statement allows, by each service in its own way', async () => {
    const { deliver, orders, table, denials, refOf } = await start(resourcesWith([]));

    const failures = await Promise.all(
      [
        deliver.sqs.send(new SendMessageCommand({ QueueUrl: orders, ...message })),
        deliver.dynamodb.send(new GetItemCommand({ TableName: table, Key: id })),
        deliver.secrets.send(new GetSecretValueCommand({ SecretId: 'shop' })),
        deliver.lambda.send(new InvokeCommand({ FunctionName: refOf('Deliver') })),
      ].map(failureOf),
    );

    expect(failures.map((failure) => [failure?.name, failure?.status])).toEqual([
      ['AccessDenied', 403],
      ['AccessDeniedException', 400],
      ['AccessDeniedException', 400],
      ['AccessDeniedException', 403],
    ]);
    expect(denials.map(({ action }) => action).sort()).toEqual([
      'dynamodb:GetItem',
      'lambda:InvokeFunction',
      'secretsmanager:GetSecretValue',
      'sqs:SendMessage',
    ]);
  });

  it('is denied a resource that the statement does not name', async () => {
    const { deliver, refOf, denials } = await start();
    const command = new SendMessageCommand({ QueueUrl: refOf('DeadLetters'), ...message });

    const failure = await failureOf(deliver.sqs.send(command));
    const resource = 'arn:aws:sqs:us-east-1:000000000000:bridge-DeadLetters-NAME.fifo';
    expect(errorText(failure?.message)?.replace(/DeadLetters-\w+/, 'DeadLetters-NAME')).toBe(
      `${user} sqs:SendMessage on resource: ${resource} because no identity-based policy allows the sqs:SendMessage action`,
    );
    expect(denials).toEqual([
      {
        caller: 'Deliver',
        action: 'sqs:SendMessage',
        resource: refOf('DeadLetters').replace(/^.*\//, 'arn:aws:sqs:us-east-1:000000000000:'),
        reason: 'not allowed',
      },
    ]);
  });

  it('is denied what a statement forbids, whatever else allows it', async () => {
    const forbid = { Effect: 'Deny', Action: 'dynamodb:Delete*', Resource: '*' };
    const { deliver, table, denials } = await start(
      resourcesWith([...Object.values(deliverStatements), forbid]),
    );

    const failure = await failureOf(
      deliver.dynamodb.send(new DeleteItemCommand({ TableName: table, Key: id })),
    );
    expect(errorText(failure?.message)).toBe(
      `${user} dynamodb:DeleteItem on resource: arn:aws:dynamodb:us-east-1:000000000000:table/bridge-State-4HYIXOV8F6RS with an explicit deny in an identity-based policy`,
    );
    expect(denials.map(({ reason }) => reason)).toEqual(['explicitly denied']);
  });

  it('is denied a query of an index when only the table is allowed', async () => {
    const tableAlone = { ...deliverStatements.table, Resource: { 'Fn::GetAtt': 'State.Arn' } };
    const { deliver, table } = await start(resourcesWith([tableAlone]));
    const query = new QueryCommand({
      TableName: table,
      IndexName: 'waiting',
      KeyConditionExpression: 'waitingIndex = :index',
      ExpressionAttributeValues: { ':index': { S: 'waiting' } },
    });

    expect(await failureOf(deliver.dynamodb.send(query))).toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('/index/waiting'),
    });
  });

  it('is denied a batch when one of its tables is not allowed', async () => {
    const { deliver, table, denials } = await start();
    const Keys = [id];
    const RequestItems = { [table]: { Keys }, other: { Keys } };

    await failureOf(deliver.dynamodb.send(new BatchGetItemCommand({ RequestItems })));
    expect(denials.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
      'dynamodb:BatchGetItem arn:aws:dynamodb:us-east-1:000000000000:table/other',
    ]);
  });

  it('may not even receive from its queue when the statement for it is gone', async () => {
    const { queue, ...others } = deliverStatements;
    const Action = queue.Action.filter((action) => action !== 'sqs:ReceiveMessage');
    const { deliver, orders, denials } = await start(
      resourcesWith([...Object.values(others), { ...queue, Action }]),
    );
    const poll = new ReceiveMessageCommand({ QueueUrl: orders, WaitTimeSeconds: 20 });

    expect(await failureOf(deliver.sqs.send(poll))).toMatchObject({ name: 'AccessDenied' });
    expect(denials.map(({ action }) => action)).toEqual(['sqs:ReceiveMessage']);
  });

  it('has the policies of its role from wherever the template attaches them', async () => {
    const document = (Action: string) => ({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
    });
    const { deliver, orders, table } = await start({
      ...resourcesWith([]),
      DeliverRole: {
        Type: 'AWS::IAM::Role',
        Properties: {
          Policies: [{ PolicyName: 'inline', PolicyDocument: document('sqs:SendMessage') }],
          ManagedPolicyArns: [{ Ref: 'Managed' }],
        },
      },
      Managed: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: { PolicyDocument: document('dynamodb:GetItem') },
      },
    });

    const send = new SendMessageCommand({ QueueUrl: orders, ...message });
    const get = new GetItemCommand({ TableName: table, Key: id });
    const put = new PutItemCommand({ TableName: table, Item: id });
    expect(await failureOf(deliver.sqs.send(send))).toBeUndefined();
    expect(await failureOf(deliver.dynamodb.send(get))).toBeUndefined();
    expect(await failureOf(deliver.dynamodb.send(put))).toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  it('calls over a connection that counts as secure', async () => {
    const Condition = { Bool: { 'aws:SecureTransport': 'false' } };
    const insecure = { Effect: 'Deny', Action: '*', Resource: '*', Condition };
    const { deliver } = await start(resourcesWith([deliverStatements.secret, insecure]));

    const read = deliver.secrets.send(new GetSecretValueCommand({ SecretId: 'shop' }));
    expect(await failureOf(read)).toBeUndefined();
  });
});

describe('any other credentials', () => {
  it('are the operator and may do everything', async () => {
    const { as, operator, orders, table, denials } = await start(resourcesWith([]));
    const { sqs, dynamodb, secrets } = as(operator);

    await sqs.send(new SendMessageCommand({ QueueUrl: orders, ...message }));
    await dynamodb.send(new PutItemCommand({ TableName: table, Item: id }));
    const { Name } = await secrets.send(new GetSecretValueCommand({ SecretId: 'shop' }));
    expect([Name, denials]).toEqual(['shop', []]);
  });
});
