/**
 * Makes the queue and the index of the dead letters agree. What is settled is removed from the queue; what
 * is in no index is put into it, so that it is seen and can be replayed; what a release has indexed that kept
 * no content is given the content that lies on the queue.
 *
 * Letters that wait are kept in hand until the walk has come round, so that it meets each of them once. Where
 * the time ends it before, they stay hidden for a while, so that the next walk meets the others first: nobody
 * looks at the queue, so that hides nothing.
 */

import type { Report, StageReport } from '../order/stage-report.ts';
import { entryInHand } from './adopt.ts';
import type { IndexEntry } from './index-entry.ts';
import type { IndexedLetter } from './indexed-letter.ts';
import { inChunks, inLanes } from './lanes.ts';
import type { FoundLetter, LetterInHand, WorkPorts } from './ports.ts';

export type SweepPorts = Pick<WorkPorts, 'index' | 'queue' | 'now'> & {
  /** Of a letter that nobody has told of: what parked it did not come to its end. */
  readonly report: Report;
};

const lettersPerPage = 500;
/** A hundred thousand letters; with more of them a walk is made in any case. */
const countPagesMax = 200;

/** Whether the queue holds other letters than the index, by their number, or content that the index lacks. */
export const isSweepDue = async ({
  index,
  queue,
}: Pick<SweepPorts, 'index' | 'queue'>): Promise<boolean> => {
  const onQueue = await queue.count();
  if (onQueue === 0) return false;
  let waiting = 0;
  let page = await index.page(lettersPerPage);
  for (let pages = 1; pages < countPagesMax; pages++) {
    if (page.letters.some(lacksContent)) return true;
    waiting += page.letters.length;
    if (page.next === undefined || waiting > onQueue) return waiting !== onQueue;
    page = await index.page(lettersPerPage, page.next);
  }
  return true;
};

/** Receives of one walk: a hundred thousand letters. */
const receivesMax = 10_000;
/** Side by side: each receive takes three calls of some ten milliseconds. */
const walkers = 4;
/** Ten thousand letters are given back within the reserve. */
const releasers = 10;
/** Letters of one call. */
const batchMax = 10;
/** A walk ends with this much of the invocation's time left, for giving back what it holds. */
const reserveMillis = 5_000;

type SweepRun = {
  /** The letters that stay, by letter id. */
  readonly held: Map<string, LetterInHand>;
  swept: number;
  /** The queue has nothing more to give. */
  isRound: boolean;
};

/** How many letters it has removed from the queue or put into the index. */
export const sweep = async (ports: SweepPorts, remainingMillis: () => number): Promise<number> => {
  const run: SweepRun = { held: new Map(), swept: 0, isRound: false };
  const mayReceive = (): boolean => !run.isRound && remainingMillis() > reserveMillis;
  let isWhole = false;
  try {
    await inLanes(Array.from({ length: receivesMax }), walkers, async () => {
      if (mayReceive()) await sweepNext(ports, run);
    });
    isWhole = run.isRound;
  } finally {
    // After a failure, too: the next walk begins anew.
    if (isWhole || remainingMillis() > reserveMillis) {
      const handles = [...run.held.values()].map(({ receiptHandle }) => receiptHandle);
      await inLanes(inChunks(handles, batchMax), releasers, ports.queue.release);
    }
  }
  return run.swept;
};

const sweepNext = async (ports: SweepPorts, run: SweepRun): Promise<void> => {
  const { index, queue, now } = ports;
  const inHand = await queue.receive();
  if (inHand.length === 0) {
    run.isRound = true;
    return;
  }
  const entries = inHand.map((letter) => ({ letter, entry: entryInHand(letter) }));
  const found = await index.find(entries.map(({ entry }) => entry.letterId));
  const removed: string[] = [];
  for (const { letter, entry } of entries) {
    const known = found.get(entry.letterId);
    const held = run.held.get(entry.letterId);
    // Parked twice, with more than five minutes in between: one of them is enough.
    const isTwin = held !== undefined && held.messageId !== letter.messageId;
    if (isTwin || isSettled(known, entry)) {
      removed.push(letter.receiptHandle);
      continue;
    }
    run.held.set(entry.letterId, letter);
    if (held === undefined && !hasAll(known)) {
      // Before it is indexed: told twice is better than never.
      if (!isIndexed(known)) ports.report(reportOf(entry, now()));
      await index.put({ ...entry, parkedAt: parkedAtOf(known, now()) }, letter.body);
      run.swept += 1;
    }
  }
  if (removed.length > 0) await queue.remove(removed);
  run.swept += removed.length;
};

/** One that was parked again after it was settled waits anew. */
const isSettled = (known: FoundLetter | undefined, { parkedAt }: IndexEntry): boolean =>
  known?.settled !== undefined && Date.parse(parkedAt) <= Date.parse(known.settled.at);

const isIndexed = (known: FoundLetter | undefined): boolean =>
  known !== undefined && known.settled === undefined;

const reportOf = (entry: IndexEntry, now: number): StageReport => ({
  stage: 'parked',
  correlationId: entry.correlationId,
  orderId: entry.orderId,
  latencyMillis: Math.max(0, now - Date.parse(entry.receivedAt)),
  attempts: entry.attempts,
  facts: {
    shop: entry.shop,
    order_version: entry.version,
    message_id: entry.messageId,
    letter_id: entry.letterId,
    class: entry.class,
    reason: entry.reason,
  },
});

const lacksContent = ({ parts }: IndexedLetter): boolean => parts === 0;

const hasAll = (known: FoundLetter | undefined): boolean =>
  known !== undefined && known.settled === undefined && !lacksContent(known.letter);

/** What is indexed anew counts from now on, so that no job sends what was in no plan. */
const parkedAtOf = (known: FoundLetter | undefined, now: number): string =>
  known !== undefined && known.settled === undefined
    ? known.letter.parkedAt
    : new Date(now).toISOString();
