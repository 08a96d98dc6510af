import {
  BatchGetItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fixture, failureOf, resourcesWith, startFixture } from './aws-fixture.ts';

let fixture: Fixture;
let dynamodb: DynamoDBClient;
let TableName: string;

beforeAll(async () => {
  const Properties = {
    TableName: 'second',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  };
  fixture = await startFixture({
    ...resourcesWith(),
    Second: { Type: 'AWS::DynamoDB::Table', Properties },
  });
  dynamodb = new DynamoDBClient(fixture.operator);
  TableName = fixture.refOf('State');
});
afterAll(async () => {
  dynamodb.destroy();
  await fixture.close();
});

describe("the template's tables", () => {
  it('write on a condition, and refuse when it does not hold', async () => {
    const put = (version: string) =>
      dynamodb.send(
        new PutItemCommand({
          TableName,
          Item: { id: { S: 'order#1' }, version: { S: version } },
          ConditionExpression: 'attribute_not_exists(id)',
        }),
      );
    await put('1');

    expect(await failureOf(put('2'))).toMatchObject({
      name: 'ConditionalCheckFailedException',
      status: 400,
    });
    const { Item } = await dynamodb.send(
      new GetItemCommand({ TableName, Key: { id: { S: 'order#1' } } }),
    );
    expect(Item?.version).toEqual({ S: '1' });
  });

  it('answer a query of their sparse index, oldest first', async () => {
    const since = { 'order#late': '2026-11-22T10:05:00Z', 'order#early': '2026-11-22T10:00:00Z' };
    for (const [id, waitingSince] of Object.entries(since))
      await dynamodb.send(
        new UpdateItemCommand({
          TableName,
          Key: { id: { S: id } },
          UpdateExpression: 'SET waitingIndex = :index, waitingSince = :since',
          ExpressionAttributeValues: { ':index': { S: 'waiting' }, ':since': { S: waitingSince } },
        }),
      );
    await dynamodb.send(new PutItemCommand({ TableName, Item: { id: { S: 'order#done' } } }));

    const { Items } = await dynamodb.send(
      new QueryCommand({
        TableName,
        IndexName: 'waiting',
        KeyConditionExpression: 'waitingIndex = :index',
        ExpressionAttributeValues: { ':index': { S: 'waiting' } },
      }),
    );
    expect(Items?.map(({ id }) => id?.S)).toEqual(['order#early', 'order#late']);
  });

  it('are all there, under the names that the template gives', async () => {
    const Keys = [{ id: { S: 'none' } }];
    const { Responses } = await dynamodb.send(
      new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys }, second: { Keys } } }),
    );

    expect(Responses).toEqual({ [TableName]: [], second: [] });
  });
});
