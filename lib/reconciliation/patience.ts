/**
 * How long a run goes on asking: Shopify's bucket may be empty for a while, and an invocation ends.
 */
import type { Answered } from './admin-api.ts';

export type OutOfTime = { readonly kind: 'out_of_time' };

export type Patience = {
  /** Whether there is time to begin another thing. */
  readonly hasTime: () => boolean;
  /** Asks, and where Shopify's bucket is empty asks again once it has filled, within bounds. */
  readonly ask: <Value>(
    question: () => Promise<Answered<Value>>,
  ) => Promise<Answered<Value> | OutOfTime>;
};

/** Waits for one question. Each fills the bucket for it, so a second one means that others drink of it, too. */
const waitsMax = 5;

/** @param millisLeft - for this part of the run; what was begun may take longer. */
export const makePatience = (
  sleep: (millis: number) => Promise<void>,
  millisLeft: () => number,
): Patience => {
  const hasTime = () => millisLeft() > 0;
  return {
    hasTime,
    ask: async (question) => {
      for (let waits = 0; ; waits++) {
        if (!hasTime()) return { kind: 'out_of_time' };
        const answer = await question();
        if (answer.kind !== 'throttled' || waits === waitsMax) return answer;
        const millis = answer.seconds * 1_000;
        if (millis >= millisLeft()) return answer;
        await sleep(millis);
      }
    },
  };
};
