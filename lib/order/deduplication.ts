/**
 * The deduplication ids of everything that is sent to a FIFO queue.
 *
 * SQS answers 200 and stores nothing for an id seen in the last five minutes. So each kind of sending
 * has its own prefix: a replay that shared an id with the message it replays would be swallowed.
 */
import { createHash } from 'node:crypto';

/** One order version with one content, accepted from a webhook. */
export const acceptDeduplicationId = (
  shop: string,
  orderId: string,
  version: string,
  hash: string,
): string =>
  createHash('sha256')
    .update(JSON.stringify([shop, orderId, version, hash]))
    .digest('hex');

/** @param letterId - the same letter sent twice, after a crash for instance, is one message. */
export const replayDeduplicationId = (letterId: string): string => `replay:${letterId}`;

/**
 * An order version that a reconciliation found.
 *
 * @param run - two runs send it twice, since the first may have died before it was sent; one run never does.
 */
export const reconcileDeduplicationId = (orderId: string, version: string, run: string): string =>
  `reconcile:${orderId}:${version}:${run}`;

/**
 * An order version that is sent once more on purpose. Two runs that want the same repair send it once; a later
 * repair has another generation. A digest, since shop, order, version and hash are longer than SQS's 128 characters.
 */
export const repairDeduplicationId = (
  shop: string,
  orderId: string,
  version: string,
  hash: string,
  generation: number,
): string =>
  `repair:${createHash('sha256')
    .update(JSON.stringify([shop, orderId, version, hash, generation]))
    .digest('hex')}`;

/** @param origin - the parked message's SQS id, or the sha256 over shop and body of a webhook that became none. */
export const parkDeduplicationId = (origin: string): string => `park:${origin}`;
