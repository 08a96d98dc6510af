/**
 * One thing that happened to an order, wherever it is known from.
 */
export type Moment = {
  /** Epoch milliseconds. */
  readonly at: number;
  /** The stage of a log line, or what stands for it. */
  readonly stage: string;
  /** In one or two words, for people. */
  readonly what: string;
  readonly version?: string | undefined;
  /** What would be the same if it happened again. */
  readonly detail: string;
  /** What is of this time alone. */
  readonly once: string;
  readonly source: 'log' | 'record' | 'dead letters';
  /** How often the message had come back from the dead letters by then. */
  readonly replays: number;
  readonly letterId?: string | undefined;
  /** Of the letter on its queue, or of the message on the orders queue. */
  readonly messageId?: string | undefined;
  /** Everything that the source says. */
  readonly facts: object;
};

/** Short times are told exactly: a second is long on the path of an order. */
export const exactSpan = (millis: number): string =>
  millis < 1_000 ? `${Math.round(millis)} ms` : `${(millis / 1_000).toFixed(1)} s`;

/** Parts of a detail, without those that are not known. */
export const listed = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join(', ');
