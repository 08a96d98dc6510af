/**
 * All messages of one order in a batch: the newest is delivered, parked, not sent or put back, and the
 * older ones share its fate.
 */
import type { OrderRecord } from '../order/order-record.ts';
import { planShipment, type WmsOrder } from '../order/shipment.ts';
import { reportOf } from './delivery-report.ts';
import {
  claimed,
  decide,
  deferUnreachable,
  type Ending,
  finish,
  goBack,
  gone,
  keyOf,
  park,
} from './endings.ts';
import { idempotencyKeyOf } from './identity.ts';
import { newestOf, type ReceivedOrder } from './received.ts';
import type { SettlePorts } from './settle-ports.ts';
import { guardVersion, type Verdict } from './version-guard.ts';

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
    if (verdict.advance) await decide(ports, newest, 'delivered', 0);
    return finish(ports, newest, 'unchanged');
  }
  if (verdict.tie) {
    const { version } = newest.message.data.order;
    await ports.markReread(keyOf(newest), version, new Date(ports.now()).toISOString());
  }

  const plan = planShipment(newest.message.data.order, ports.send, mayHaveBeenSent(record, older));
  if (plan.kind === 'not-sent') {
    await decide(ports, newest, 'not_sent', verdict.generation);
    return finish(ports, newest, 'ignored', { reason: plan.reason });
  }
  if (plan.kind === 'unmappable') {
    return park(ports, newest, { class: 'unmappable', reason: plan.fault, attempts: 0 });
  }
  return settleDelivery(ports, newest, verdict, plan.body, deadline);
};

/** Sent, or perhaps sent by a delivery whose end nobody recorded. */
const mayHaveBeenSent = (record: OrderRecord, older: readonly ReceivedOrder[]): boolean =>
  record.wmsOrderId !== undefined ||
  record.waitingSince !== undefined ||
  older.some(({ receives }) => receives > 1);

const settleDelivery = async (
  ports: SettlePorts,
  newest: ReceivedOrder,
  { generation }: Extract<Verdict, { kind: 'fresh' }>,
  body: WmsOrder,
  deadline: number,
): Promise<Ending> => {
  const { message, receives } = newest;
  const idempotencyKey = idempotencyKeyOf(message, generation);
  const outcome = await ports.deliverOnce(idempotencyKey, () =>
    ports.deliver({ message, body, idempotencyKey, receives, deadline }),
  );
  switch (outcome.kind) {
    case 'delivered': {
      await decide(ports, newest, 'delivered', generation, outcome.wmsOrderId);
      const remembered = outcome.remembered === true;
      return finish(ports, newest, 'processed', { remembered }, outcome.attempts);
    }
    case 'superseded-at-wms':
      await decide(ports, newest, 'superseded', generation);
      return finish(ports, newest, 'superseded', { by: 'wms' }, outcome.attempts);
    case 'refused': {
      const { kind: _kind, ...facts } = outcome;
      return park(ports, newest, { ...facts, reason: `the WMS answered ${outcome.status}` });
    }
    case 'put-back':
    case 'deferred':
      return goBack(ports, newest, generation, outcome);
    case 'claimed-elsewhere':
      return goBack(ports, newest, generation, claimed(ports.settings));
    case 'state-unreachable':
      return deferUnreachable(ports, newest);
  }
};
