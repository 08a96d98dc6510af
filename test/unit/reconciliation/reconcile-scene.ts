/**
 * Everything around a reconciliation in memory: shops with their Admin API, webhooks that come or not, the
 * queue, the records, the dead letters and the watermarks. Time passes only when it is told to, or when the
 * run sleeps.
 */
import { judgeVersion } from '../../../lib/delivery/version-guard.ts';
import { contentHash, type NormalOrder } from '../../../lib/order/normal-order.ts';
import {
  type OrderMessage,
  parseMessage,
  type QueueEntry,
} from '../../../lib/order/order-message.ts';
import { instantOf, type OrderRecord } from '../../../lib/order/order-record.ts';
import type { StageReport } from '../../../lib/order/stage-report.ts';
import type { NightlySliceOf } from '../../../lib/reconciliation/nightly/nightly.ts';
import { makePatience } from '../../../lib/reconciliation/patience.ts';
import type { RunPorts } from '../../../lib/reconciliation/ports.ts';
import type { ReconcileAnswer } from '../../../lib/reconciliation/request.ts';
import { makeReconcile, type ReconcileSettings } from '../../../lib/reconciliation/run.ts';
import type { PolledShop, ReconcileLine } from '../../../lib/reconciliation/told.ts';
import { emptyTally, type Work } from '../../../lib/reconciliation/work.ts';
import { acceptOrder } from '../../../lib/webhook/accept-order.ts';
import type { AcceptPorts, Webhook } from '../../../lib/webhook/accept-webhook.ts';
import { demoShop } from '../../builders/shopify-order.ts';
import { type FakeAdminOptions, makeFakeAdmin } from '../../fakes/admin-api.ts';
import { makeFakeDeadLetters } from '../../fakes/dead-letters.ts';
import { makeFakeOrderQueue } from '../../fakes/order-queue.ts';
import { makeFakeOrderRecords } from '../../fakes/order-records.ts';
import { makeFakeWatermark } from '../../fakes/watermark.ts';
import { type Around, straight, watchPorts } from './watched-ports.ts';

export const startedAt = Date.parse('2026-11-22T10:00:00Z');
export const webhookUrl = 'https://bridge.example.com/webhooks/shopify';
const runMillis = 600_000;

export const reconcileSettings = (given: Partial<ReconcileSettings> = {}): ReconcileSettings => ({
  graceSeconds: 120,
  overlapSeconds: 300,
  firstHours: 24,
  pagesPerRun: 40,
  pacePerSecond: Number.POSITIVE_INFINITY,
  webhookUrl,
  ...given,
});

export type SceneOptions = Pick<
  FakeAdminOptions,
  'pageSize' | 'lagMillis' | 'bulkMillis' | 'trouble'
> & {
  readonly shops?: readonly string[];
  readonly settings?: Partial<ReconcileSettings>;
  /** @default - there is no nightly comparison here */
  readonly nightly?: (ports: RunPorts, around: Around) => NightlySliceOf;
};
const noNightly: NightlySliceOf = async () => ({ kind: 'refused', fault: 'not here' });
export type RunOptions = {
  /** Around every call of a port. */
  readonly around?: Around;
  readonly remainingMillis?: () => number;
};

export const makeReconcileScene = (options: SceneOptions = {}) => {
  const { shops: names = [demoShop], settings, nightly, ...adminOptions } = options;
  let time = startedAt;
  let hex = 0;
  const now = () => time;
  const records = makeFakeOrderRecords();
  const queue = makeFakeOrderQueue({ now });
  const letters = makeFakeDeadLetters({ now });
  const sent: QueueEntry[] = [];
  const reports: StageReport[] = [];
  const told: ReconcileLine[] = [];
  const sleeps: number[] = [];
  const shops = names.map((shop) => ({
    shop,
    ...makeFakeAdmin({ shop, now, ...adminOptions }),
    watermark: makeFakeWatermark(),
    rereads: records.rereadsOf(shop),
  }));
  const enqueue = async (entry: QueueEntry) => {
    sent.push(entry);
    await queue.enqueue(entry);
  };
  const randomHex = (bytes: number) => {
    hex += 1;
    return hex.toString(16).padStart(2 * bytes, '0');
  };
  const ports: RunPorts = {
    shops,
    readRecords: records.readState,
    enqueue,
    markAccepted: records.markAccepted,
    markParked: records.markParked,
    markReread: records.markReread,
    park: letters.park,
    letters: letters.index,
    report: (report) => reports.push(report),
    tell: (line) => told.push(line),
    now,
    sleep: async (millis) => {
      sleeps.push(millis);
      time += millis;
    },
    randomHex,
  };
  const acceptPorts: AcceptPorts = {
    readSecrets: async () => ({ shops: [], missing: [] }),
    readRecord: records.readRecord,
    enqueue,
    markAccepted: records.markAccepted,
    park: letters.park,
    notePrivacy: async () => undefined,
    now,
    randomHex,
  };
  const run = (request: unknown, given: RunOptions = {}): Promise<ReconcileAnswer> => {
    const { around = straight } = given;
    const end = now() + runMillis;
    const remainingMillis = given.remainingMillis ?? (() => end - now());
    const watched = watchPorts(ports, around);
    const slice = nightly?.(watched, around) ?? noNightly;
    const reconcile = makeReconcile(watched, reconcileSettings(settings), slice, async () => []);
    return reconcile(request, remainingMillis);
  };
  const shopNamed = (name: string) => {
    const shop = shops.find((one) => one.shop === name);
    if (shop === undefined) throw new Error(`${name} is no shop of this scene`);
    return shop;
  };

  return {
    now,
    pass: (millis: number): void => {
      time += millis;
    },
    shop: (name = names[0] ?? demoShop) => shopNamed(name),
    records,
    queue,
    letters,
    sleeps,
    told,
    run,
    /** One poll of all shops. @returns what is told of the first. */
    poll: async (given: RunOptions = {}): Promise<PolledShop> => {
      const answer = await run({ action: 'poll' }, given);
      const first = answer.kind === 'polled' ? answer.shops[0] : undefined;
      if (first === undefined) throw new Error(`polled nothing: ${JSON.stringify(answer)}`);
      return first;
    },
    /** A webhook arrives that holds the order as it was then. */
    webhook: (order: NormalOrder) =>
      acceptOrder(
        acceptPorts,
        webhookOf(order, new Date(now()).toISOString()),
        order,
        contentHash(order),
      ),
    /** The WMS takes all that is on the queue, as deliver-order guards versions. */
    deliver: async (): Promise<void> => {
      for (const { body, receiptHandle } of await queue.receive()) {
        await settleMessage(records, readMessage(body), new Date(now()).toISOString());
        await queue.remove(receiptHandle);
      }
    },
    /** The WMS takes nothing: all that is on the queue waits. */
    defer: async (): Promise<void> => {
      for (const { order } of queue.bodies().map((body) => readMessage(body).data)) {
        const since = new Date(now()).toISOString();
        const waiting = { instant: instantOf(order.version), generation: 0, since, ended: true };
        await records.markWaiting(order, waiting);
      }
    },
    /** One run's part of the first shop, for what a run does with one order. */
    work: (name = names[0] ?? demoShop): Work => ({
      ports: { ...ports, ...shopNamed(name) },
      run: '0a1b',
      patience: makePatience(ports.sleep, () => runMillis),
      turn: async () => {},
      graceMillis: reconcileSettings(settings).graceSeconds * 1_000,
      tally: emptyTally(),
    }),
    recordOf: (orderId: string, shop = demoShop): Promise<OrderRecord> =>
      records.readRecord(shop, orderId),
    /** What was put on the queue since the last look. */
    takeSent: (): readonly (QueueEntry & { readonly message: OrderMessage })[] =>
      sent.splice(0).map((entry) => ({ ...entry, message: readMessage(entry.body) })),
    takeReports: (): readonly StageReport[] => reports.splice(0),
  };
};
export type ReconcileScene = ReturnType<typeof makeReconcileScene>;

const settleMessage = async (
  records: ReturnType<typeof makeFakeOrderRecords>,
  { data: { order, hash, origin, generation: wanted } }: OrderMessage,
  at: string,
): Promise<void> => {
  const { shop, orderId, version } = order;
  const record = await records.readRecord(shop, orderId);
  const verdict = judgeVersion({ version, hash, generation: wanted ?? null }, record, []);
  if (verdict.kind === 'superseded') return;
  if (verdict.kind === 'fresh' && verdict.tie && !['reconciliation', 'repair'].includes(origin)) {
    await records.markReread(order, version, at);
  }
  const generation = verdict.kind === 'fresh' ? verdict.generation : 0;
  const instant = instantOf(version);
  const outcome = 'delivered' as const;
  await records.markDecided(order, { version, instant, hash, generation, at, outcome });
};

const webhookOf = (order: NormalOrder, receivedAt: string): Webhook => ({
  shop: order.shop,
  headers: {
    signature: undefined,
    shop: order.shop,
    topic: 'orders/updated',
    webhookId: undefined,
  },
  rawBody: Buffer.from(JSON.stringify(order)),
  receivedAt,
});

const readMessage = (body: string): OrderMessage => {
  const parsed = parseMessage(body);
  if (parsed.kind !== 'message') throw new Error(`no message: ${parsed.kind}`);
  return parsed.message;
};
