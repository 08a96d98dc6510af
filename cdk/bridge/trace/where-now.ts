/**
 * Where the order is now, and what to do next: one sentence, with the command that does it.
 */
import type { Block } from '../../../lib/circuit/circuit.ts';
import type { IndexedLetter } from '../../../lib/letters/indexed-letter.ts';
import { type Decided, instantOf, type OrderRecord } from '../../../lib/order/order-record.ts';
import { stateOf } from '../circuit/seen-circuit.ts';
import { readValue } from '../part.ts';
import { inOneLine } from '../plain-text.ts';
import { fromNowText, momentText } from '../time-text.ts';
import type { Moment } from './moment.ts';
import type { SeenTrace } from './read-trace.ts';

export type WhereNow = {
  readonly state:
    | 'waiting'
    | 'dead_letter'
    | 'on_its_way'
    | 'lost'
    | Decided['outcome']
    /** It never came onto the queue. */
    | 'not_enqueued'
    /** The record could not be read. */
    | 'unknown';
  readonly text: string;
  readonly command?: string;
};

/** An order is on its way for seconds; after an hour nobody has it in hand any more. */
const onItsWayMillis = 3_600_000;

/** @param moments - in order, all of them. */
export const whereNow = (seen: SeenTrace, moments: readonly Moment[]): WhereNow => {
  const record = readValue(seen.record);
  if (record === undefined) return unknown(seen, moments);
  const letter = newestLetter(seen, record);
  const waits = record.waitingSince;
  if (waits !== undefined) return waiting(seen, Date.parse(waits), letter);
  if (letter !== undefined) return inLetters(seen, letter);
  return isAhead(record) ? onItsWay(seen, record, moments) : decided(seen, record, moments);
};

const bridge = ({ names }: SeenTrace, command: string): string =>
  `npm run bridge -- ${command}${names.flag}`;

const unknown = ({ record }: SeenTrace, moments: readonly Moment[]): WhereNow => {
  const why = record.kind === 'unreadable' ? record.why : '';
  const last = moments.at(-1);
  const told = last === undefined ? '' : ` The last that is told of it: ${last.what}.`;
  const text = `Where it is now is not known: its record is not readable (${why}).${told}`;
  return { state: 'unknown', text };
};

/**
 * Of a version that is not decided yet, or of what was to replace the decided one: an older one's has nothing
 * to do any more.
 */
const newestLetter = ({ letters }: SeenTrace, { decided: done, parked }: OrderRecord) =>
  (readValue(letters) ?? [])
    .filter(
      ({ version, letterId }) =>
        version === null ||
        done === undefined ||
        instantOf(version) > done.instant ||
        letterId === parked?.letterId,
    )
    .toSorted((one, other) => one.parkedAt.localeCompare(other.parkedAt))
    .at(-1);

const waiting = (seen: SeenTrace, since: number, letter: IndexedLetter | undefined): WhereNow => {
  const block = readValue(seen.block);
  const beside =
    letter === undefined
      ? ''
      : ` An older version lies among the dead letters: ${letter.letterId}.`;
  return {
    state: 'waiting',
    text: `It waits on the queue, since ${momentText(since, seen.now)}: ${whyWaiting(block)}. It is sent by itself, and nothing is lost.${beside}`,
    command: bridge(seen, block === undefined ? 'status' : 'circuit show'),
  };
};

const whyWaiting = (block: Block | undefined): string =>
  block === undefined
    ? 'its delivery failed, and it is tried again'
    : `the circuit is ${stateOf(block)}`;

const inLetters = (seen: SeenTrace, letter: IndexedLetter): WhereNow => {
  const { letterId, class: name, reason, parkedAt } = letter;
  const since = momentText(Date.parse(parkedAt), seen.now);
  const cause = inOneLine(`${name}: ${reason}`);
  return {
    state: 'dead_letter',
    text: `It lies among the dead letters (${cause}), since ${since}, and stays there until a person acts. Mend the cause, then plan its replay; or see the letter: ${bridge(seen, `dead-letters show ${letterId}`)}`,
    command: bridge(seen, `dead-letters plan --order ${seen.order.orderId}`),
  };
};

/** A version is accepted that is neither delivered nor knowingly not sent. */
const isAhead = ({ accepted, decided: done, parked }: OrderRecord): boolean => {
  if (parked !== undefined) return true;
  if (accepted === undefined) return false;
  if (done === undefined || accepted.instant > done.instant) return true;
  if (accepted.instant < done.instant) return false;
  if ((accepted.generation ?? 0) > done.generation) return true;
  const isTie = accepted.instant === done.instant && accepted.hash !== done.hash;
  return isTie && Date.parse(accepted.at) > Date.parse(done.at);
};

const onItsWay = (
  seen: SeenTrace,
  { accepted, parked }: OrderRecord,
  moments: readonly Moment[],
): WhereNow => {
  const { now, letters } = seen;
  if (parked !== undefined && letters.kind === 'unreadable') {
    const text = `It was parked ${fromNowText(Date.parse(parked.at), now)} as letter ${parked.letterId}; whether it still lies there is not readable.`;
    return { state: 'unknown', text };
  }
  const times = moments.map(({ at }) => at);
  const last = Math.max(Date.parse(accepted?.at ?? parked?.at ?? ''), ...times);
  if (now - last < onItsWayMillis) {
    const how = moments.at(-1)?.stage === 'replayed' ? 'It was replayed' : 'It was enqueued';
    const text = `${how} and is on its way to the WMS; look again in a moment.`;
    return { state: 'on_its_way', text, command: bridge(seen, 'status') };
  }
  return {
    state: 'lost',
    text: `It is lost from sight: last heard of ${momentText(last, now)}, and neither delivered nor parked nor waiting. If the queue is empty, it can be put there again, from Shopify.`,
    command: bridge(seen, `reconcile --order ${seen.order.orderId}`),
  };
};

const decided = (
  seen: SeenTrace,
  { decided: done, wmsOrderId }: OrderRecord,
  moments: readonly Moment[],
): WhereNow => {
  if (done === undefined) {
    const last = moments.at(-1);
    const told = last === undefined ? '' : ` (${listedOf(last)})`;
    return { state: 'not_enqueued', text: `It never came onto the queue${told}.` };
  }
  const { outcome, version, at } = done;
  const since = momentText(Date.parse(at), seen.now);
  const id = wmsOrderId === undefined ? '' : ` as ${inOneLine(wmsOrderId)}`;
  const texts: Readonly<Record<Decided['outcome'], string>> = {
    delivered: `The WMS has it${id}, version ${version}, since ${since}.`,
    superseded: `The WMS has a newer version than ${version}; it said so at ${since}.`,
    not_sent: `Version ${version} was knowingly not sent, decided ${since}${reasonOf(moments)}; an update that changes this is sent.`,
    discarded: `A person discarded version ${version}, ${since}: the WMS does not get it.`,
  };
  return { state: outcome, text: `${texts[outcome]} Nothing is to be done.` };
};

const reasonOf = (moments: readonly Moment[]): string => {
  const { detail = '' } = moments.findLast(({ stage }) => stage === 'ignored') ?? {};
  return detail === '' ? '' : ` (${detail})`;
};

const listedOf = ({ what, detail }: Moment): string =>
  detail === '' ? what : `${what}: ${detail}`;
