/**
 * What a replay would make of a letter: send it again, or skip it and why. The same question as
 * deliver-order's version guard asks, so that a plan promises what will happen.
 */

import { judgeVersion } from '../delivery/version-guard.ts';
import type { OrderRecord } from '../order/order-record.ts';
import type { IndexedLetter } from './indexed-letter.ts';

export const skipReasons = [
  /** A newer version is decided or parked. */
  'superseded',
  /** The WMS has this very content. */
  'delivered',
  /** A human decides what becomes of an order that was deleted in Shopify. */
  'deleted_in_shopify',
  /** No message in the letter: the order must be read from Shopify again. */
  'needs_shopify',
  /** SQS moved something that this release cannot read. */
  'unreadable',
  /** Replayed `replaysMax` times already: its cause is not mended, and `force` is needed. */
  'replayed_often',
] as const;
export type SkipReason = (typeof skipReasons)[number];

export const fates = ['replay', ...skipReasons] as const;
export type Fate = (typeof fates)[number];

/** A letter that came back so often is sent again only by force. */
export const replaysMax = 5;

/** @param record - of the letter's order. */
export const fateOf = (letter: IndexedLetter, record: OrderRecord, force: boolean): Fate => {
  const { version, hash, generation } = letter;
  if (letter.class === 'deleted') return 'deleted_in_shopify';
  if (version === null || hash === null) {
    return letter.class === 'unknown' ? 'unreadable' : 'needs_shopify';
  }
  const verdict = judgeVersion({ version, hash, generation }, record, []);
  if (verdict.kind === 'superseded') return 'superseded';
  if (verdict.kind === 'unchanged') return 'delivered';
  return letter.replays >= replaysMax && !force ? 'replayed_often' : 'replay';
};
