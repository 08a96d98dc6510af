/** Time that passes only when everything waits for it. */

/** More waits than any test needs: one that does not come to its end fails here. */
const wakesMax = 200_000;

export const makeVirtualTime = (start: number) => {
  let now = start;
  let waits = 0;
  const sleepers: { readonly at: number; readonly nth: number; readonly wake: () => void }[] = [];

  return {
    now: () => now,
    sleep: (millis: number) =>
      new Promise<void>((wake) => {
        waits += 1;
        const sleeper = { at: now + Math.max(0, millis), nth: waits, wake };
        const later = sleepers.findIndex(({ at }) => at > sleeper.at);
        sleepers.splice(later < 0 ? sleepers.length : later, 0, sleeper);
      }),
    /** Until this work is over; whatever else waits meanwhile goes on, too. */
    run: async <Result>(work: Promise<Result>): Promise<Result> => {
      let isOver = false;
      const end = () => {
        isOver = true;
      };
      work.then(end, end);
      for (let wakes = 0; wakes < wakesMax; wakes++) {
        await new Promise(setImmediate);
        if (isOver) return work;
        const next = sleepers.shift();
        if (next === undefined) throw new Error('the work waits for something that never comes');
        now = Math.max(now, next.at);
        next.wake();
      }
      throw new Error('the work does not come to an end');
    },
  };
};
export type VirtualTime = ReturnType<typeof makeVirtualTime>;
