/**
 * Queue, records, letters, memory and WMS around deliver-order, with faults between any two of them.
 * Time is an argument; a killed invocation does nothing any more, and its messages come back.
 */
import { deliverySchema, sendSchema } from '../../../lib/config/policy.ts';
import type { AttemptOutcome } from '../../../lib/delivery/attempt.ts';
import { type Attempt, makeDeliver } from '../../../lib/delivery/deliver.ts';
import { type BatchPorts, makeDeliverBatch } from '../../../lib/delivery/deliver-batch.ts';
import { isDelivered } from '../../../lib/delivery/outcome.ts';
import type { DeliverOnce } from '../../../lib/delivery/settle-ports.ts';
import { encodeMessage } from '../../../lib/order/order-message.ts';
import type { StageReport } from '../../../lib/order/stage-report.ts';
import { orderMessage } from '../../builders/order-message.ts';
import { makeFakeDeadLetters } from '../../fakes/dead-letters.ts';
import { makeFakeOrderQueue } from '../../fakes/order-queue.ts';
import { makeFakeOrderRecords } from '../../fakes/order-records.ts';

/** What one attempt meets. */
export const attemptFaults = [
  'none',
  'unavailable',
  'accepted-then-lost',
  'rejected',
  'bug',
  'killed-before',
  'killed-after',
] as const;
export type AttemptFault = (typeof attemptFaults)[number];
/** What one batch meets. */
export const batchFaults = ['none', 'reads-fail', 'writes-fail', 'parking-fails'] as const;
export type BatchFault = (typeof batchFaults)[number];

export type Arrival = {
  readonly orderId: string;
  readonly version: string;
  readonly note: string;
};

const shop = 'demo.myshopify.com';
const visibilitySeconds = 90;
const leaseMillis = 15_000;
const never = <Value>(): Promise<Value> => new Promise(() => {});

/** The WMS as the contract says, and what it saw. */
const makeWms = () => {
  const current = new Map<string, { readonly instant: number; readonly note: string }>();
  const answered = new Set<string>();
  const effects = new Map<string, number>();
  const seen = new Map<string, number[]>();
  const applied = new Map<string, number[]>();
  return {
    noteOf: (orderId: string) => current.get(orderId)?.note,
    /** For each key, how often it changed an order. */
    effects,
    /** For each order, the versions that arrived, as instants. */
    seen,
    /** For each order, the versions that it had, as instants. */
    applied,
    put: ({ orderId, version, body, idempotencyKey }: Parameters<Attempt>[0]): AttemptOutcome => {
      const instant = Date.parse(version);
      const { note } = JSON.parse(body) as { readonly note: string };
      seen.set(orderId, [...(seen.get(orderId) ?? []), instant]);
      const known = current.get(orderId);
      const accepted = { kind: 'delivered', wmsOrderId: `W-${orderId}` } as const;
      if (answered.has(idempotencyKey)) return accepted;
      if (known && known.instant > instant) {
        const currentVersion = new Date(known.instant).toISOString();
        return { kind: 'superseded', currentVersion };
      }
      answered.add(idempotencyKey);
      if (known?.note !== note) {
        effects.set(idempotencyKey, (effects.get(idempotencyKey) ?? 0) + 1);
      }
      current.set(orderId, { instant, note });
      applied.set(orderId, [...(applied.get(orderId) ?? []), instant]);
      return accepted;
    },
  };
};

export const makeDeliveryWorld = (perGroup: 'one' | 'several') => {
  let now = Date.UTC(2026, 10, 22, 10);
  let sent = 0;
  const clock = () => now;
  const queue = makeFakeOrderQueue({ now: clock, perGroup, batchSize: 4, visibilitySeconds });
  const letters = makeFakeDeadLetters({ now: clock, perGroup });
  const records = makeFakeOrderRecords();
  const wms = makeWms();
  const reports: StageReport[] = [];
  /** Orders of which the WMS may have had a version that nobody could write down. */
  const unrecorded = new Set<string>();
  const claims = new Map<string, { readonly until: number; readonly wmsOrderId?: string }>();

  const deliverOnce: DeliverOnce = async (key, work) => {
    const claim = claims.get(key);
    if (claim?.wmsOrderId !== undefined) {
      const { wmsOrderId } = claim;
      return { kind: 'delivered', wmsOrderId, attempts: 0, remembered: true };
    }
    if (claim && claim.until > now) return { kind: 'claimed-elsewhere' };
    claims.set(key, { until: now + leaseMillis });
    const outcome = await work().catch((error) => {
      claims.delete(key);
      throw error;
    });
    if (isDelivered(outcome))
      claims.set(key, { until: Number.POSITIVE_INFINITY, wmsOrderId: outcome.wmsOrderId });
    else claims.delete(key);
    return outcome;
  };

  /** One invocation. `faults` are met by its attempts, one each; after them all goes well. */
  const invoke = async (fault: BatchFault, faults: AttemptFault[]): Promise<void> => {
    const received = await queue.receive();
    if (received.length === 0) return;
    const killed = Promise.withResolvers<'killed'>();
    let alive = true;
    const putNow = new Set<string>();
    const put: typeof wms.put = (call) => {
      putNow.add(call.orderId);
      if (fault === 'writes-fail') unrecorded.add(call.orderId);
      return wms.put(call);
    };
    const kill = <Value>(): Promise<Value> => {
      alive = false;
      for (const orderId of putNow) unrecorded.add(orderId);
      killed.resolve('killed');
      return never();
    };
    const whileAlive =
      <Args extends readonly unknown[], Value>(
        port: (...args: Args) => Promise<Value>,
        fails = false,
      ) =>
      async (...args: Args): Promise<Value> => {
        if (!alive) return never();
        if (fails) throw new Error('away');
        return port(...args);
      };

    const attempt: Attempt = async (call) => {
      if (!alive) return never();
      switch (faults.shift() ?? 'none') {
        case 'none':
          return put(call);
        case 'unavailable':
          return { kind: 'unavailable', cause: 'status', status: 503 };
        case 'rejected':
          return { kind: 'rejected', status: 422 };
        case 'accepted-then-lost':
          put(call);
          unrecorded.add(call.orderId);
          return { kind: 'unavailable', cause: 'timeout' };
        case 'bug':
          throw new TypeError('a bug');
        case 'killed-before':
          return kill();
        case 'killed-after':
          put(call);
          return kill();
      }
    };
    const settings = deliverySchema.parse({ attemptsMax: 2 });
    const deliver = makeDeliver({
      attempt,
      settings,
      now: clock,
      wait: async (millis) => {
        now += millis;
      },
      random: () => 0.5,
      randomHex: (bytes) => '0'.repeat(2 * bytes),
      observeAttempt: () => {},
    });
    const ports: BatchPorts = {
      readRecords: whileAlive(records.readRecords, fault === 'reads-fail'),
      markDecided: whileAlive(records.markDecided, fault === 'writes-fail'),
      markParked: whileAlive(records.markParked, fault === 'writes-fail'),
      markWaiting: whileAlive(records.markWaiting, fault === 'writes-fail'),
      markReread: whileAlive(records.markReread, fault === 'writes-fail'),
      park: whileAlive(letters.park, fault === 'parking-fails'),
      hide: whileAlive(queue.hide),
      deliver,
      deliverOnce: whileAlive(deliverOnce),
      report: (report) => reports.push(report),
      settings,
      send: sendSchema.parse({}),
      now: clock,
    };
    const ended = await Promise.race([
      makeDeliverBatch(ports)(received, () => 15_000),
      killed.promise,
    ]);
    if (ended === 'killed') return;
    const back = new Set(ended.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { messageId, receiptHandle } of received) {
      if (!back.has(messageId)) await queue.remove(receiptHandle);
    }
  };

  return {
    wms,
    unrecorded,
    letters,
    records,
    reports,
    arrive: async ({ orderId, version, note }: Arrival): Promise<void> => {
      sent += 1;
      const message = orderMessage({ order: { orderId, version, note } });
      const groupId = `${shop}/${orderId}`;
      const deduplicationId = String(sent);
      await queue.enqueue({ body: encodeMessage(message), groupId, deduplicationId });
    },
    invoke,
    /** Invocations without faults, until the queue is empty; false where it never gets so. */
    drain: async (): Promise<boolean> => {
      for (let round = 0; round < 200 && queue.bodies().length > 0; round++) {
        now += 2_000_000;
        await invoke('none', []);
      }
      return queue.bodies().length === 0;
    },
    pass: (seconds: number): void => {
      now += seconds * 1_000;
    },
    recordOf: (orderId: string) => records.readRecord(shop, orderId),
  };
};
