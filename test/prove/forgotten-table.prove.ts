/** What is left of "once in effect" when the table forgets: restored to an older point, or emptied. */
import { BatchWriteItemCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operatorCredentials as credentials } from '../../cdk/local/operator-credentials.ts';
import { encodeMessage, groupIdOf } from '../../lib/order/order-message.ts';
import { orderMessage } from '../builders/order-message.ts';
import {
  type Bridge,
  makeOrderIds,
  startWarmBridge,
  unpaced,
  until,
} from '../end-to-end/bridge.ts';

let bridge: Bridge;
beforeAll(async () => {
  bridge = await startWarmBridge(unpaced);
});
afterAll(() => bridge?.close());

const newId = makeOrderIds(51_000_001n);
/** DynamoDB takes so many in one call; two orders have fewer. */
const itemsMax = 25;

const settingsOf = () => {
  const { awsEndpoint: endpoint, region } = bridge.stack.describe();
  return { endpoint, region, credentials };
};

const forgetEverything = async (): Promise<number> => {
  const { table: TableName } = bridge.stack.describe();
  const client = new DynamoDBClient(settingsOf());
  const { Items: items = [] } = await client.send(new ScanCommand({ TableName }));
  if (items.length > itemsMax)
    throw new Error(`${items.length} items are more than one call takes`);
  const deletions = items.flatMap(({ id }) =>
    id === undefined ? [] : [{ DeleteRequest: { Key: { id } } }],
  );
  await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: deletions } }));
  client.destroy();
  return deletions.length;
};

let sent = 0;
/** A copy of its own, as after the five minutes in which SQS swallows the same id. */
const putOnQueue = async (orderId: string, second: number): Promise<void> => {
  sent += 1;
  const sqs = new SQSClient(settingsOf());
  const version = `2026-11-22T10:00:0${second}Z`;
  const message = orderMessage({ order: { orderId, version, note: `note ${second}` } });
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: bridge.stack.describe().queues.orders,
      MessageBody: encodeMessage(message),
      MessageGroupId: groupIdOf(message.data.order.shop, orderId),
      MessageDeduplicationId: `copy-${sent}`,
    }),
  );
  sqs.destroy();
  const copies = sent;
  await until(`the end of copy ${copies}`, () => endingsOf(orderId).length === copies);
};

const endingsOf = (orderId: string) =>
  bridge.lines(orderId).filter(({ stage }) => stage === 'processed' || stage === 'superseded');

describe('an order whose record is lost', () => {
  it('comes again under the keys that it had, and changes nothing at the WMS', async () => {
    const id = newId();
    await putOnQueue(id, 1);
    await putOnQueue(id, 2);
    const keysBefore = bridge.puts(id).map(({ idempotencyKey }) => idempotencyKey);

    // Two deliveries remembered, and the record.
    expect(await forgetEverything()).toBeGreaterThanOrEqual(3);
    await putOnQueue(id, 1);
    await putOnQueue(id, 2);

    const keys = bridge.puts(id).map(({ idempotencyKey }) => idempotencyKey);
    expect(keys).toEqual([...keysBefore, ...keysBefore]);
    expect(bridge.wms.order(id)).toMatchObject({ effects: 2, current: { note: 'note 2' } });
    expect(bridge.wms.violations()).toEqual([]);
  });
});
