/**
 * Messages whose body this release cannot read: a broken one is parked, a newer schema's one waits.
 * What is known of them is their place on the queue.
 */
import { letterWithoutMessage } from '../order/dead-letter.ts';
import { correlationIdOf } from '../order/order-message.ts';
import type { Ending } from './endings.ts';
import { gone } from './endings.ts';
import type { Received, Unreadable } from './received.ts';
import { stateUnreachableSeconds } from './retry-policy.ts';
import type { SettlePorts } from './settle-ports.ts';

/** A half-done deploy is over within minutes. */
const newerSchemaSeconds = 60;

/** A deploy is half done: the release that can read it is on its way. */
export const deferNewer = ({ report }: Pick<SettlePorts, 'report'>, message: Received): Ending => {
  report(reportOf(message, 'deferred', { reason: 'newer_schema', seconds: newerSchemaSeconds }));
  return { kind: 'back', seconds: newerSchemaSeconds };
};

/** Nobody can deliver it, but whoever looks at the letter knows which order it was. */
export const parkUnreadable = async (
  { park, report, settings, now }: Pick<SettlePorts, 'park' | 'report' | 'settings' | 'now'>,
  message: Unreadable,
): Promise<Ending> => {
  const { messageId, groupId, receives, fault } = message;
  const at = new Date(now()).toISOString();
  const reason = `the queue's message is unreadable: ${fault}`;
  const facts = { class: 'malformed', reason, parkedAt: at, receivedAt: at, receives } as const;
  try {
    await park(letterWithoutMessage(messageId, { ...facts, ...orderOf(groupId) }));
  } catch {
    return { kind: 'back', seconds: stateUnreachableSeconds(settings, receives) };
  }
  report(reportOf(message, 'parked', { class: 'malformed', reason }));
  return gone;
};

const orderOf = (groupId: string): { readonly shop: string; readonly orderId: string | null } => {
  const [shop = '', orderId = ''] = groupId.split('/');
  return { shop, orderId: /^\d+$/.test(orderId) ? orderId : null };
};

const reportOf = (
  { groupId, messageId, receives }: Received,
  stage: 'deferred' | 'parked',
  facts: Readonly<Record<string, string | number>>,
) => {
  const { shop, orderId } = orderOf(groupId);
  return {
    stage,
    correlationId: correlationIdOf(orderId ?? messageId),
    orderId,
    latencyMillis: 0,
    attempts: 0,
    facts: { shop, message_id: messageId, receives, ...facts },
  };
};
