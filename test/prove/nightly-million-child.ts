/**
 * A million lines of Shopify's file compared with a million records and a million orders of the WMS, none of
 * which is there before it is asked for. In a process of its own, since memory is a process's.
 */
import { readFileSync } from 'node:fs';
import type { OrderRecord } from '../../lib/order/order-record.ts';
import { compareExport } from '../../lib/reconciliation/nightly/compare-export.ts';
import {
  type DifferenceKind,
  differenceSchema,
} from '../../lib/reconciliation/nightly/difference.ts';
import { newRun } from '../../lib/reconciliation/nightly/nightly-item.ts';
import type { NightlyPorts, OpenedFile } from '../../lib/reconciliation/nightly/nightly-ports.ts';
import { holdNightly } from '../../lib/reconciliation/nightly/nightly-slice.ts';
import { encodeEntries } from '../../lib/reconciliation/nightly/wms-entries.ts';
import { makeFakeNightlyStore } from '../fakes/nightly-store.ts';

const ordersCount = 1_000_000;
const ordersPerPart = 10_000;
const pieceBytes = 65_536;
/** Each so manieth order was never accepted; the one behind it the WMS has lost. */
const everyNth = 10_000;

const now = Date.parse('2026-11-22T02:00:00Z');
const version = '2026-11-21T02:00:00Z';
const instant = Date.parse(version);
const firstId = 5_000_000_000_000;
const apart = 37;
const numberOf = (orderId: string): number => (Number(orderId) - firstId) / apart;
const idOf = (n: number): string => String(firstId + n * apart);

const lineOf = (n: number): string =>
  `{"id":"gid:\\/\\/shopify\\/Order\\/${idOf(n)}","updatedAt":"${version}","createdAt":"${version}","cancelledAt":null,"displayFinancialStatus":"PAID","test":false}\n`;

async function* piecesOf(): AsyncGenerator<Buffer> {
  let text = '';
  for (let n = 0; n < ordersCount; n++) {
    text += lineOf(n);
    if (text.length < pieceBytes) continue;
    yield Buffer.from(text);
    text = '';
  }
  if (text !== '') yield Buffer.from(text);
}

const openFile = async (): Promise<OpenedFile> => {
  const pieces = piecesOf();
  return {
    kind: 'open',
    close: async () => undefined,
    next: async () => {
      const { value, done } = await pieces.next();
      return done ? { kind: 'end' } : { kind: 'piece', bytes: value };
    },
  };
};

const facts = { version, instant, hash: 'a'.repeat(64), at: version };
const recordOf = (orderId: string): OrderRecord =>
  numberOf(orderId) % everyNth === 0
    ? {}
    : {
        accepted: { ...facts, source: 'webhook' },
        decided: { ...facts, generation: 0, outcome: 'delivered' },
      };

const listPart = (part: number): string =>
  encodeEntries(
    Array.from({ length: ordersPerPart }, (_, n) => part * ordersPerPart + n)
      .filter((n) => n % everyNth > 1)
      .map((n) => ({ orderId: idOf(n), instant, status: 'open' })),
  );

const found = new Map<DifferenceKind, number[]>();
let heapMax = 0;
const lookAtHeap = (): void => {
  heapMax = Math.max(heapMax, process.memoryUsage().heapUsed);
};

const run = {
  ...newRun({
    ...{ run: '0a1b', by: 'schedule', begunAt: new Date(now).toISOString() },
    ...{ since: '2026-11-19T02:00:00Z', until: '2026-11-22T01:58:00Z' },
  }),
  phase: 'comparing' as const,
  bulk: { id: '1', begun: 1 },
  list: {
    ...{ begunAt: new Date(now).toISOString(), cursor: null, isWhole: true, strangers: 0 },
    ...{ parts: ordersCount / ordersPerPart, orders: ordersCount },
  },
};
const store: NightlyPorts['store'] = {
  get: async (key) => Buffer.from(listPart(Number(key.slice(-5)))),
  put: async (_key, body) => {
    for (const { kind, orderId } of differenceSchema.array().parse(JSON.parse(body))) {
      found.set(kind, [...(found.get(kind) ?? []), numberOf(orderId)]);
    }
  },
};
const memory = () => ({ rssBytes: 0, heapBytes: 0 });
const nightly = makeFakeNightlyStore();
const item = { createdAt: version, dueDone: version, current: run, last: null };
await nightly.replace(undefined, item);
const held = holdNightly({ nightly, now: () => now, memory }, { ...item, revision: 1 }, run);

const startedAt = Date.now();
const end = await compareExport({
  held,
  settings: { testOrders: true },
  work: { patience: { hasTime: () => true, ask: (question) => question() } },
  ports: {
    ...{ shop: 'demo.myshopify.com', deployment: 'test', now: () => now, store },
    admin: {
      bulk: async (id) => ({
        kind: 'answered',
        value: { id, status: 'completed', errorCode: null, url: 'file', objects: ordersCount },
      }),
    },
    readExport: openFile,
    readRecords: async () => {
      lookAtHeap();
      return { recordOf: ({ orderId }) => recordOf(orderId) };
    },
  },
});

const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
process.stdout.write(
  JSON.stringify({
    ...{ end: end ?? null, phase: held.run().phase, compared: held.run().compared },
    found: Object.fromEntries(found),
    millis: Date.now() - startedAt,
    heapMegabytes: Math.ceil(heapMax / 1_048_576),
    peakMegabytes: Math.ceil(Number(peak) / 1_024),
  }),
);
