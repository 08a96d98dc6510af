/**
 * Six hours with everything of ours down: afterwards reconciliation brings every order, none twice, and live
 * orders keep their latency. And while the WMS is away, polling puts nothing twice on the queue.
 *
 * The six hours are not waited for: Shopify has the orders of six hours, and the watermark stands where the
 * last run before them left it. What comes then has the shipped settings; only between two runs, and for a
 * webhook, less time is waited (a run follows after 20 s instead of 4 minutes).
 */
import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operatorCredentials as credentials } from '../../cdk/local/operator-credentials.ts';
import { makeWatermark } from '../../lib/adapters/watermark.ts';
import { reconciliationSchema } from '../../lib/config/reconciliation-policy.ts';
import { metrics } from '../../lib/telemetry/names.ts';
import { shopifyOrder } from '../builders/shopify-order.ts';
import { type Bridge, makeOrderIds, startWarmBridge, until } from '../end-to-end/bridge.ts';
import { type Polled, placeInShopify, poll, shopAdminOf } from '../end-to-end/missed-orders.ts';
import { lateWebhooks, outageHours, type PlannedOrder, planOutage } from './six-hours-scene.ts';
import { waitUntilDrained } from './storm-state.ts';

const missedMax = 300;
const seed = 'six-hours-1';
/** One live order so often, from the return on. */
const liveMillis = 1_000;
/** What every order is promised, and what nearly every one must keep. */
const liveMillisMax = 60_000;
const liveMillisUsual = 30_000;

const everyMillis = 20_000;
const graceSeconds = 20;
const { pacePerSecond } = reconciliationSchema.parse({});
/** All that was missed, at the pace; and two runs more, for what a fault has put off. */
const caughtUpMillisMax = (missedMax / pacePerSecond) * 1_000 + 3 * everyMillis;
const settings = { reconciliation: { graceSeconds, overlapSeconds: 60 } };
/** A large shop's, so that Shopify itself slows nothing down. */
const bucket = { maximumAvailable: 20_000, restoreRate: 1_000 };

let bridge: Bridge;
beforeAll(async () => {
  bridge = await startWarmBridge(settings);
  shopAdminOf(bridge).set({ bucket });
});
afterAll(() => bridge?.close());

const newId = makeOrderIds(9_000_001n);
const wholeSecond = (millis: number): number => Math.floor(millis / 1_000) * 1_000;

/** As the last run before the outage left it. */
const setWatermark = async (at: number) => {
  const { awsEndpoint: endpoint, region, table, shop } = bridge.stack.describe();
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, region, credentials }));
  const { read, replace } = makeWatermark(client, table, shop);
  const mark = { until: new Date(at).toISOString().replace('.000', ''), undelivered: [] };
  await replace(await read(), {
    ...mark,
    ...{ unfinished: null, undeliveredUpTo: null, lettersUpTo: null },
  });
  client.destroy();
};

/** Messages on the orders queue, in whatever state. */
const queueDepth = async (): Promise<number> => {
  const { awsEndpoint: endpoint, region, queues } = bridge.stack.describe();
  const client = new SQSClient({ endpoint, region, credentials });
  const AttributeNames = [
    'ApproximateNumberOfMessages',
    'ApproximateNumberOfMessagesNotVisible',
    'ApproximateNumberOfMessagesDelayed',
  ] as const;
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: queues.orders, AttributeNames: [...AttributeNames] }),
  );
  client.destroy();
  return AttributeNames.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
};

/** The schedule from the return on, doubled: each run is made twice at once. */
const keepPolling = async (stop: AbortSignal): Promise<readonly Polled[]> => {
  const runs: Promise<Polled>[] = [];
  while (!stop.aborted) {
    runs.push(poll(bridge), poll(bridge));
    await delay(everyMillis, undefined, { signal: stop }).catch(() => {});
  }
  return Promise.all(runs);
};

type Live = { readonly id: string; readonly at: number };
const keepOrdering = async (stop: AbortSignal): Promise<readonly Live[]> => {
  const placed: Live[] = [];
  const told: Promise<void>[] = [];
  while (!stop.aborted) {
    const id = newId();
    placed.push({ id, at: Date.now() });
    told.push(bridge.deliver(placeInShopify(bridge, id)));
    await delay(liveMillis, undefined, { signal: stop }).catch(() => {});
  }
  await Promise.all(told);
  return placed;
};

const missedSoFar = (): number =>
  bridge
    .records()
    .filter((record) => '_aws' in record)
    .flatMap((record) => record[metrics.ordersMissed] ?? [])
    .reduce<number>((sum, value) => sum + Number(value), 0);

const linesOf = (id: string, stage: string) =>
  bridge.lines(id).filter((line) => line.stage === stage);
const newest = ({ versions }: PlannedOrder) => versions.at(-1) ?? versions[0];
const utcOf = (millis: number): string => new Date(millis).toISOString().replace('.000Z', 'Z');

/** Whether nothing more is to happen to an order. */
const hasEnded = (order: PlannedOrder): boolean => {
  const version = utcOf(newest(order).at);
  if (order.end === 'not sent')
    return linesOf(order.id, 'ignored').some(({ order_version: one }) => one === version);
  return bridge.wms.order(order.id)?.current.version === version;
};
const lookMillis = 500;
/** Each order is looked at until it has ended, and no longer: the looking must not be what slows it down. */
const awaitEnds = async (orders: readonly PlannedOrder[], millisMax: number): Promise<void> => {
  const end = Date.now() + millisMax;
  for (let left = orders; left.length > 0; left = left.filter((one) => !hasEnded(one))) {
    if (Date.now() > end) throw new Error(`${left.length} orders have not ended`);
    await delay(lookMillis);
  }
};
/** What is wrong with how it ended; nothing where all is well. */
const faultsOf = (order: PlannedOrder): readonly string[] => {
  const { id, end } = order;
  const stored = bridge.wms.order(id);
  if (end === 'not sent') return stored === undefined ? [] : [`${id} was sent`];
  const effective = (stored?.versions ?? []).filter(({ outcome }) => outcome !== 'outdated');
  const versions = effective.map(({ order: { version } }) => version);
  return [
    ...(stored?.current.version === utcOf(newest(order).at) ? [] : [`${id} is not the newest`]),
    ...(stored?.current.status === end ? [] : [`${id} is ${stored?.current.status}, not ${end}`]),
    ...(new Set(versions).size === versions.length ? [] : [`${id} has a version twice`]),
    ...(stored?.effects === versions.length ? [] : [`${id} had an effect twice`]),
  ];
};

const seconds = (millis: number): string => (millis / 1_000).toFixed(1);
const percentile = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(part * values.length) - 1] ?? Number.NaN;
const latencyOf = ({ id, at }: Live): number =>
  (bridge.puts(id)[0]?.atMillis ?? Number.POSITIVE_INFINITY) - at;
const print = (rows: readonly (readonly [what: string, value: string | number])[]): void => {
  const width = Math.max(...rows.map(([what]) => what.length));
  const text = rows.map(([what, value]) => `${what.padEnd(width)}  ${value}`).join('\n');
  process.stdout.write(`${text}\n`);
};

describe('after six hours with everything of ours down', { timeout: 600_000 }, () => {
  it('every order arrives once in its newest version, and live ones keep their latency', async () => {
    const before = missedSoFar();
    const returnedAt = wholeSecond(Date.now()) - graceSeconds * 1_000;
    const beganAt = returnedAt - outageHours * 3_600_000;
    const planned = planOutage(beganAt, missedMax, newId);
    for (const order of planned) placeInShopify(bridge, order.id, newest(order).given);
    await setWatermark(beganAt);
    const { faults } = shopAdminOf(bridge);
    faults.add({ kind: 'throttled', after: 20, count: 2 });
    faults.add({ kind: 'status', status: 502, field: 'order', after: 60, count: 1 });
    faults.add({ kind: 'reset', field: 'order', after: 200, count: 1 });

    const start = Date.now();
    const stop = new AbortController();
    const late = lateWebhooks(planned, returnedAt, seed);
    const half = Math.floor(late.length / 2);
    const tell = async (webhooks: typeof late) => {
      for (const { id, given } of webhooks) await bridge.deliver(shopifyOrder({ id, ...given }));
    };
    // The one half meets the polling, the other comes when it is done.
    const beside = Promise.all([
      keepPolling(stop.signal),
      keepOrdering(stop.signal),
      tell(late.slice(0, half)),
    ]);
    let caughtUp = Number.NaN;
    try {
      await awaitEnds(planned, 2 * caughtUpMillisMax);
      caughtUp = Date.now() - start;
      await tell(late.slice(half));
    } finally {
      stop.abort();
      await beside.catch(() => {});
    }
    const [runs, live] = await beside;
    await until('the live orders', () => live.every(({ id }) => bridge.wms.order(id)), 60);
    await delay(graceSeconds * 1_000);
    const last = await poll(bridge);

    const latencies = live.map(latencyOf);
    const counted = planned.filter(({ id }) => linesOf(id, 'reconciled').length > 0);
    const giveUpAt = returnedAt - 4 * 3_600_000;
    const untold = planned.filter((order) => newest(order).at <= giveUpAt);
    print([
      ['orders of six hours', planned.length],
      ['of which Shopify had given up on the newest version', untold.length],
      ['webhooks that came late, shuffled, one in four twice', late.length],
      ['runs, two at once', runs.length],
      ['all at the WMS after, s', seconds(caughtUp)],
      ['  at most (at the pace, and three runs), s', seconds(caughtUpMillisMax)],
      ['missed webhooks counted', missedSoFar() - before],
      ['live orders meanwhile', live.length],
      ['  webhook to WMS p50, s', seconds(percentile(latencies, 0.5))],
      ['  webhook to WMS p95, s', seconds(percentile(latencies, 0.95))],
      ['  webhook to WMS max, s', seconds(percentile(latencies, 1))],
      ['  at most, s', seconds(liveMillisMax)],
      ['drift in the end', last.drift?.orders ?? 'none'],
    ]);

    expect(planned.flatMap(faultsOf)).toEqual([]);
    expect(caughtUp).toBeLessThan(caughtUpMillisMax);
    expect(latencies.filter((one) => one > liveMillisMax)).toEqual([]);
    expect(percentile(latencies, 0.95)).toBeLessThan(liveMillisUsual);
    for (const { id } of planned) expect(linesOf(id, 'reconciled').length).toBeLessThanOrEqual(1);
    // Of those only polling could bring the newest version.
    for (const { id } of untold)
      expect(linesOf(id, 'reconciled')).toMatchObject([{ cause: 'missed' }]);
    expect(missedSoFar() - before).toBe(counted.length);
    for (const { id } of live) {
      expect([linesOf(id, 'reconciled').length, bridge.wms.order(id)?.effects]).toEqual([0, 1]);
    }
    expect(last).toMatchObject({ end: { kind: 'done' }, drift: { orders: 0, oldestSeconds: 0 } });
    expect(bridge.wms.violations()).toEqual([]);
    expect(bridge.notes.filter((note) => note.startsWith('denied: '))).toEqual([]);
  });
});

describe('while the WMS is away', { timeout: 600_000 }, () => {
  const ordersMax = 40;
  const runsMax = 5;

  it('polling puts each order on the queue once, however often it runs', async () => {
    await waitUntilDrained(bridge, Date.now() + 60_000);
    const before = missedSoFar();
    const fault = bridge.wms.faults.add({ kind: 'status', status: 503 });
    const at = wholeSecond(Date.now()) - (graceSeconds + 60) * 1_000;
    const created_at = new Date(at).toISOString();
    const ids = Array.from({ length: ordersMax }, newId);
    await setWatermark(at - 60_000);
    for (const id of ids) placeInShopify(bridge, id, { created_at, updated_at: created_at });
    const depths: number[] = [];
    const missed: number[] = [];
    for (let run = 0; run < runsMax; run++) {
      const [one, two] = await Promise.all([poll(bridge), poll(bridge)]);
      missed.push(one.stamps.missed + two.stamps.missed);
      depths.push(await queueDepth());
      await delay(2_000);
    }
    bridge.wms.faults.clear(fault);
    await until('every order', () => ids.every((id) => bridge.wms.order(id)), 120);
    print([
      ['orders that no webhook tells of, the WMS away', ordersMax],
      ['put on the queue by each pair of runs', missed.join(', ')],
      ['messages on the queue after each', depths.join(', ')],
    ]);

    expect(missed).toEqual([ordersMax, 0, 0, 0, 0]);
    expect(depths).toEqual(Array.from({ length: runsMax }, () => ordersMax));
    expect(missedSoFar() - before).toBe(ordersMax);
    for (const id of ids) {
      expect([linesOf(id, 'reconciled').length, bridge.wms.order(id)?.effects]).toEqual([1, 1]);
    }
  });
});
