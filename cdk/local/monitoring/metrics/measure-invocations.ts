/**
 * Tells of every invocation what Lambda measures: what came of it, how long it took, how many ran at once.
 */
import type { InvokeFunction } from '../../contracts.ts';
import type { Invocation } from './aws-metrics.ts';

/**
 * @param nameOf - a function's deployed name by its logical id.
 * @param now - milliseconds that never go back.
 */
export const measureInvocations = (
  invoke: InvokeFunction,
  nameOf: (logicalId: string) => string,
  tell: (invocation: Invocation) => void,
  now: () => number = () => performance.now(),
): InvokeFunction => {
  const running = new Map<string, number>();
  const change = (logicalId: string, by: 1 | -1): number => {
    const count = (running.get(logicalId) ?? 0) + by;
    running.set(logicalId, count);
    return count;
  };
  return async (logicalId, payload) => {
    const concurrent = change(logicalId, 1);
    const startedAt = now();
    try {
      const result = await invoke(logicalId, payload);
      // Of what was answered the host knows the time without the start of its process, as Lambda counts it.
      const durationMillis =
        result.kind === 'answered' ? result.billedMillis : Math.ceil(now() - startedAt);
      const functionName = nameOf(logicalId);
      tell({ functionName, outcome: result.kind, durationMillis, concurrent });
      return result;
    } finally {
      change(logicalId, -1);
    }
  };
};
