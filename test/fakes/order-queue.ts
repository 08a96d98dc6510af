/**
 * A FIFO queue in memory, as SQS has it: ids are remembered for five minutes, a group waits while one of
 * its messages is in hand, and one receive gives several messages of a group (or one, as the embedded
 * emulator does).
 */
import type { HiddenMessage } from '../../lib/delivery/deliver-batch.ts';
import type { Received } from '../../lib/delivery/received.ts';
import type { QueueEntry } from '../../lib/order/order-message.ts';

const deduplicationMillis = 300_000;

export type FifoOptions = {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Messages of one group that one receive may give. */
  readonly perGroup?: 'one' | 'several';
};

type Stored = {
  readonly messageId: string;
  readonly groupId: string;
  readonly body: string;
  readonly sentAt: number;
  receives: number;
  receiptHandle: string;
  visibleAt: number;
};

export const makeFakeFifo = ({ now, perGroup = 'several' }: FifoOptions, name: string) => {
  let stored: Stored[] = [];
  let sent = 0;
  const deduplicated = new Map<string, { readonly at: number; readonly messageId: string }>();
  const find = (handle: string) =>
    stored.find(({ receiptHandle }) => receiptHandle === handle && handle !== '');

  return {
    /** The message's id; that of its twin, and nothing is stored, where the id was seen of late. */
    send: ({ body, groupId, deduplicationId }: QueueEntry): string => {
      const id = `${groupId} ${deduplicationId}`;
      const twin = deduplicated.get(id);
      if (twin && now() - twin.at < deduplicationMillis) return twin.messageId;
      sent += 1;
      const messageId = `${name}-${sent}`;
      deduplicated.set(id, { at: now(), messageId });
      const place = { messageId, groupId, body, sentAt: now() };
      stored.push({ ...place, receives: 0, receiptHandle: '', visibleAt: 0 });
      return messageId;
    },
    receive: (max: number, visibilitySeconds: number): readonly Received[] => {
      const busy = new Set(
        stored.filter((one) => one.visibleAt > now()).map(({ groupId }) => groupId),
      );
      const given: Stored[] = [];
      for (const one of stored) {
        if (given.length === max) break;
        if (busy.has(one.groupId)) continue;
        if (perGroup === 'one') busy.add(one.groupId);
        given.push(one);
      }
      return given.map((one) => {
        one.receives += 1;
        one.receiptHandle = `${one.messageId}/${one.receives}`;
        one.visibleAt = now() + visibilitySeconds * 1_000;
        const { messageId, receiptHandle, groupId, receives, sentAt, body } = one;
        return { messageId, receiptHandle, groupId, receives, sentAt, body };
      });
    },
    /** False where a newer receive, or nobody, has the message. */
    changeVisibility: (handle: string, seconds: number): boolean => {
      const one = find(handle);
      if (one === undefined || one.visibleAt <= now()) return false;
      one.visibleAt = now() + seconds * 1_000;
      return true;
    },
    remove: (handle: string): void => {
      const one = find(handle);
      stored = stored.filter((candidate) => candidate !== one);
    },
    /** All that is on the queue, in hand or not. */
    bodies: (): readonly string[] => stored.map(({ body }) => body),
  };
};

export const makeFakeOrderQueue = (
  options: FifoOptions & {
    readonly tellFailure?: (failure: { readonly messages: number; readonly error: string }) => void;
    /** Messages of one receive. */
    readonly batchSize?: number;
    readonly visibilitySeconds?: number;
  },
) => {
  const { tellFailure = () => {}, batchSize = 10, visibilitySeconds = 90 } = options;
  const fifo = makeFakeFifo(options, 'message');
  return {
    enqueue: async (entry: QueueEntry): Promise<void> => {
      fifo.send(entry);
    },
    hide: async (messages: readonly HiddenMessage[]): Promise<void> => {
      const stale = messages.filter(
        ({ receiptHandle, seconds }) => !fifo.changeVisibility(receiptHandle, Math.ceil(seconds)),
      );
      if (stale.length > 0) tellFailure({ messages: stale.length, error: 'InvalidParameterValue' });
    },
    receive: async () => fifo.receive(batchSize, visibilitySeconds),
    remove: async (receiptHandle: string): Promise<void> => fifo.remove(receiptHandle),
    bodies: fifo.bodies,
  };
};
