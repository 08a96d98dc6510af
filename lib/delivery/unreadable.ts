/**
 * Messages whose body this release cannot read: a broken one is parked, a newer schema's one waits.
 * What is known of them is their place on the queue.
 */
import { deferSeconds } from '../circuit/spacing.ts';
import { letterWithoutMessage } from '../order/dead-letter.ts';
import { correlationIdOf } from '../order/order-message.ts';
import type { Ending } from './endings.ts';
import { gone } from './endings.ts';
import type { OwnTrouble } from './own-trouble.ts';
import type { Received, Unreadable } from './received.ts';
import type { SettlePorts } from './settle-ports.ts';

/** A half-done deploy is over within minutes. */
const newerSecondsMin = 60;

type UnreadablePorts = Pick<SettlePorts, 'park' | 'report' | 'settings' | 'now' | 'random'> & {
  readonly trouble: OwnTrouble;
};

/** A deploy is half done: the release that can read it is on its way. For twelve days. */
export const deferNewer = async (ports: UnreadablePorts, message: Received): Promise<Ending> => {
  const { settings, now, random } = ports;
  const waitedMillis = now() - message.sentAt;
  if (waitedMillis >= settings.expiredDays * 86_400_000) {
    const reason = `waited ${settings.expiredDays} days on the queue; last: newer_schema`;
    return parkPlace(ports, message, 'expired', reason);
  }
  // Less often the longer it waits: each time is a receive, and SQS moves it away after a thousand.
  const usual = deferSeconds(settings.circuit, waitedMillis, random);
  const seconds = Math.max(newerSecondsMin, usual);
  const waited = Math.max(0, Math.round(waitedMillis / 1_000));
  const facts = { reason: 'newer_schema', seconds, waited_seconds: waited };
  ports.report(reportOf(message, 'deferred', facts));
  return { kind: 'back', seconds };
};

/** Nobody can deliver it, but whoever looks at the letter knows which order it was. */
export const parkUnreadable = (ports: UnreadablePorts, message: Unreadable): Promise<Ending> =>
  parkPlace(ports, message, 'malformed', `the queue's message is unreadable: ${message.fault}`);

const parkPlace = async (
  { park, report, trouble, now }: UnreadablePorts,
  message: Received,
  parkClass: 'malformed' | 'expired',
  reason: string,
): Promise<Ending> => {
  const { messageId, groupId, receives, sentAt } = message;
  const facts = {
    class: parkClass,
    reason,
    parkedAt: new Date(now()).toISOString(),
    receivedAt: new Date(sentAt).toISOString(),
    receives,
  };
  try {
    await park(letterWithoutMessage(messageId, { ...facts, ...orderOf(groupId) }));
  } catch {
    return { kind: 'back', seconds: trouble(messageId) };
  }
  report(reportOf(message, 'parked', { class: parkClass, reason }));
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
