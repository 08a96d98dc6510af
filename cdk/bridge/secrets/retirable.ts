/**
 * Whether a shop's oldest secret may be taken out of its list: not while Shopify signs with it, nor before
 * it was seen to sign with a newer one.
 */
import type { Part } from '../part.ts';
import { fromNowText, spanText } from '../time-text.ts';
import { type SecretUse, seenMillis } from './secret-use.ts';

/** Shopify repeats a webhook for four hours, under the signature that it had at first. */
export const quietMillis = 14_400_000;

export type Retirable =
  | { readonly kind: 'free' }
  /** `because`: one sentence. Whoever knows better may go on. */
  | { readonly kind: 'doubtful'; readonly because: string };

export type ListInUse = {
  /** When the list was written as it is, epoch milliseconds; before, a position meant another value. */
  readonly listedAt: number;
  readonly use: Part<readonly SecretUse[]>;
  readonly now: number;
};

const doubtful = (because: string): Retirable => ({ kind: 'doubtful', because });

export const judgeRetirement = ({ listedAt, use, now }: ListInUse): Retirable => {
  if (use.kind === 'unreadable') return doubtful(`whether it is in use is not known: ${use.why}`);
  const oldest = use.value.find(({ position }) => position === 0);
  if (oldest !== undefined && oldest.lastAt > now - quietMillis) {
    return doubtful(
      `a webhook was signed with it ${fromNowText(oldest.lastAt, now)}: revoke it in Shopify, and wait until for ${spanText(quietMillis)} none was`,
    );
  }
  const isNewerUsed = use.value.some(({ position, lastAt }) => position > 0 && lastAt >= listedAt);
  return isNewerUsed
    ? { kind: 'free' }
    : doubtful(
        `no webhook of the last ${spanText(seenMillis)} was signed with a newer one: is the old one revoked in Shopify?`,
      );
};
