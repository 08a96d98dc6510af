/**
 * What the page shows, as plain data, and what its buttons do. Whoever composes the local stack reads
 * it from the log lines (order-board.ts), the AWS API, the simulated shop and the simulated WMS.
 */
import type { AlarmState } from '../monitoring/alarms/judge.ts';
import type { Mail } from '../monitoring/notices/deliver-notice.ts';
import type { Incident } from '../monitoring/notices/pager.ts';
import type { ActiveFault, Fault } from '../wms/faults.ts';
import type { Totals } from './ledger.ts';
import type { OrderBoard } from './order-board.ts';
import type { Story } from './story.ts';

/** A rule of the WMS contract that the bridge broke: a bug. */
export type BrokenRule = {
  readonly atMillis: number;
  readonly orderId: string;
  readonly idempotencyKey: string;
  /** Which rule. */
  readonly kind: string;
};

export type WmsState = {
  readonly orders: number;
  readonly requests: number;
  readonly violations: readonly BrokenRule[];
  readonly faults: readonly ActiveFault[];
};

export type ShopState = {
  readonly scenario: string;
  readonly scenarios: readonly string[];
  readonly ratePerMinute: number;
  /** By what the shop calls it. */
  readonly counts: Readonly<Record<string, number>>;
};

/** One sentence of the demonstration. */
export type DemoLine = {
  readonly atMillis: number;
  readonly text: string;
  /** The order that it is about. */
  readonly orderId: string | null;
};

export type AlarmRow = {
  readonly name: string;
  /** Whom it reaches. `nobody`: other alarms are made of it, or explained by it. */
  readonly goesTo: 'page' | 'ticket' | 'nobody';
  readonly state: AlarmState;
  readonly sinceMillis: number;
  /** Why it is in this state, in CloudWatch's words. */
  readonly reason: string;
  /** What it means, and what customers notice, as the template says: a line each. */
  readonly sentences: readonly string[];
  /** An http or https address; null where the template names none. */
  readonly runbook: string | null;
  readonly looksAt: string;
  /** Why its actions are not taken now; null where they are. */
  readonly held: string | null;
};

export type PagerState = {
  /** Open ones first. */
  readonly incidents: readonly Incident[];
  /** How many messages no incident came of, of the newest. */
  readonly dropped: number;
  /** Newest first. */
  readonly mails: readonly Mail[];
};

export type ConsoleState = {
  readonly board: OrderBoard;
  readonly totals: Totals;
  /** Messages of the orders queue; null while it cannot be asked. */
  readonly queue: { readonly visible: number; readonly inFlight: number } | null;
  /** Messages in the dead letters; null while they cannot be asked. */
  readonly deadLetters: number | null;
  /** null if the WMS is an outside one: then it has no switches. */
  readonly wms: WmsState | null;
  /** null if no simulated shop sends orders. */
  readonly shop: ShopState | null;
  /** What the demonstration has said so far; null where there is none. */
  readonly demo: readonly DemoLine[] | null;
  readonly alarms: readonly AlarmRow[];
  readonly pager: PagerState;
  readonly atMillis: number;
};

export type OrderStory = Story & { readonly orderId: string };

export type ConsoleActions = {
  /** Switches a fault of the WMS on. */
  readonly switchFault: (fault: Fault) => void;
  /** Switches one off by its id, or all. */
  readonly clearFaults: (id?: string) => void;
  /** Changes what the shop does; gives a sentence about it. */
  readonly setScenario: (name: string, ratePerMinute?: number) => string;
};
