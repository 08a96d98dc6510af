/** The dead letters on their queue, and the index that people look at. It judges nothing. */
import type { AtRest } from './order-account.ts';
import type { TimedEvent } from './world-events.ts';

export type Letters = {
  /** @param letter - a message that has just come to the dead letters. */
  readonly add: (letter: AtRest) => void;
  readonly apply: (event: TimedEvent) => void;
  /** All of one class so far, oldest first. */
  readonly ofClass: (parkClass: string) => readonly AtRest[];
  /** Whether there was ever one of a body with this digest. */
  readonly hasDigest: (digest: string) => boolean;
  /** Letters that the index shows, and that are not there any more. */
  readonly ghosts: () => readonly string[];
  /** Letters that lie on the queue, and that the index does not show. */
  readonly hidden: () => readonly string[];
};

export const makeLetters = (): Letters => {
  const byClass = new Map<string, readonly AtRest[]>();
  const digests = new Set<string>();
  const indexed = new Set<string>();
  /** Ids of letters by their messages: the same parking done twice is one letter in two messages. */
  const there = new Map<string, string>();
  /** SQS keeps nothing longer than two weeks. */
  const dropped = new Set<string>();
  const ofClass = (parkClass: string) => byClass.get(parkClass) ?? [];

  return {
    add: (letter) => {
      const { class: parkClass, digest, parkedId, messageId } = letter;
      byClass.set(parkClass ?? '', [...ofClass(parkClass ?? ''), letter]);
      if (digest !== null) digests.add(digest);
      // What SQS itself has moved is known by its own id.
      there.set(messageId, parkedId ?? messageId);
    },
    apply: (event) => {
      if (event.kind === 'unqueued') there.delete(event.messageId);
      if (event.kind === 'dropped') dropped.add(event.messageId);
      if (event.kind !== 'indexed') return;
      if (event.waits) indexed.add(event.letterId);
      else indexed.delete(event.letterId);
    },
    ofClass,
    hasDigest: (digest) => digests.has(digest),
    ghosts: () => {
      const present = new Set(there.values());
      return [...indexed].filter((letterId) => !present.has(letterId));
    },
    hidden: () =>
      [...there].flatMap(([messageId, letterId]) =>
        dropped.has(messageId) || indexed.has(letterId) ? [] : [letterId],
      ),
  };
};
