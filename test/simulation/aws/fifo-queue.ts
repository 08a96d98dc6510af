/**
 * One FIFO queue, as AWS describes it; the rules stand with their sources in
 * test/simulation/aws-fifo-rules.test.ts. Milder than AWS: a receive always sees the whole queue, as a
 * long poll does, and there is no limit on messages in flight (AWS: 120,000).
 */
import { makeAges } from './ages.ts';
import { type Message, makeFifoGroups } from './fifo-groups.ts';
import { sqsError } from './sqs-errors.ts';

export type QueueSettings = {
  readonly queueUrl: string;
  /** @default - 30, as AWS */
  readonly visibilitySeconds?: number;
  /** @default - 14 days, as the stack's queues */
  readonly retentionSeconds?: number;
  /** Where a message goes instead of being received once more than so often. */
  readonly redrive?: { readonly queueUrl: string; readonly receivesMax: number };
};

/** Messages of one group that one receive gives: as AWS, or as the embedded emulator. */
export type PerGroup = 'one' | 'several';

export type Sending = Pick<Message, 'groupId' | 'deduplicationId' | 'body' | 'attributes'>;

export type FifoQueue = {
  /** The twin's id, and nothing is stored, where its deduplication id was seen of late. */
  readonly send: (sending: Sending) => { readonly id: string; readonly sequence: number };
  readonly receive: (max: number, visibilitySeconds: number) => readonly Message[];
  /** @throws SQSServiceException for a handle that is not the latest, or no longer valid. */
  readonly remove: (handle: string) => void;
  readonly changeVisibility: (handle: string, seconds: number) => void;
  /** From another queue: the time of sending is reset, receives go on. */
  readonly takeOver: (message: Message, movedFrom: string) => void;
  readonly messages: (groupId?: string) => Iterable<Message>;
  readonly nextVisibleAt: () => number | undefined;
  /** Gone because nobody received them in time. */
  readonly expired: () => readonly Message[];
};

const deduplicationMillis = 300_000;
const visibilitySecondsMax = 43_200;

export type FifoOptions = {
  readonly now: () => number;
  readonly perGroup: PerGroup;
  readonly retentionMillis: number;
  /** No two messages of any queue have the same. */
  readonly nextId: () => string;
  /** Given what was received too often. */
  readonly redrive:
    | { readonly receivesMax: number; readonly move: (message: Message) => void }
    | undefined;
};

export const makeFifoQueue = (options: FifoOptions): FifoQueue => {
  const { now, perGroup, retentionMillis, nextId, redrive } = options;
  /** In the order of sending. */
  const messages = new Map<string, Message>();
  const ages = makeAges<Message>();
  const groups = makeFifoGroups(now);
  const remembered = makeRemembered(now);
  const expired: Message[] = [];
  let sequence = 0;

  const add = (message: Message) => {
    messages.set(message.id, message);
    ages.push(message.sentAt, message);
    groups.add(message);
  };
  const drop = (message: Message) => {
    messages.delete(message.id);
    groups.remove(message);
  };
  const isGone = (message: Message) => messages.get(message.id) !== message;
  const end = (message: Message) => {
    drop(message);
    expired.push(message);
  };
  const expire = () => ages.takeUntil(now() - retentionMillis, end, isGone);
  const give = (message: Message, visibilitySeconds: number) => {
    message.receives += 1;
    message.firstReceivedAt ??= now();
    message.receivedAt = now();
    message.handle = `${message.id}/${message.receives}`;
    message.visibleAt = now() + visibilitySeconds * 1_000;
  };
  const isTooOften = (message: Message): boolean =>
    redrive !== undefined && message.receives >= redrive.receivesMax;
  /** From one group, in its order. What was received too often is passed over: it will be moved. */
  const receiveGroup = (
    waiting: readonly Message[],
    max: number,
    seconds: number,
  ): { readonly given: readonly Message[]; readonly tooOften: readonly Message[] } => {
    const given: Message[] = [];
    const tooOften: Message[] = [];
    const mayGive = perGroup === 'one' ? 1 : max;
    for (const message of waiting) {
      if (given.length === mayGive) break;
      if (isTooOften(message)) {
        tooOften.push(message);
      } else {
        give(message, seconds);
        given.push(message);
      }
    }
    return { given, tooOften };
  };
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
    send: ({ groupId, deduplicationId, body, attributes }) => {
      expire();
      const key = `${groupId} ${deduplicationId}`;
      const twin = remembered.get(key);
      if (twin) return twin;
      sequence += 1;
      const sent = { id: nextId(), sequence };
      remembered.set(key, sent);
      const fresh = { receives: 0, firstReceivedAt: undefined, receivedAt: 0, handle: '' };
      const times = { sentAt: now(), visibleAt: now() };
      const content = { groupId, deduplicationId, body, attributes, movedFrom: undefined };
      add({ ...sent, ...content, ...fresh, ...times });
      return sent;
    },
    receive: (max, visibilitySeconds) => {
      expire();
      const given: Message[] = [];
      const tooOften: Message[] = [];
      const taken: string[] = [];
      while (given.length < max) {
        const waiting = groups.takeReady();
        if (waiting === undefined) break;
        const ofGroup = receiveGroup(waiting.messages, max - given.length, visibilitySeconds);
        given.push(...ofGroup.given);
        tooOften.push(...ofGroup.tooOften);
        taken.push(waiting.groupId);
      }
      for (const groupId of taken) groups.settle(groupId);
      for (const message of tooOften) {
        drop(message);
        redrive?.move(message);
      }
      return given;
    },
    remove: (handle) => {
      expire();
      const message = inFlight(handle);
      if (message) drop(message);
    },
    changeVisibility: (handle, seconds) => {
      expire();
      const message = inFlight(handle);
      if (!message) throw staleHandle('Message does not exist or is not available.');
      const until = now() + seconds * 1_000;
      if (until > message.receivedAt + visibilitySecondsMax * 1_000) {
        throw invalidVisibility(seconds);
      }
      message.visibleAt = until;
      groups.settle(message.groupId);
    },
    takeOver: (message, movedFrom) => {
      expire();
      sequence += 1;
      const times = { sentAt: now(), visibleAt: now() };
      add({ ...message, sequence, ...times, handle: '', movedFrom });
    },
    messages: (groupId) => {
      expire();
      return groupId === undefined ? messages.values() : groups.messagesOf(groupId);
    },
    nextVisibleAt: () => {
      expire();
      return groups.nextReadyAt();
    },
    expired: () => {
      expire();
      return expired;
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

/** What was sent in the last five minutes; older entries are dropped as newer ones come. */
const makeRemembered = (now: () => number) => {
  type Sent = { readonly id: string; readonly sequence: number };
  const entries = new Map<string, Sent>();
  const ages = makeAges<string>();
  const forget = (key: string) => {
    entries.delete(key);
  };
  return {
    get: (key: string): Sent | undefined => {
      ages.takeUntil(now() - deduplicationMillis, forget);
      return entries.get(key);
    },
    set: (key: string, sent: Sent) => {
      entries.set(key, sent);
      ages.push(now(), key);
    },
  };
};
