/**
 * What is told of a slice of a nightly comparison: where it stands, and how the last whole one ended.
 */

import { differenceKinds, foundOf } from './difference.ts';
import type { Phase, StoredNightly } from './nightly-item.ts';
import type { NightlyPorts } from './nightly-ports.ts';
import { type Verdict, verdictOf } from './nightly-report.ts';
import type { Pause } from './nightly-slice.ts';

/** Why the slice ended; `done`: the comparison is over, or none is due. */
export type NightlyEnd =
  | Pause
  | { readonly kind: 'done' }
  /** Something of ours failed; `error` is its name. */
  | { readonly kind: 'failed'; readonly error: string };

export type NightlyShop = {
  readonly shop: string;
  readonly end: NightlyEnd;
  /** Not there where none is under way. */
  readonly current?: {
    readonly run: string;
    readonly begunAt: string;
    readonly phase: Phase;
    /** Orders that the WMS has listed, and that were compared. */
    readonly listed: number;
    readonly compared: number;
    /** Parts of differences, and those that are dealt with. */
    readonly parts: number;
    readonly repaired: number;
  };
  /** Not there before the first. */
  readonly last?: {
    readonly run: string;
    readonly finishedAt: string;
    readonly verdict: Verdict;
    readonly orders: number;
    readonly differences: number;
    readonly report: string;
  };
  /** Since the last one was finished, or since there was to be one. */
  readonly ageSeconds?: number;
};

export const toldNightly = (
  { shop, now }: Pick<NightlyPorts, 'shop' | 'now'>,
  stored: StoredNightly | undefined,
  end: NightlyEnd,
): NightlyShop => {
  if (stored === undefined) return { shop, end };
  const { current, last, createdAt } = stored;
  const since = Date.parse(last?.finishedAt ?? createdAt);
  return {
    shop,
    end,
    ...(current
      ? {
          current: {
            ...{ run: current.run, begunAt: current.begunAt, phase: current.phase },
            ...{ listed: current.list.orders, compared: current.compared.orders },
            ...{ parts: current.parts, repaired: current.repaired.parts },
          },
        }
      : {}),
    ...(last ? { last: lastOf(last) } : {}),
    ageSeconds: Math.max(0, Math.round((now() - since) / 1_000)),
  };
};

export const lastOf = ({
  run,
  finishedAt,
  counts,
  gaps,
  orders,
  report,
}: NonNullable<StoredNightly['last']>): NonNullable<NightlyShop['last']> => ({
  ...{ run, finishedAt, verdict: verdictOf(counts, gaps), orders, report },
  differences: differenceKinds.reduce((sum, kind) => sum + foundOf(counts, kind), 0),
});
