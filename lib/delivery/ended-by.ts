/**
 * Waits for work no longer than a signal allows. The work itself goes on: who needs it ended gives it
 * the signal, too.
 */

/** The work's result, or `otherwise` as soon as the signal is aborted. */
export const endedBy = async <Value, Otherwise>(
  signal: AbortSignal,
  work: Promise<Value>,
  otherwise: Otherwise,
): Promise<Value | Otherwise> => {
  const ended = Promise.withResolvers<Otherwise>();
  const end = () => ended.resolve(otherwise);
  if (signal.aborted) end();
  signal.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([work, ended.promise]);
  } finally {
    signal.removeEventListener('abort', end);
  }
};
