/**
 * Runs a piece of work once for everybody who asks for it at the same time.
 *
 * The work ends early when the last one who waits has left, so that nothing goes on into the next
 * invocation. Neither results nor failures are kept: the next one to ask starts it anew.
 */

/** Resolves to undefined when the caller's own signal ended the waiting. */
export type SingleFlight<Value> = (signal?: AbortSignal) => Promise<Value | undefined>;

type Flight<Value> = {
  readonly result: Promise<Value>;
  readonly controller: AbortController;
  waiting: number;
};

export const makeSingleFlight = <Value>(
  work: (signal: AbortSignal) => Promise<Value>,
): SingleFlight<Value> => {
  let current: Flight<Value> | undefined;

  const land = (flight: Flight<Value>) => {
    if (current === flight) current = undefined;
  };
  const start = (): Flight<Value> => {
    const controller = new AbortController();
    const flight = { result: work(controller.signal), controller, waiting: 0 };
    flight.result.then(
      () => land(flight),
      () => land(flight),
    );
    return flight;
  };

  return async (signal) => {
    if (signal?.aborted) return undefined;
    current ??= start();
    const flight = current;
    flight.waiting += 1;
    const left = Promise.withResolvers<undefined>();
    const leave = () => left.resolve(undefined);
    signal?.addEventListener('abort', leave, { once: true });
    try {
      return await Promise.race([flight.result, left.promise]);
    } finally {
      signal?.removeEventListener('abort', leave);
      flight.waiting -= 1;
      if (flight.waiting === 0) {
        land(flight);
        flight.controller.abort();
      }
    }
  };
};
