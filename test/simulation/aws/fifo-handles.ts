/** What may be done to a message in hand, by the receipt handle of its latest receive. */
import type { Message } from './fifo-groups.ts';
import type { FifoStore } from './fifo-store.ts';
import { sqsError } from './sqs-errors.ts';

const visibilitySecondsMax = 43_200;

export type FifoHandles = {
  /** @throws SQSServiceException for a handle that is not the latest, or no longer valid. */
  readonly remove: (handle: string) => void;
  readonly changeVisibility: (handle: string, seconds: number) => void;
};

export const makeFifoHandles = (
  { messages, groups, drop }: FifoStore,
  now: () => number,
): FifoHandles => {
  /** Nothing for a message that is not there any more. */
  const inFlight = (handle: string): Message | undefined => {
    const [id = '', receives] = handle.split('/');
    if (receives === undefined) {
      throw sqsError('ReceiptHandleIsInvalid', 'The input receipt handle is not a valid one.');
    }
    const message = messages.get(id);
    if (message && (message.handle !== handle || message.visibleAt <= now())) {
      throw staleHandle('The receipt handle has expired.');
    }
    return message;
  };

  return {
    remove: (handle) => {
      const message = inFlight(handle);
      if (message) drop(message);
    },
    changeVisibility: (handle, seconds) => {
      const message = inFlight(handle);
      if (!message) throw staleHandle('Message does not exist or is not available.');
      const until = now() + seconds * 1_000;
      if (until > message.receivedAt + visibilitySecondsMax * 1_000) {
        throw invalidVisibility(seconds);
      }
      message.visibleAt = until;
      groups.settle(message.groupId);
    },
  };
};

const staleHandle = (reason: string) =>
  sqsError(
    'InvalidParameterValue',
    `Value for parameter ReceiptHandle is invalid. Reason: ${reason}`,
  );

const invalidVisibility = (seconds: number) =>
  sqsError(
    'InvalidParameterValue',
    `Value ${seconds} for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [${visibilitySecondsMax} seconds].`,
  );
