/**
 * Which messages of a batch are done, by what the function answered: Lambda's rules to the letter.
 *
 * An empty answer means that everything succeeded; an answer that cannot be understood, that nothing did.
 */
import type { InvocationResult } from '../contracts.ts';

export type BatchOutcome =
  /** `succeeded` are deleted from the queue, the others become visible again in their time. */
  | { readonly kind: 'processed'; readonly succeeded: readonly string[] }
  | { readonly kind: 'failed'; readonly reason: string };

/** @param messageIds - of the whole batch. */
export const judgeAnswer = (
  result: InvocationResult,
  messageIds: readonly string[],
  reportsItemFailures: boolean,
): BatchOutcome => {
  if (result.kind === 'throttled') return failed('the function is throttled');
  if (result.kind === 'function-error') return failed(`${result.errorType}: ${result.message}`);
  if (!reportsItemFailures) return { kind: 'processed', succeeded: messageIds };
  return judgePayload(result.payload, messageIds);
};

const failed = (reason: string): BatchOutcome => ({ kind: 'failed', reason });

const judgePayload = (payload: unknown, messageIds: readonly string[]): BatchOutcome => {
  if (payload === null) return { kind: 'processed', succeeded: messageIds };
  if (typeof payload !== 'object' || Array.isArray(payload)) {
    return failed('the answer is not an object');
  }
  const failures: unknown = 'batchItemFailures' in payload ? payload.batchItemFailures : null;
  if (failures === null) return { kind: 'processed', succeeded: messageIds };
  if (!Array.isArray(failures)) return failed('batchItemFailures is not a list');
  const failedIds = failures.map(identifierOf);
  if (!failedIds.every((id) => id !== undefined && messageIds.includes(id))) {
    return failed('batchItemFailures has an itemIdentifier that is not in the batch');
  }
  return { kind: 'processed', succeeded: messageIds.filter((id) => !failedIds.includes(id)) };
};

const identifierOf = (failure: unknown): string | undefined =>
  typeof failure === 'object' &&
  failure !== null &&
  'itemIdentifier' in failure &&
  typeof failure.itemIdentifier === 'string'
    ? failure.itemIdentifier
    : undefined;
