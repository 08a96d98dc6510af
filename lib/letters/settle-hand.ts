/**
 * Settles the letters that a job has in hand: each as it is now, not as it was when it was taken. Several
 * at once, so that the pace is reached; those of one order one after the other.
 */
import { parseCircuit } from '../circuit/circuit.ts';
import type { OrderRecord } from '../order/order-record.ts';
import { discardLetter } from './discard-letter.ts';
import { type Fate, fateOf, type SkipReason } from './fate.ts';
import { hasFate } from './filter.ts';
import type { IndexedLetter } from './indexed-letter.ts';
import type { Job } from './job.ts';
import { inLanes } from './lanes.ts';
import type { FoundLetter, WorkPorts } from './ports.ts';
import { type ReplayLetterPorts, replayLetter } from './replay-letter.ts';
import { ordersOf } from './survey.ts';

export type HandPorts = ReplayLetterPorts & Pick<WorkPorts, 'readState' | 'markDecided'>;

/** `other`: not a letter of this job (any more), and counted nowhere. */
export type LetterEnd = 'done' | 'gone' | SkipReason | 'other';

export type HandEnd =
  | { readonly kind: 'settled'; readonly ends: readonly LetterEnd[] }
  /** Nothing goes through to the WMS, and nothing was begun. */
  | { readonly kind: 'closed'; readonly why: 'circuit_open' | 'circuit_hold' }
  /** The WMS asked everybody to wait, and nothing was begun. */
  | { readonly kind: 'paused'; readonly until: number }
  /** The lease or the time ran out. What is settled is found again by whoever takes the hand next. */
  | { readonly kind: 'cut' };

export type HandTurns = {
  readonly turn: () => Promise<void>;
  /** Whether there are lease and time to begin another letter. */
  readonly mayBegin: () => boolean;
  /** A slice that came to no end had the hand, and may have sent letters of it. */
  readonly isTakenUp: boolean;
};

/** Three calls for each letter, some ten milliseconds each: enough for a hundred letters a second. */
const lanesMax = 10;

export const settleHand = async (
  ports: HandPorts,
  job: Job,
  letterIds: readonly string[],
  turns: HandTurns,
): Promise<HandEnd> => {
  const found = await ports.index.find(letterIds);
  const ends: LetterEnd[] = [];
  const waiting: IndexedLetter[] = [];
  for (const letterId of letterIds) {
    const letter = found.get(letterId);
    const end = endBefore(job, letter);
    if (letter === undefined || end !== undefined) ends.push(end ?? 'gone');
    else waiting.push(letter.letter);
  }
  const { recordOf, circuit } = await ports.readState(ordersOf(waiting));
  const obstacle = job.kind === 'replay' ? obstacleIn(circuit, ports.now()) : undefined;
  if (obstacle) return obstacle;

  const judged = waiting.map((letter): Judged => {
    const { shop, orderId } = letter;
    const record = orderId === null ? {} : recordOf({ shop, orderId });
    const fate = fateOf(letter, record, job.force);
    const isSent = turns.isTakenUp && fate === 'delivered' && isDeliveredSince(job, record);
    return { letter, record, fate: isSent ? 'replay' : fate };
  });
  const isComplete = await settleJudged(ports, job, judged, turns, ends);
  return isComplete ? { kind: 'settled', ends } : { kind: 'cut' };
};

type Judged = {
  readonly letter: IndexedLetter;
  readonly record: OrderRecord;
  readonly fate: Fate;
};

/**
 * A slice may have sent it and died before it could settle the letter, which would then lie there for nobody.
 * Sent once more it is dropped, on the queue or as unchanged.
 */
const isDeliveredSince = ({ kind, createdAt }: Job, { decided }: OrderRecord): boolean =>
  kind === 'replay' && Date.parse(decided?.at ?? '') >= Date.parse(createdAt);

/** What became of a letter that does not wait any more; `undefined` where it waits. */
const endBefore = (job: Job, found: FoundLetter | undefined): LetterEnd | undefined => {
  if (found === undefined) return 'gone';
  const { settled, letter } = found;
  if (settled === undefined) {
    return Date.parse(letter.parkedAt) > Date.parse(job.asOf) ? 'gone' : undefined;
  }
  // Before the counts were written, by a slice that died or by one that lost the lease.
  return settled.jobId === job.jobId ? 'done' : 'gone';
};

/** So long overdue, a probe is not coming. */
const unprobedMillis = 60_000;

/** A discard asks nothing of the WMS, so nothing stands in its way. */
const obstacleIn = (
  item: unknown,
  now: number,
): Extract<HandEnd, { kind: 'closed' | 'paused' }> | undefined => {
  const { block } = parseCircuit(item);
  if (block === undefined) return undefined;
  // After an outage that nothing outlived on the queue nobody else is left to be the probe.
  if (block.kind === 'open' && block.nextProbeAt + unprobedMillis <= now) return undefined;
  if (block.kind !== 'paused') return { kind: 'closed', why: `circuit_${block.kind}` };
  // Once the pause is over somebody must go first, and it may be a replay.
  return block.nextProbeAt > now ? { kind: 'paused', until: block.nextProbeAt } : undefined;
};

/** False where lease or time ran out before all were begun. */
const settleJudged = async (
  ports: HandPorts,
  job: Job,
  judged: readonly Judged[],
  { turn, mayBegin }: HandTurns,
  ends: LetterEnd[],
): Promise<boolean> => {
  let isComplete = true;
  const orders = Map.groupBy(judged, ({ letter: { shop, orderId, letterId } }) =>
    JSON.stringify(orderId === null ? [letterId] : [shop, orderId]),
  );
  await inLanes([...orders.values()], lanesMax, async (letters) => {
    for (const one of letters) {
      const end = endWithoutWork(job, one.fate);
      if (end === undefined) await turn();
      if (end === undefined && !mayBegin()) {
        isComplete = false;
        return;
      }
      ends.push(end ?? (await settleOne(ports, job, one)));
    }
  });
  return isComplete;
};

const endWithoutWork = ({ kind, filter }: Job, fate: Fate): LetterEnd | undefined => {
  if (!hasFate(filter, fate)) return 'other';
  return kind === 'discard' || fate === 'replay' ? undefined : fate;
};

const settleOne = (ports: HandPorts, job: Job, { letter, fate }: Judged): Promise<LetterEnd> =>
  job.kind === 'replay'
    ? replayLetter(ports, job, letter)
    : discardLetter(ports, job, letter, fate);
