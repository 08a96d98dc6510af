/**
 * A signed webhook that cannot become a message: its letter holds what is needed to fetch the order
 * again, never the body.
 */
import { createHash } from 'node:crypto';
import { letterWithoutMessage } from '../order/dead-letter.ts';
import type { ParkClass } from '../order/order-record.ts';
import type { Acceptance, AcceptPorts, Webhook } from './accept-webhook.ts';

type Parking = {
  readonly class: ParkClass;
  readonly orderId: string | null;
  readonly version?: string;
  readonly reason: string;
};

export const parkWebhook = async (
  ports: Pick<AcceptPorts, 'park' | 'now'>,
  { shop, headers, rawBody, receivedAt }: Webhook,
  parking: Parking,
): Promise<Acceptance> => {
  const sha256 = createHash('sha256').update(rawBody).digest('hex');
  // The same body sent again by the same shop is the same letter; a line feed is in no shop's name.
  const letterId = createHash('sha256').update(`${shop}\n`).update(rawBody).digest('hex');
  const letter = letterWithoutMessage(letterId, {
    ...parking,
    parkedAt: new Date(ports.now()).toISOString(),
    receivedAt,
    shop,
    topic: headers.topic ?? null,
    body: { bytes: rawBody.byteLength, sha256 },
  });
  await ports.park(letter);
  return { kind: 'parked', letterId, ...parking };
};
