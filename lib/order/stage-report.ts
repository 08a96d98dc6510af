/**
 * What is told of an order when it reaches a stage: one line in the log and the metrics it implies.
 * The type has no room for a name, an address or a body.
 */
export type Stage =
  | 'received'
  | 'enqueued'
  | 'processed'
  | 'failed'
  | 'duplicate'
  | 'ignored'
  | 'deferred'
  | 'superseded'
  | 'unchanged'
  | 'parked'
  | 'replayed'
  | 'reconciled';

export type StageReport = {
  readonly stage: Stage;
  readonly correlationId: string;
  /** Null for a request without a readable order. */
  readonly orderId: string | null;
  /** Since the webhook was received. */
  readonly latencyMillis: number;
  /** HTTP calls to the WMS in this delivery. */
  readonly attempts: number;
  /** Ids, codes and counts, named as the log line has them. */
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
};

export type Report = (report: StageReport) => void;
