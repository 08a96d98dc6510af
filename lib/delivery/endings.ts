/**
 * The ways a message ends: decided, parked, put back or deferred. Each records the fact, then reports it.
 */
import { waitedSeconds } from '../circuit/spacing.ts';
import type { DeliverySettings } from '../config/policy.ts';
import { letterOf, type ParkingFacts } from '../order/dead-letter.ts';
import { type Decided, type Failing, instantOf, type OrderRecord } from '../order/order-record.ts';
import type { StageReport } from '../order/stage-report.ts';
import { reportOf } from './delivery-report.ts';
import type { DeferReason } from './outcome.ts';
import type { ReceivedOrder } from './received.ts';
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
  const decided = { ...decisionOf(order, ports.now()), generation, outcome };
  await ports.markDecided(keyOf(order), decided, wmsOrderId);
};

const decisionOf = ({ message: { data } }: ReceivedOrder, now: number) => {
  const { version } = data.order;
  return { version, instant: instantOf(version), hash: data.hash, at: isoOf(now) };
};

/** A newer version with the content that the WMS has: it is done with, and what was sent stays known. */
export const advance = async (
  ports: Pick<SettlePorts, 'markDecided' | 'now'>,
  order: ReceivedOrder,
  { decided: before }: OrderRecord,
): Promise<void> => {
  const sentInstant = before?.sentInstant ?? before?.instant;
  await ports.markDecided(keyOf(order), {
    ...decisionOf(order, ports.now()),
    ...{ generation: 0, outcome: 'delivered' },
    ...(sentInstant === undefined ? {} : { sentInstant }),
  });
};

/** Letter and index first, then the order's record: a crash in between parks it once more at worst. */
export const park = async (
  ports: Pick<SettlePorts, 'park' | 'markParked' | 'report' | 'now'>,
  order: ReceivedOrder,
  facts: Omit<ParkingFacts, 'receives' | 'parkedAt'>,
): Promise<Ending> => {
  const now = ports.now();
  const at = isoOf(now);
  const { messageId, receives, message } = order;
  await ports.park(letterOf(messageId, message, { ...facts, receives, parkedAt: at }));
  const { version } = message.data.order;
  await ports.markParked(keyOf(order), {
    version,
    instant: instantOf(version),
    class: facts.class,
    letterId: messageId,
    at,
  });
  const told = {
    class: facts.class,
    reason: facts.reason,
    status: facts.status ?? null,
    deliveries: facts.deliveries ?? 0,
  };
  ports.report(reportOf(order, 'parked', now, told, facts.attempts));
  return gone;
};

/** A claim ends with the invocation that holds it, at the latest at the function's timeout. */
export const claimed = ({ functionTimeoutSeconds }: DeliverySettings) =>
  ({ reason: 'in_progress', seconds: functionTimeoutSeconds, attempts: 0 }) as const;

/** The table is away: nothing is sent and nothing can be written, so the message only waits. */
export const deferUnreachable = (
  { report, tableAway, now }: Pick<SettlePorts, 'report' | 'tableAway' | 'now'>,
  order: ReceivedOrder,
): Ending => {
  const seconds = tableAway.seconds();
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

/** A message on its way to the WMS, with what its order's record says. */
export type InHand = {
  readonly order: ReceivedOrder;
  readonly record: OrderRecord;
  readonly generation: number;
  /** The record says that a delivery began, and one has come to its end: that takes it back. */
  readonly begun: boolean;
};

/** How long a message is hidden, and why: what failed, or what it waits for. */
type Return = {
  readonly seconds: number;
  readonly attempts: number;
  readonly status?: number;
} & (
  | { readonly cause: string; readonly failing: Failing; readonly reason?: never }
  | { readonly reason: DeferReason; readonly failing?: never }
);

const millisOfDay = 86_400_000;

export const goBack = async (
  ports: SettlePorts,
  hand: InHand,
  outcome: Return,
): Promise<Ending> => {
  const { order, record } = hand;
  const { attempts, status, failing } = outcome;
  const now = ports.now();
  const why = 'cause' in outcome ? outcome.cause : outcome.reason;
  if (now - order.sentAt >= ports.settings.expiredDays * millisOfDay) {
    const deliveries = failing?.counted ?? failingOf(record, order)?.counted ?? 0;
    const reason = `waited ${ports.settings.expiredDays} days on the queue; last: ${why}`;
    const facts = { class: 'expired', reason, attempts, deliveries } as const;
    return park(ports, order, { ...facts, ...(status === undefined ? {} : { status }) });
  }
  const seconds = spaced(ports, hand, outcome);
  const recorded = await recordWaiting(ports, hand, failing);
  const stage = 'cause' in outcome ? 'failed' : 'deferred';
  const told =
    'cause' in outcome ? { cause: why, counted: outcome.failing.counted } : { reason: why };
  const facts = { ...told, status: status ?? null, seconds, recorded };
  ports.report(reportOf(order, stage, now, facts, attempts));
  return { kind: 'back', seconds };
};

/** Outages that begin anew each minute would otherwise use up SQS's receives, each of them young. */
const growing: readonly string[] = ['circuit_open', 'circuit_paused', 'throttled'];

const spaced = (
  { settings, now }: SettlePorts,
  { record: { waitingSince } }: InHand,
  { seconds, reason }: Return,
): number =>
  reason === undefined || waitingSince === undefined || !growing.includes(reason)
    ? seconds
    : Math.max(seconds, waitedSeconds(settings.circuit, now() - Date.parse(waitingSince)));

/** What is said of this very message: that of an older one of its order is over. */
export const failingOf = (
  { failing }: OrderRecord,
  { messageId }: ReceivedOrder,
): Failing | undefined => (failing?.messageId === messageId ? failing : undefined);

/** Unrecorded it waits all the same, for as long as it must: only the gauge misses it. */
export const recordWaiting = async (
  { markWaiting, now }: SettlePorts,
  { order, record, generation, begun }: InHand,
  failing?: Failing,
): Promise<boolean> => {
  const known = record.waitingSince !== undefined;
  const sameFailing = failing === undefined || failing === record.failing;
  if (known && sameFailing && !begun) return true;
  const waiting = {
    instant: instantOf(order.message.data.order.version),
    generation,
    since: isoOf(now()),
    ended: begun,
    ...(failing ? { failing } : {}),
  };
  return markWaiting(keyOf(order), waiting).then(
    () => true,
    () => false,
  );
};
