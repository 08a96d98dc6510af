/**
 * What is told of a reconciliation besides the lines of single orders: one line per shop and run, with
 * counts and ids only.
 */

import type { PrivacyPorts } from '../privacy/privacy-ports.ts';
import type { AdminTrouble } from './admin-api.ts';
import type { NightlyReport } from './nightly/nightly-report.ts';
import type { NightlyShop } from './nightly/told-nightly.ts';
import type { SubscriptionFaults } from './subscriptions.ts';

/** How a shop's part of a run came to its end. */
export type ShopEnd =
  | { readonly kind: 'done' }
  /** Pages or time ran out; the next run goes on from there. */
  | { readonly kind: 'unfinished' }
  /** Another run is at this shop. */
  | { readonly kind: 'busy' }
  | AdminTrouble
  /** Something of ours failed; `error` is its name. */
  | { readonly kind: 'failed'; readonly error: string };

/** What became of the order versions that Shopify showed. Each of them is counted in one only. */
export type StampCounts = {
  /** Accepted already. */
  readonly known: number;
  /** Never accepted, and put on the queue: a missed webhook. */
  readonly missed: number;
  /** Accepted long ago, and neither decided, parked nor on its way: put on the queue again. */
  readonly lost: number;
  /** Done with, and sent once more on purpose: the WMS has lost it, or has it wrongly. */
  readonly repaired: number;
  /** Cannot become a message, and lies in the dead letters. */
  readonly parked: number;
  /** Listed, but not to be read: deleted meanwhile, or older than what the app may see. */
  readonly hidden: number;
  /** Could not be read as it was listed, alone of all orders: the next runs read it again. */
  readonly postponed: number;
};

/** Orders in Shopify without a delivered version. */
export type Drift = {
  readonly orders: number;
  /** Of the oldest; 0 where there is none. */
  readonly oldestSeconds: number;
  /** More were undelivered in earlier runs than are remembered. */
  readonly atLeast?: true;
};

export type PolledShop = {
  readonly shop: string;
  readonly end: ShopEnd;
  readonly stamps: StampCounts;
  /** Versions that Shopify showed for the first time, and how many of them had come by webhook. */
  readonly inShopify: number;
  readonly received: number;
  /** Read at a version that was accepted with other content; never sent again. */
  readonly shapeDifferences: number;
  /** Doubtful orders that were read again, and how many of them were put on the queue. */
  readonly reread: number;
  readonly rereadSent: number;
  /** Letters that needed Shopify and are settled now. */
  readonly lettersSettled: number;
  /** Not there where the run did not come so far. */
  readonly drift?: Drift;
  /** The watermark's age; not there before the first window. */
  readonly behindSeconds?: number;
  /** Scopes of ours that the app lacks. */
  readonly missingScopes: readonly string[];
  /** Orders created before are not shown, since `read_all_orders` is missing. */
  readonly hiddenBefore?: string;
};

export type ReconcileLine =
  | ({ readonly kind: 'polled'; readonly run: string } & PolledShop)
  | {
      readonly kind: 'backfill-asked';
      readonly by: string;
      readonly request: Readonly<Record<string, string | boolean>>;
    }
  /** A slice of the nightly comparison. */
  | ({ readonly kind: 'nightly'; readonly run: string } & NightlyShop)
  /** One was brought to its end; `key`: where its report lies, without the ending. */
  | {
      readonly kind: 'nightly-finished';
      readonly shop: string;
      readonly report: NightlyReport;
      readonly key: string;
    }
  | Parameters<PrivacyPorts['tellPrivacy']>[0]
  /** `by`: who had what was missing registered. */
  | ({ readonly kind: 'subscriptions-checked'; readonly by?: string } & CheckedShop);

export type CheckedShop = {
  readonly shop: string;
  readonly end: ShopEnd;
  /** Not there where the shop could not be asked. */
  readonly faults?: SubscriptionFaults;
  /** Topics that Shopify was asked to send, and took. */
  readonly registered?: readonly string[];
  /** Until Shopify ends the Admin API's version that the bridge uses. */
  readonly apiVersionDaysLeft: number;
};

export type TellReconciled = (line: ReconcileLine) => void;
