/** Receiving from a FIFO queue: which messages, in which order, and what becomes of them. */
import type { Message } from './fifo-groups.ts';
import type { FifoStore } from './fifo-store.ts';

/** Messages of one group that one receive gives: as AWS, or as the embedded emulator. */
export type PerGroup = 'one' | 'several';

export type Redrive = {
  readonly receivesMax: number;
  /** Given what was received too often. */
  readonly move: (message: Message) => void;
};

export type ReceiveOptions = {
  readonly now: () => number;
  readonly perGroup: PerGroup;
  readonly redrive: Redrive | undefined;
};

type Receive = (max: number, visibilitySeconds: number) => readonly Message[];

export const makeReceive = (
  { groups, drop }: FifoStore,
  { now, perGroup, redrive }: ReceiveOptions,
): Receive => {
  const give = (message: Message, visibilitySeconds: number) => {
    message.receives += 1;
    message.firstReceivedAt ??= now();
    message.receivedAt = now();
    message.handle = `${message.id}/${message.receives}`;
    message.visibleAt = now() + visibilitySeconds * 1_000;
  };
  const isTooOften = ({ receives }: Message): boolean =>
    redrive !== undefined && receives >= redrive.receivesMax;

  /** From one group, in its order. What was received too often is passed over: it will be moved. */
  const receiveGroup = (waiting: readonly Message[], max: number, seconds: number) => {
    const given: Message[] = [];
    const tooOften: Message[] = [];
    for (const message of waiting) {
      if (given.length === max) break;
      if (isTooOften(message)) {
        tooOften.push(message);
      } else {
        give(message, seconds);
        given.push(message);
      }
    }
    return { given, tooOften };
  };

  return (max, visibilitySeconds) => {
    const given: Message[] = [];
    const tooOften: Message[] = [];
    const taken: string[] = [];
    while (given.length < max) {
      const group = groups.takeReady();
      if (group === undefined) break;
      const mayGive = perGroup === 'one' ? 1 : max - given.length;
      const received = receiveGroup(group.messages, mayGive, visibilitySeconds);
      given.push(...received.given);
      tooOften.push(...received.tooOften);
      taken.push(group.groupId);
    }
    for (const groupId of taken) groups.settle(groupId);
    for (const message of tooOften) {
      drop(message);
      redrive?.move(message);
    }
    return given;
  };
};
