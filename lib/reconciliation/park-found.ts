/**
 * An order version that Shopify shows and that cannot become a message: its letter holds what is needed to
 * read it again, and the order's record says that it is parked, so that no later run does it once more.
 */
import { createHash } from 'node:crypto';
import { letterWithoutMessage } from '../order/dead-letter.ts';
import { correlationIdOf } from '../order/order-message.ts';
import { instantOf, type ParkClass } from '../order/order-record.ts';
import type { OrderStamp } from './admin-api.ts';
import type { Work } from './work.ts';

export const parkFound = async (
  { ports, run }: Pick<Work, 'ports' | 'run'>,
  { orderId, version }: OrderStamp,
  { class: parkClass, reason }: { readonly class: ParkClass; readonly reason: string },
): Promise<void> => {
  const { shop } = ports;
  // The same version that is found again is the same letter; a line feed is in no shop's name.
  const letterId = createHash('sha256')
    .update(`${shop}\n${orderId}\n${version}\n${parkClass}`)
    .digest('hex');
  const at = new Date(ports.now()).toISOString();
  const facts = { class: parkClass, reason, parkedAt: at, receivedAt: at, shop, orderId, version };
  await ports.park(letterWithoutMessage(letterId, facts));
  const parked = { version, instant: instantOf(version), class: parkClass, letterId, at };
  await ports.markParked({ shop, orderId }, parked);
  ports.report({
    stage: 'parked',
    correlationId: correlationIdOf(orderId),
    orderId,
    latencyMillis: Math.max(0, ports.now() - instantOf(version)),
    attempts: 0,
    facts: { shop, order_version: version, class: parkClass, reason, letter_id: letterId, run },
  });
};
