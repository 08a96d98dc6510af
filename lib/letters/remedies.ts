/**
 * What each class of dead letters says happened, and what mends it: the words of the README's table.
 */
import type { LetterClass } from './indexed-letter.ts';

export type Remedy = { readonly happened: string; readonly mends: string };

const untilRead: Remedy = {
  happened: "the webhook became no message; the letter has the order's id, size and digest",
  mends: 'stays until the order is read from Shopify again',
};

export const remedies: Readonly<Record<LetterClass, Remedy>> = {
  rejected: {
    happened: 'the WMS answered 4xx; its problem detail is in the letter, never in a log',
    mends: 'mend the order or the WMS, replay',
  },
  forbidden: {
    happened:
      'the WMS answered 403 to this order alone; to two orders without a success between, it is a hold instead',
    mends: 'mend the rights, replay',
  },
  exhausted: {
    happened:
      'five deliveries failed while the WMS served other orders; last cause and status are in the letter',
    mends: 'mend the order or the WMS, replay',
  },
  expired: {
    happened: 'it waited twelve days on the queue',
    mends: 'end the outage, replay',
  },
  poison: {
    happened: 'ten deliveries began and never ended: each time the process was killed',
    mends: 'mend the release (the order is in the letter), replay',
  },
  unmappable: {
    happened: 'no SKU, address or known financial status; the reason names the line',
    mends:
      'mend it in Shopify (its update is sent by itself), or replay after a change of settings',
  },
  malformed: untilRead,
  too_large: untilRead,
  deleted: {
    happened: 'a known order was deleted in Shopify',
    mends: 'a human decides; cancel it in the WMS',
  },
  unknown: {
    happened: 'SQS itself moved the message, so nobody wrote down why',
    mends: 'look in the log of deliver-order, replay',
  },
};
