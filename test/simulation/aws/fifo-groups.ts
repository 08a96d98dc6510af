/**
 * Which groups of a FIFO queue may be received from now, and when the next one may: without a look at
 * the others, so that thousands of hidden orders cost a receive nothing.
 */
import { makeHeap } from './heap.ts';

export type Message = {
  readonly id: string;
  readonly sequence: number;
  readonly groupId: string;
  readonly body: string;
  readonly deduplicationId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly sentAt: number;
  /** Of the queue that gave it up after too many receives. */
  readonly movedFrom: string | undefined;
  receives: number;
  firstReceivedAt: number | undefined;
  receivedAt: number;
  /** Of the latest receive. */
  handle: string;
  visibleAt: number;
};

type Group = {
  readonly id: string;
  /** In the order of sending. */
  readonly messages: Message[];
  /** An entry of a heap with another number is out of date. */
  entry: number;
};

/** One receive gives at most ten, the first ones of their group, and blocks it until they are back. */
const inFlightMax = 10;

export type FifoGroups = {
  readonly add: (message: Message) => void;
  readonly remove: (message: Message) => void;
  /** To be called whenever a message's visibility was changed. */
  readonly settle: (groupId: string) => void;
  /** Takes the group out whose first message was sent first; `settle` puts it back. */
  readonly takeReady: () =>
    | { readonly groupId: string; readonly messages: readonly Message[] }
    | undefined;
  /** When `takeReady` gives something: now, later, or never. */
  readonly nextReadyAt: () => number | undefined;
  readonly messagesOf: (groupId: string) => readonly Message[];
};

export const makeFifoGroups = (now: () => number): FifoGroups => {
  type HeapEntry = { readonly key: number; readonly group: Group; readonly entry: number };
  const isBefore = (one: HeapEntry, other: HeapEntry) => one.key < other.key;
  const groups = new Map<string, Group>();
  /** By the place of their first messages. */
  const ready = makeHeap(isBefore);
  /** By the time at which all their messages are back. */
  const blocked = makeHeap(isBefore);
  let entries = 0;

  const settleGroup = (group: Group) => {
    entries += 1;
    group.entry = entries;
    const [head] = group.messages;
    if (head === undefined) {
      groups.delete(group.id);
      return;
    }
    const until = blockedUntil(group);
    const heap = until > now() ? blocked : ready;
    const key = heap === ready ? head.sequence : until;
    heap.push({ key, group, entry: entries });
  };
  const current = (heap: typeof ready): HeapEntry | undefined => {
    for (let top = heap.peek(); top; top = heap.peek()) {
      if (top.entry === top.group.entry) return top;
      heap.pop();
    }
    return undefined;
  };
  const wake = () => {
    for (let top = current(blocked); top && top.key <= now(); top = current(blocked)) {
      blocked.pop();
      settleGroup(top.group);
    }
  };

  return {
    add: (message) => {
      const known = groups.get(message.groupId);
      if (known) {
        known.messages.push(message);
        return;
      }
      const group = { id: message.groupId, messages: [message], entry: 0 };
      groups.set(group.id, group);
      settleGroup(group);
    },
    remove: (message) => {
      const group = groups.get(message.groupId);
      if (!group) return;
      group.messages.splice(group.messages.indexOf(message), 1);
      settleGroup(group);
    },
    settle: (groupId) => {
      const group = groups.get(groupId);
      if (group) settleGroup(group);
    },
    takeReady: () => {
      wake();
      const group = current(ready)?.group;
      ready.pop();
      return group && { groupId: group.id, messages: group.messages };
    },
    nextReadyAt: () => {
      wake();
      return current(ready) ? now() : current(blocked)?.key;
    },
    messagesOf: (groupId) => groups.get(groupId)?.messages ?? [],
  };
};

const blockedUntil = ({ messages }: Group): number => {
  let until = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < Math.min(inFlightMax, messages.length); index++) {
    until = Math.max(until, messages[index]?.visibleAt ?? until);
  }
  return until;
};
