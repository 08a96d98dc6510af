/**
 * A night among a hundred thousand orders, on the local stack: the function's process has the memory limit that
 * it is deployed with, and what it had at its peak is what the system says.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StoredOrder } from '../../cdk/local/wms/order-book.ts';
import { type SimulatedWms, startSimulatedWms } from '../../cdk/local/wms/simulated-wms.ts';
import { type OutwardBridge, startOutwardBridge, until } from '../end-to-end/bridge.ts';
import { shopAdminOf } from '../end-to-end/missed-orders.ts';
import { makeNightHand } from '../end-to-end/nightly-orders.ts';
import { readWmsSecret } from '../end-to-end/wms-secret.ts';
import { makePlan, ordersCount, type Plan, type Planned } from './nightly-plan.ts';
import { seedShopify, seedTable, seedWms } from './nightly-seed.ts';
import { type Elsewhere, startTablesElsewhere } from './tables-elsewhere.ts';

const memoryMegabytesMax = 256;
const rememberedMax = 150_000;
const millisMax = 600_000;

/** Limits raised so that it ends in minutes; polls look at nothing that is in the plan. */
const settings = {
  wms: { limitPerSecond: 1_000, pacePerSecond: 180 },
  reconciliation: { firstHours: 1, pacePerSecond: 50 },
};
const bucket = { maximumAvailable: 20_000, restoreRate: 1_000 };

let tables: Elsewhere;
let wms: SimulatedWms;
let bridge: OutwardBridge;
let hand: ReturnType<typeof makeNightHand>;
let plan: Plan;
let before: ReadonlyMap<string, StoredOrder>;

const seconds = (since: number): string => `${((Date.now() - since) / 1_000).toFixed(1)} s`;
const print = (line: string): void => void process.stdout.write(`${line}\n`);

beforeAll(async () => {
  const unknown = { clientId: 'nobody', clientSecret: 'nothing' };
  wms = await startSimulatedWms({ port: 0, clients: unknown, ordersMax: rememberedMax });
  tables = await startTablesElsewhere();
  const places = { wmsUrl: wms.url, dynamodbEndpoint: tables.url };
  bridge = await startOutwardBridge(settings, places);
  wms.setClients([await readWmsSecret(bridge.stack)]);
  shopAdminOf(bridge).set({ bucket });
  hand = makeNightHand(bridge);
  const startedAt = Date.now();
  plan = makePlan(Date.now());
  const description = bridge.stack.describe();
  await seedShopify(shopAdminOf(bridge), plan.orders);
  await seedWms(wms, plan, description.shop);
  await seedTable(tables.url, description, plan.orders);
  before = new Map(wms.orders().map((order) => [order.orderId, order]));
  print(`planted in ${seconds(startedAt)}: ${ordersCount} orders, ${plan.atWms.length} at the WMS`);
}, millisMax);
afterAll(async () => {
  hand?.close();
  await bridge?.close();
  await wms?.close();
  await tables?.close();
});

/** The most that each process of the function has had, in megabytes. */
const makePeaks = () => {
  const peaks = new Map<number, number>();
  return {
    look: (): void => {
      for (const pid of bridge.stack.describe().pids['reconcile-orders'] ?? []) {
        const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(statusOf(pid))?.[1];
        if (kilobytes !== undefined) peaks.set(pid, Math.ceil(Number(kilobytes) / 1_024));
      }
    },
    all: (): readonly number[] => [...peaks.values()],
  };
};

/** Nothing of a process that has just ended. */
const statusOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
};

const planned = (): readonly Planned[] => [
  ...new Map([...plan.orders, ...plan.atWms].map((one) => [one.orderId, one])).values(),
];
const putsByOrder = (): ReadonlyMap<string | null, number> => {
  const puts = new Map<string | null, number>();
  for (const { method, orderId } of wms.requests()) {
    if (method === 'PUT') puts.set(orderId, (puts.get(orderId) ?? 0) + 1);
  }
  return puts;
};
const hasWhatItMust = ({ orderId, repaired }: Planned): boolean => {
  const current = wms.order(orderId)?.current;
  return current?.version === repaired?.version && current?.status === repaired?.status;
};

it('a night among a hundred thousand orders repairs what differs in little memory, and touches nothing else', {
  timeout: millisMax,
}, async () => {
  const peaks = makePeaks();
  const startedAt = Date.now();
  const report = await hand.night(peaks.look);
  const nightTook = seconds(startedAt);
  const differing = planned().filter(({ kind }) => kind !== undefined);
  const repaired = differing.filter((one) => one.repaired !== undefined);
  await until('the repairs at the WMS', () => repaired.every(hasWhatItMust), 60);
  const { millis, slices, rssBytes, heapBytes } = report.work;
  print(
    `compared ${report.compared.orders} orders with ${report.compared.wmsOrders} of the WMS: ${nightTook}, of it work ${(millis / 1_000).toFixed(1)} s in ${slices} slices; peak of the process ${peaks.all().join(', ')} MB (at most ${memoryMegabytesMax}), seen by itself ${Math.round(rssBytes / 1_048_576)} MB, of it heap ${Math.round(heapBytes / 1_048_576)} MB; found ${JSON.stringify(report.found)}; all repaired after ${seconds(startedAt)}`,
  );

  expect(report.gaps).toEqual([]);
  expect(report.compared).toEqual({ orders: ordersCount, wmsOrders: plan.atWms.length });
  expect(peaks.all().filter((peak) => peak >= memoryMegabytesMax)).toEqual([]);
  expect(peaks.all()).not.toEqual([]);
  // What was planted is what was found: each order, its kind, and what became of it.
  const found = report.differences.map(({ orderId, kind, outcome }) => [orderId, kind, outcome]);
  const expected = differing.map(({ orderId, kind, repaired: one }) => [
    ...[orderId, kind, one === undefined ? 'reported' : 'repaired'],
  ]);
  expect(found.toSorted()).toEqual(expected.toSorted());
  // Each repair was sent once, and nothing else was sent.
  expect([...putsByOrder()].toSorted()).toEqual(
    repaired.map(({ orderId }) => [orderId, 1]).toSorted(),
  );
  // An order that was touched would be another object.
  const ids = new Set(repaired.map(({ orderId }) => orderId));
  const others = wms.orders().filter(({ orderId }) => !ids.has(orderId));
  expect(others.filter((order) => order !== before.get(order.orderId))).toEqual([]);
  expect(others).toHaveLength(plan.atWms.filter(({ orderId }) => !ids.has(orderId)).length);
  expect(bridge.lines().filter(({ stage }) => stage === 'parked')).toEqual([]);
  expect(wms.violations()).toEqual([]);
  expect(bridge.notes.filter((note) => note.startsWith('denied: '))).toEqual([]);
});
