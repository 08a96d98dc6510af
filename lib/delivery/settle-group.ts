/**
 * All messages of one order in a batch: the newest is delivered, parked, not sent or put back, and the
 * older ones share its fate.
 */
import type { OrderSource } from '../order/order-message.ts';
import type { OrderRecord } from '../order/order-record.ts';
import { planShipment, type WmsOrder } from '../order/shipment.ts';
import { afterFailed, type Chance, chanceOf, limitsOf } from './counting.ts';
import { reportOf } from './delivery-report.ts';
import {
  advance,
  claimed,
  decide,
  deferUnreachable,
  type Ending,
  failingOf,
  finish,
  goBack,
  gone,
  type InHand,
  keyOf,
  park,
  recordWaiting,
} from './endings.ts';
import { idempotencyKeyOf } from './identity.ts';
import type { DeliveryOutcome } from './outcome.ts';
import { newestOf, type ReceivedOrder } from './received.ts';
import type { SettlePorts } from './settle-ports.ts';
import { guardVersion } from './version-guard.ts';

/** @param deadline - epoch milliseconds by which the delivery must have ended. */
export const settleGroup = async (
  ports: SettlePorts,
  orders: readonly ReceivedOrder[],
  record: OrderRecord,
  deadline: number,
): Promise<Ending> => {
  const newest = newestOf(orders);
  if (newest === undefined) return gone;
  const older = orders.filter((order) => order !== newest);
  const ending = await settleNewest(ports, newest, older, record, deadline);
  if (ending.kind === 'gone') {
    for (const order of older) ports.report(reportOf(order, 'superseded', ports.now()));
  }
  return ending;
};

const settleNewest = async (
  ports: SettlePorts,
  newest: ReceivedOrder,
  older: readonly ReceivedOrder[],
  record: OrderRecord,
  deadline: number,
): Promise<Ending> => {
  const verdict = guardVersion(newest.message, record, older);
  if (verdict.kind === 'superseded') return finish(ports, newest, 'superseded');
  if (verdict.kind === 'unchanged') {
    if (verdict.advance) await advance(ports, newest, record);
    return finish(ports, newest, 'unchanged');
  }
  const { order, origin } = newest.message.data;
  if (verdict.tie && !isAskedFor(origin)) {
    const { version } = order;
    await ports.markReread(keyOf(newest), version, new Date(ports.now()).toISOString());
  }

  const plan = planShipment(order, ports.send, mayHaveBeenSent(record, older));
  if (plan.kind === 'not-sent') {
    await decide(ports, newest, 'not_sent', verdict.generation);
    return finish(ports, newest, 'ignored', { reason: plan.reason });
  }
  if (plan.kind === 'unmappable') {
    return park(ports, newest, { class: 'unmappable', reason: plan.fault, attempts: 0 });
  }
  const hand = {
    order: newest,
    record,
    generation: verdict.generation,
    begun: false,
  };
  return settleDelivery(ports, hand, plan.body, deadline);
};

/** What Shopify itself was asked for wins, and leaves no doubt. */
const isAskedFor = (origin: OrderSource): boolean =>
  origin === 'reconciliation' || origin === 'repair';

/** Sent, or perhaps sent by a delivery whose end nobody recorded. */
const mayHaveBeenSent = (record: OrderRecord, older: readonly ReceivedOrder[]): boolean =>
  record.wmsOrderId !== undefined ||
  record.waitingSince !== undefined ||
  older.some(({ receives }) => receives > 1);

const settleDelivery = async (
  ports: SettlePorts,
  hand: InHand,
  body: WmsOrder,
  deadline: number,
): Promise<Ending> => {
  const { order, record } = hand;
  const { begun = 0 } = record;
  if (begun >= ports.settings.begunMax) {
    const reason = `began ${begun} times and never ended: the process was killed each time`;
    return park(ports, order, { class: 'poison', reason, attempts: 0 });
  }
  // Asked before anything is claimed, since most of what waits for the WMS is only turned back here.
  const standing = await ports.circuit.standing(order.groupId).catch(() => undefined);
  if (standing === undefined) return deferUnreachable(ports, order);
  if (standing.kind === 'wait') return goBack(ports, hand, { ...standing, attempts: 0 });
  return settleOutcome(ports, hand, body, deadline);
};

const settleOutcome = async (
  ports: SettlePorts,
  hand: InHand,
  body: WmsOrder,
  deadline: number,
): Promise<Ending> => {
  const { order, record, generation } = hand;
  const { message } = order;
  const idempotencyKey = idempotencyKeyOf(message, generation);
  const failing = failingOf(record, order);
  const chance = chanceOf(failing, ports.circuit.seen(), order.groupId);
  const limits = limitsOf(ports.settings, failing, chance, ports.now());
  const work = async () => {
    if (order.receives >= ports.settings.suspectReceives) await ports.markBegun(keyOf(order));
    return ports.deliver({ ...limits, message, body, idempotencyKey, deadline });
  };
  const endedHere = ended(ports, hand);
  try {
    const outcome = await ports.deliverOnce(idempotencyKey, work);
    return await settleAs(ports, endedHere, outcome, chance);
  } catch (error) {
    // Trouble of ours is an end, too: the order waits, and did not kill the process.
    await recordWaiting(ports, endedHere);
    throw error;
  }
};

/** The delivery came to an end in this process: whoever began and never ended, it was not this one. */
const ended = ({ settings }: SettlePorts, hand: InHand): InHand => {
  const suspected = hand.order.receives >= settings.suspectReceives;
  return { ...hand, begun: suspected || hand.record.begun !== undefined };
};

const settleAs = async (
  ports: SettlePorts,
  hand: InHand,
  outcome: Awaited<ReturnType<SettlePorts['deliverOnce']>>,
  chance: Chance,
): Promise<Ending> => {
  const { order, record, generation } = hand;
  switch (outcome.kind) {
    case 'delivered': {
      await decide(ports, order, 'delivered', generation, outcome.wmsOrderId);
      const remembered = outcome.remembered === true;
      return finish(ports, order, 'processed', { remembered }, outcome.attempts);
    }
    case 'superseded-at-wms':
      await decide(ports, order, 'superseded', generation);
      return finish(ports, order, 'superseded', { by: 'wms' }, outcome.attempts);
    case 'refused': {
      const { kind: _kind, ...facts } = outcome;
      const deliveries = failingOf(record, order)?.counted ?? 0;
      const reason = `the WMS answered ${outcome.status}`;
      return park(ports, order, { ...facts, deliveries, reason });
    }
    case 'failed':
      return settleFailed(ports, hand, outcome, chance);
    case 'deferred':
      return goBack(ports, hand, outcome);
    case 'claimed-elsewhere':
      // Nothing began here; the delivery that holds the claim may be one that never ends.
      return goBack(ports, { ...hand, begun: false }, claimed(ports.settings));
    case 'state-unreachable':
      if (hand.begun) await recordWaiting(ports, hand);
      return deferUnreachable(ports, order);
  }
};

const settleFailed = (
  ports: SettlePorts,
  hand: InHand,
  outcome: Extract<DeliveryOutcome, { kind: 'failed' }>,
  chance: Chance,
): Promise<Ending> => {
  const { order, record } = hand;
  const { messageId } = order;
  const failing = failingOf(record, order);
  const { served } = ports.circuit.seen();
  const failed = { ...outcome, messageId, failing, chance, served };
  const after = afterFailed(ports.settings, failed, ports.now(), ports.random);
  if (after.kind === 'back') return goBack(ports, hand, { ...outcome, ...after });
  const { cause, status, attempts } = outcome;
  const reason = `failed ${after.counted} counted deliveries; last: ${cause}`;
  const facts = { class: 'exhausted', reason, attempts, deliveries: after.counted } as const;
  return park(ports, order, { ...facts, ...(status === undefined ? {} : { status }) });
};
