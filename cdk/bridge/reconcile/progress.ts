/**
 * How far a backfill is: by the time that it has looked at, shop by shop. Shopify does not say how many
 * orders there are.
 */
import type { BackfillCursor } from '../../../lib/reconciliation/request.ts';
import type { Progress } from '../command.ts';
import { endText } from './end-text.ts';
import type { Ended } from './run-backfill.ts';

const percent = 100;

export const progressOf = (
  { since, shops }: { readonly since?: string | undefined; readonly shops: number },
  { counts, troubles }: Pick<Ended, 'counts' | 'troubles'>,
  { until, places }: BackfillCursor,
): Progress => {
  const from = Date.parse(since ?? until);
  const span = Math.max(1, Date.parse(until) - from);
  const behind = places.map(({ upTo }) => 1 - (Date.parse(upTo ?? since ?? until) - from) / span);
  const left = behind.reduce((sum, share) => sum + Math.min(1, Math.max(0, share)), 0);
  return {
    done: Math.floor(percent * (1 - left / Math.max(shops, places.length))),
    of: percent,
    text: [
      `${lookedAt(counts)} looked at`,
      `${counts.missed + counts.lost} never delivered`,
      ...[...troubles].slice(0, 1).map(([shop, end]) => `${shop}: ${endText(end, shop, noFlag)}`),
    ].join(', '),
  };
};

const noFlag = { flag: '' };

export const lookedAt = (counts: Ended['counts']): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);
