/**
 * Ends work on a webhook in time, with an outcome that can still be told before the answer.
 *
 * Not by middy, which answers past the handler: the log line and the metrics of what took too long would
 * come after the answer, when the environment may be frozen already.
 */
import type { AcceptOutcome } from '../webhook/accept-webhook.ts';

/** @param work - is told to stop by the signal, and not waited for any longer. */
export const endInTime = async (
  millis: number,
  work: (signal: AbortSignal) => Promise<AcceptOutcome>,
): Promise<AcceptOutcome> => {
  const end = new AbortController();
  const outOfTime = Promise.withResolvers<AcceptOutcome>();
  const timer = setTimeout(() => {
    outOfTime.resolve({ kind: 'unavailable', reason: 'our_side_failed', error: 'OutOfTime' });
    end.abort();
  }, millis);
  try {
    return await Promise.race([work(end.signal), outOfTime.promise]);
  } finally {
    clearTimeout(timer);
  }
};
