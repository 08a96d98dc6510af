import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shopifyOrder } from '../builders/shopify-order.ts';
import { givenQueues, givenTables } from '../contract/servers.ts';
import { type Bridge, startBridge, until } from '../end-to-end/bridge.ts';
import { replayLetters } from '../end-to-end/replay.ts';
import { startAwkwardQueues, startOutsideTables } from '../local/outside-servers.ts';

type Running = { readonly url: string; readonly close: () => Promise<void> };

// Those that are given by environment (servers.ts says how), else embedded ones that play outside.
let queues: Running;
let tables: Running;
let bridge: Bridge;
const start = () =>
  startBridge({}, undefined, { dynamodbEndpoint: tables.url, sqsEndpoint: queues.url });

beforeAll(async () => {
  queues = await (givenQueues ? givenQueues.start() : startAwkwardQueues());
  tables = await (givenTables ? givenTables.start() : startOutsideTables());
  bridge = await start();
});
afterAll(async () => {
  await bridge?.close();
  await Promise.all([queues?.close(), tables?.close()]);
});

const ids = Array.from({ length: 20 }, (_, n) => String(61_000_001 + n));
const [refused = ''] = ids;

const lettersWaiting = async (): Promise<string> => {
  const { awsEndpoint: endpoint, region, queues: urls } = bridge.stack.describe();
  const credentials = { accessKeyId: 'anybody', secretAccessKey: 'anything' };
  const sqs = new SQSClient({ endpoint, region, credentials });
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: urls.deadLetters,
      AttributeNames: ['ApproximateNumberOfMessages'],
    }),
  );
  sqs.destroy();
  return Attributes['ApproximateNumberOfMessages'] ?? 'unknown';
};

const delivered = (orderIds: readonly string[]) =>
  until(
    `the delivery of ${orderIds.length} orders`,
    () => orderIds.every((id) => bridge.wms.order(id)),
    60,
  );

describe('the whole bridge on emulators that run elsewhere', () => {
  it('delivers orders once, parks what is refused, and replays it', async () => {
    const fault = bridge.wms.faults.add({ kind: 'status', status: 422, orderId: refused });
    for (const id of [...ids, ...ids]) {
      expect((await bridge.send(shopifyOrder({ id }))).status).toBe(200);
    }
    await delivered(ids.slice(1));
    await until('the parking', () => bridge.lines(refused).some(({ stage }) => stage === 'parked'));
    expect(await lettersWaiting()).toBe('1');
    bridge.wms.faults.clear(fault);

    expect(await replayLetters(bridge, {})).toMatchObject({ done: 1, skipped: {} });
    await delivered(ids);
    expect(ids.map((id) => bridge.wms.order(id)?.effects)).toEqual(ids.map(() => 1));
    expect(bridge.wms.violations()).toEqual([]);
    expect(bridge.notes.filter((line) => line.startsWith('denied'))).toEqual([]);
  });

  it('starts empty on the same emulators: what was seen before is new again', async () => {
    await bridge.send(shopifyOrder({ id: '61000099', test: true }));
    await bridge.close();
    bridge = await start();

    expect(await lettersWaiting()).toBe('0');
    for (const id of ids) expect((await bridge.send(shopifyOrder({ id }))).status).toBe(200);
    await delivered(ids);
    expect(bridge.wms.order('61000099')).toBeUndefined();
    expect(bridge.wms.violations()).toEqual([]);
  });
});
