/**
 * What the words of a plan mean, in sentences, and how letters are counted in words: the same on the
 * command line and in the widget.
 */
import { replaysMax, type SkipReason, skipReasons } from './fate.ts';
import type { Job, JobCounts } from './job.ts';

export const meaningOf: Readonly<Record<SkipReason, string>> = {
  superseded: 'a newer version of the order is delivered or parked',
  delivered: 'the WMS has this very content of the order',
  deleted_in_shopify: 'the order was deleted in Shopify: a human decides, nothing sends it',
  needs_shopify: 'the letter holds no message: the order must be read from Shopify again',
  unreadable: 'SQS moved something that this release cannot read',
  replayed_often: `replayed ${replaysMax} times already: mend its cause first, then only force sends it`,
};

export type Skipped = Readonly<Partial<Record<SkipReason, number>>>;

/** In the order of the reasons; only those that occur. */
export const skippedFor = (skipped: Skipped): readonly (readonly [SkipReason, number])[] =>
  skipReasons.flatMap((reason) => {
    const letters = skipped[reason] ?? 0;
    return letters === 0 ? [] : [[reason, letters] as const];
  });

/** `5 superseded, 2 delivered`; nothing where nothing is skipped. */
export const skippedText = (skipped: Skipped): string =>
  skippedFor(skipped)
    .map(([reason, letters]) => `${letters} ${reason}`)
    .join(', ');

export const skippedIn = (skipped: Skipped): number =>
  skippedFor(skipped).reduce((sum, [, letters]) => sum + letters, 0);

/** `1 letter`, `2 letters` */
export const lettersText = (letters: number): string =>
  letters === 1 ? '1 letter' : `${letters} letters`;

/** Letters that the job has dealt with, one way or another. */
export const passedOf = ({ done, skipped, gone }: JobCounts): number =>
  done + skippedIn(skipped) + gone;

export const doneWord = ({ kind }: Pick<Job, 'kind'>): string =>
  kind === 'replay' ? 'sent again' : 'discarded';
