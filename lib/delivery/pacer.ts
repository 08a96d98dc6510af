/**
 * Spaces the requests of one environment evenly: no burst, not even after a pause.
 *
 * Together the environments stay below the WMS's limit: concurrency times pace is checked at synth. The
 * environment that went before may have sent a moment ago, so a new one waits an interval first.
 */
import { endedBy } from './ended-by.ts';

/**
 * Resolves when the turn has come, to what a last look says; to false where the signal ended the waiting.
 * The look takes no time between two requests: the turn is where it ends.
 */
export type Pacer = <Seen>(signal: AbortSignal, look: () => Promise<Seen>) => Promise<Seen | false>;

export type PacerPorts = {
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly wait: (millis: number) => Promise<void>;
};

export const makePacer = (perSecond: number, { now, wait }: PacerPorts): Pacer => {
  const intervalMillis = 1_000 / perSecond;
  let lastAt = now();
  /** One waits after the other, so that a freeze in between makes no burst. */
  let tail: Promise<unknown> = Promise.resolve();

  const takeTurn = async <Seen>(
    signal: AbortSignal,
    look: () => Promise<Seen>,
  ): Promise<Seen | false> => {
    if (signal.aborted) return false;
    // A clock that was set back must not make anybody wait longer than an interval.
    const millis = Math.min(lastAt + intervalMillis - now(), intervalMillis);
    if (millis > 0) await wait(millis);
    if (signal.aborted) return false;
    try {
      return await look();
    } finally {
      lastAt = now();
    }
  };

  return (signal, look) => {
    const turn = tail.then(() => takeTurn(signal, look));
    tail = turn.catch(() => undefined);
    return endedBy(signal, turn, false);
  };
};
