/**
 * The ways a message ends: decided, parked, put back or deferred. Each records the fact, then reports it.
 */
import type { DeliverySettings } from '../config/policy.ts';
import { letterOf, type ParkingFacts } from '../order/dead-letter.ts';
import { type Decided, instantOf } from '../order/order-record.ts';
import type { StageReport } from '../order/stage-report.ts';
import { reportOf } from './delivery-report.ts';
import type { DeferReason } from './outcome.ts';
import type { ReceivedOrder } from './received.ts';
import { stateUnreachableSeconds } from './retry-policy.ts';
import type { OrderKey, SettlePorts } from './settle-ports.ts';

/** What becomes of a message: off the queue, or back on it and hidden for so long. */
export type Ending =
  | { readonly kind: 'gone' }
  | { readonly kind: 'back'; readonly seconds: number };
export const gone: Ending = { kind: 'gone' };

export const keyOf = ({ message }: ReceivedOrder): OrderKey => ({
  shop: message.data.order.shop,
  orderId: message.data.order.orderId,
});

const isoOf = (millis: number): string => new Date(millis).toISOString();

/** Writes down that this version is done with. */
export const decide = async (
  ports: Pick<SettlePorts, 'markDecided' | 'now'>,
  order: ReceivedOrder,
  outcome: Decided['outcome'],
  generation: number,
  wmsOrderId?: string,
): Promise<void> => {
  const { version } = order.message.data.order;
  const decided = {
    version,
    instant: instantOf(version),
    hash: order.message.data.hash,
    generation,
    at: isoOf(ports.now()),
    outcome,
  };
  await ports.markDecided(keyOf(order), decided, wmsOrderId);
};

/** Letter and index first, then the order's record: a crash in between parks it once more at worst. */
export const park = async (
  ports: Pick<SettlePorts, 'park' | 'markParked' | 'report' | 'now'>,
  order: ReceivedOrder,
  facts: Omit<ParkingFacts, 'receives' | 'parkedAt'>,
): Promise<Ending> => {
  const now = ports.now();
  const at = isoOf(now);
  const { messageId, groupId, receives, message } = order;
  await ports.park(letterOf(messageId, groupId, message, { ...facts, receives, parkedAt: at }));
  const { version } = message.data.order;
  await ports.markParked(keyOf(order), {
    version,
    instant: instantOf(version),
    class: facts.class,
    letterId: messageId,
    at,
  });
  const told = { class: facts.class, reason: facts.reason, status: facts.status ?? null };
  ports.report(reportOf(order, 'parked', now, told, facts.attempts));
  return gone;
};

/** A claim ends with the invocation that holds it, at the latest at the function's timeout. */
export const claimed = ({ functionTimeoutSeconds }: DeliverySettings) =>
  ({ reason: 'in_progress', seconds: functionTimeoutSeconds, attempts: 0 }) as const;

/** The table is away: nothing is sent and nothing can be written, so the message only waits. */
export const deferUnreachable = (
  { report, settings, now }: Pick<SettlePorts, 'report' | 'settings' | 'now'>,
  order: ReceivedOrder,
): Ending => {
  const seconds = stateUnreachableSeconds(settings, order.receives);
  report(reportOf(order, 'deferred', now(), { reason: 'state_unreachable', seconds }));
  return { kind: 'back', seconds };
};

type Facts = StageReport['facts'];

export const finish = (
  { report, now }: Pick<SettlePorts, 'report' | 'now'>,
  order: ReceivedOrder,
  stage: 'processed' | 'superseded' | 'unchanged' | 'ignored',
  facts: Facts = {},
  attempts = 0,
): Ending => {
  report(reportOf(order, stage, now(), facts, attempts));
  return gone;
};

/** How long a message is hidden, and why: what failed, or what it waits for. */
type Return = {
  readonly seconds: number;
  readonly attempts: number;
  readonly status?: number;
} & ({ readonly cause: string } | { readonly reason: DeferReason });

export const goBack = async (
  ports: SettlePorts,
  order: ReceivedOrder,
  generation: number,
  outcome: Return,
): Promise<Ending> => {
  const { seconds, attempts, status = null } = outcome;
  const now = ports.now();
  const sending = { instant: instantOf(order.message.data.order.version), generation };
  // Unrecorded it waits all the same, for as long as the WMS asked: only the gauge misses it.
  const recorded = await ports.markWaiting(keyOf(order), sending, isoOf(now)).then(
    () => true,
    () => false,
  );
  const stage = 'cause' in outcome ? 'failed' : 'deferred';
  const why = 'cause' in outcome ? { cause: outcome.cause } : { reason: outcome.reason };
  ports.report(reportOf(order, stage, now, { ...why, status, seconds, recorded }, attempts));
  return { kind: 'back', seconds };
};
