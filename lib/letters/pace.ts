/**
 * Spaces what a job does, so that live orders keep their share of the WMS's limit. Turns come one interval
 * after the other; what a page's reading has cost is made good within a bound, so that the pace is reached.
 */

export type PacePorts = {
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (millis: number) => Promise<void>;
};

export type Pace = {
  /** Resolves when the caller's turn has come; one waits after the other. */
  readonly turn: () => Promise<void>;
  /** Milliseconds until the next turn comes, if nobody waits for one. */
  readonly dueIn: () => number;
};

/** Turns that came due within so long are taken one right after the other, and no more of them. */
export const catchUpMillis = 500;

/** @param lastAt - when the last turn was, if there was one before. */
export const makePace = (
  perSecond: number,
  { now, sleep }: PacePorts,
  lastAt = Number.NEGATIVE_INFINITY,
): Pace => {
  const interval = 1_000 / perSecond;
  let dueAt = Math.max(now(), lastAt + interval);
  let tail: Promise<unknown> = Promise.resolve();
  // A clock that was set back must not make anybody wait longer than an interval.
  const dueIn = (): number => Math.min(dueAt - now(), interval);

  const takeTurn = async (): Promise<void> => {
    const millis = dueIn();
    if (millis > 0) await sleep(millis);
    dueAt = Math.max(dueAt, now() - catchUpMillis) + interval;
  };
  return {
    turn: () => {
      const turn = tail.then(takeTurn);
      tail = turn.catch(() => undefined);
      return turn;
    },
    dueIn: () => Math.max(0, dueIn()),
  };
};
