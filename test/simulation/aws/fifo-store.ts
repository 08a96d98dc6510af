/** The messages of one FIFO queue: by id, by group, and by age, until their retention ends. */
import { makeAges } from './ages.ts';
import { type FifoGroups, type Message, makeFifoGroups } from './fifo-groups.ts';

export type FifoStore = {
  readonly groups: FifoGroups;
  /** In the order of sending. */
  readonly messages: ReadonlyMap<string, Message>;
  readonly add: (message: Message) => void;
  readonly drop: (message: Message) => void;
  /** Drops what is too old; to be called before anything else is done. */
  readonly expire: () => void;
  readonly expired: readonly Message[];
};

export const makeFifoStore = (now: () => number, retentionMillis: number): FifoStore => {
  const messages = new Map<string, Message>();
  const groups = makeFifoGroups(now);
  const ages = makeAges<Message>();
  const expired: Message[] = [];

  const drop = (message: Message) => {
    messages.delete(message.id);
    groups.remove(message);
  };
  const end = (message: Message) => {
    drop(message);
    expired.push(message);
  };
  const isGone = (message: Message) => messages.get(message.id) !== message;
  return {
    groups,
    messages,
    add: (message) => {
      messages.set(message.id, message);
      ages.push(message.sentAt, message);
      groups.add(message);
    },
    drop,
    expire: () => ages.takeUntil(now() - retentionMillis, end, isGone),
    expired,
  };
};
