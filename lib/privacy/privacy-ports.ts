/**
 * What acting on a compliance webhook needs from the world. A port that fails throws; the request then stays open.
 */
import type { OrderKey, RecordPorts } from '../delivery/settle-ports.ts';
import type { LetterIndex } from '../letters/ports.ts';
import type { OrderRecord } from '../order/order-record.ts';
import type { PrivacyRequest } from './privacy-request.ts';

/** What came of a request in one run. */
export type PrivacyEnd = {
  readonly request: PrivacyRequest;
  /** Letters that were removed, or of a data request: found. */
  readonly letters: number;
  /** Orders that were closed, so that what waits of them is not sent; of a data request: that are known. */
  readonly orders: number;
  /** `again`: the next run looks whether anything is left. `left`: something stayed, and a person must look. */
  readonly outcome: 'done' | 'again' | 'left';
  /** Of `left`. `still_sells`: of a shop's redaction, and nothing was touched. `not_finished`: not within a day. */
  readonly reason?: 'still_sells' | 'not_finished';
  /** Where the list for a data request lies. */
  readonly report?: `reports/${string}`;
};

export type PrivacyPorts = {
  /** Oldest first, those that are not done with. */
  readonly open: (limit: number) => Promise<readonly PrivacyRequest[]>;
  /** It is done with: what it asked is forgotten, and that it was done is kept. */
  readonly close: (end: PrivacyEnd, at: string) => Promise<void>;
  readonly letters: Pick<LetterIndex, 'page' | 'settle'>;
  /** Of at most `ordersPerRead` orders, in one consistent read. */
  readonly readRecords: (
    orders: readonly OrderKey[],
  ) => Promise<{ readonly recordOf: (order: OrderKey) => OrderRecord }>;
  readonly markDecided: RecordPorts['markDecided'];
  /** Of this shop, those whose delivery has failed or was deferred. */
  readonly waitingOrders: (shop: string) => Promise<readonly OrderKey[]>;
  readonly putReport: (key: `reports/${string}`, body: string) => Promise<void>;
  readonly tellPrivacy: (
    told:
      | ({ readonly kind: 'privacy' } & PrivacyEnd)
      /** `error`: its name. `request`: not there where none could be read. */
      | {
          readonly kind: 'privacy-failed';
          readonly error: string;
          readonly request?: PrivacyRequest;
        },
  ) => void;
  readonly now: () => number;
};

/** @param millisLeft - what is left once this is 0 is the next run's. */
export type PrivacyAct = (
  ports: PrivacyPorts,
  request: PrivacyRequest,
  millisLeft: () => number,
) => Promise<PrivacyEnd>;
