/**
 * What a webhook's outcome is answered with, and what is told of it: never its body, nor the
 * signature that was expected.
 */
import { correlationIdOf } from '../order/order-message.ts';
import { isOrderNumber } from '../order/order-number.ts';
import type { StageReport } from '../order/stage-report.ts';
import type { AcceptOutcome } from './accept-webhook.ts';

/** Shopify takes anything but 2xx for a failure and sends again; refusals carry no detail. */
export const statusOf = (outcome: AcceptOutcome): 200 | 401 | 503 => {
  if (outcome.kind === 'rejected') return 401;
  return outcome.kind === 'unavailable' ? 503 : 200;
};

/** The webhook itself, and what became of the order in it. */
export const reportsOf = (
  outcome: AcceptOutcome,
  requestId: string,
  latencyMillis: number,
): readonly StageReport[] => {
  const answer = statusOf(outcome);
  if (outcome.kind === 'rejected' || outcome.kind === 'unavailable') {
    const code = outcome.kind === 'rejected' ? outcome.code : outcome.reason;
    const error = (outcome.kind === 'unavailable' && outcome.error) || null;
    return [reportOf('received', requestId, null, latencyMillis, { answer, code, error })];
  }
  const { kind, orderId, shop, position, isOlder, isInTime, version = null } = outcome;
  const correlationId = orderId === null ? requestId : correlationIdOf(orderId);
  const tell = (stage: StageReport['stage'], facts: StageReport['facts']) =>
    reportOf(stage, correlationId, orderId, latencyMillis, {
      shop,
      order_version: version,
      request_id: requestId,
      ...facts,
    });
  const matched = {
    position,
    ...(isOlder ? { older_secret: true } : {}),
    ...(isInTime ? { in_time: true } : {}),
  };
  // No order's, so it has no stage of one.
  if (kind === 'noted') return [tell('received', { answer, ...matched, privacy: outcome.privacy })];
  return [tell('received', { answer, ...matched }), tell(kind, detailOf(outcome))];
};

const detailOf = (outcome: AcceptOutcome): StageReport['facts'] => {
  switch (outcome.kind) {
    case 'parked': {
      const { class: parkClass, reason, letterId } = outcome;
      return { class: parkClass, reason, letter_id: letterId };
    }
    case 'enqueued':
      // What a person has in hand who looks for the order.
      return isOrderNumber(outcome.name) ? { order_name: outcome.name } : {};
    case 'ignored':
      return { reason: outcome.reason };
    default:
      return {};
  }
};

const reportOf = (
  stage: StageReport['stage'],
  correlationId: string,
  orderId: string | null,
  latencyMillis: number,
  facts: StageReport['facts'],
): StageReport => ({ stage, correlationId, orderId, latencyMillis, attempts: 0, facts });
