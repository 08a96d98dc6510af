/**
 * One FIFO queue, as AWS describes it; the rules stand with their sources in
 * test/simulation/aws-fifo-rules.test.ts. Milder than AWS: a receive always sees the whole queue, as a
 * long poll does, and there is no limit on messages in flight (AWS: 120,000).
 */
import { makeAges } from './ages.ts';
import type { Message } from './fifo-groups.ts';
import { type FifoHandles, makeFifoHandles } from './fifo-handles.ts';
import { makeReceive, type ReceiveOptions } from './fifo-receive.ts';
import { makeFifoStore } from './fifo-store.ts';

export type Sending = Pick<Message, 'groupId' | 'deduplicationId' | 'body' | 'attributes'>;
type Sent = Pick<Message, 'id' | 'sequence'>;

export type FifoQueue = FifoHandles & {
  /** The twin's id, and nothing is stored, where its deduplication id was seen of late. */
  readonly send: (sending: Sending) => Sent;
  readonly receive: (max: number, visibilitySeconds: number) => readonly Message[];
  /** From another queue: the time of sending is reset, receives go on. */
  readonly takeOver: (message: Message, movedFrom: string) => void;
  /** In the order of sending; of one group, at the cost of that group. */
  readonly messages: (groupId?: string) => Iterable<Message>;
  readonly nextVisibleAt: () => number | undefined;
  /** Gone because nobody received them in time. */
  readonly expired: () => readonly Message[];
};

export type FifoOptions = ReceiveOptions & {
  readonly retentionMillis: number;
  /** No two messages of any queue have the same. */
  readonly nextId: () => string;
};

export const makeFifoQueue = (options: FifoOptions): FifoQueue => {
  const { now, retentionMillis, nextId } = options;
  const store = makeFifoStore(now, retentionMillis);
  const { groups, expire } = store;
  const remembered = makeRemembered(now);
  const receive = makeReceive(store, options);
  const handles = makeFifoHandles(store, now);
  let sequence = 0;
  /** Before all that is done, what is too old must be gone. */
  const afterExpiry =
    <Given extends unknown[], Value>(work: (...given: Given) => Value) =>
    (...given: Given): Value => {
      expire();
      return work(...given);
    };
  const place = () => {
    sequence += 1;
    return { sequence, sentAt: now(), visibleAt: now() };
  };

  return {
    send: afterExpiry((sending: Sending) => {
      const twin = remembered.get(sending);
      if (twin) return twin;
      const message = { ...sending, ...neverReceived, ...place(), id: nextId() };
      store.add(message);
      return remembered.set(sending, { id: message.id, sequence });
    }),
    receive: afterExpiry(receive),
    remove: afterExpiry(handles.remove),
    changeVisibility: afterExpiry(handles.changeVisibility),
    takeOver: afterExpiry((message: Message, movedFrom: string) =>
      store.add({ ...message, ...place(), handle: '', movedFrom }),
    ),
    messages: afterExpiry((groupId?: string) =>
      groupId === undefined ? store.messages.values() : groups.messagesOf(groupId),
    ),
    nextVisibleAt: afterExpiry(groups.nextReadyAt),
    expired: afterExpiry(() => store.expired),
  };
};

const neverReceived = {
  movedFrom: undefined,
  receives: 0,
  firstReceivedAt: undefined,
  receivedAt: 0,
  handle: '',
} as const;

const deduplicationMillis = 300_000;

/** What was sent in the last five minutes, each group for itself. */
const makeRemembered = (now: () => number) => {
  type Key = Pick<Sending, 'groupId' | 'deduplicationId'>;
  const entries = new Map<string, Sent>();
  const ages = makeAges<string>();
  const keyOf = ({ groupId, deduplicationId }: Key) => `${groupId} ${deduplicationId}`;
  const forget = (key: string) => {
    entries.delete(key);
  };
  return {
    get: (sending: Key): Sent | undefined => {
      ages.takeUntil(now() - deduplicationMillis, forget);
      return entries.get(keyOf(sending));
    },
    set: (sending: Key, sent: Sent): Sent => {
      entries.set(keyOf(sending), sent);
      ages.push(now(), keyOf(sending));
      return sent;
    },
  };
};
