/**
 * What was seen becomes gauges: a source that could not be read has none, so that its alarms see missing
 * data and not a made-up zero.
 *
 * The heartbeat is 1 only where everything was read that a page rests on. A watch that is blind is as bad
 * as one that does not run, and its gauges are missing either way: the heartbeat's alarm pages for both,
 * and no other alarm has to take missing data for trouble.
 */
import type { CircuitSettings } from '../config/circuit-policy.ts';
import type { LetterClass } from '../letters/indexed-letter.ts';
import { type CircuitGauges, circuitGauges } from './circuit-gauges.ts';
import {
  depthOf,
  type QueueDepth,
  type Reading,
  type Seen,
  type SourceName,
  type WaitingLetters,
  type WaitingOrders,
} from './seen.ts';

/** Ages in seconds, but for the secret's; what was not read is not there. */
export type Gauges = { readonly heartbeat: 0 | 1 } & Partial<
  CircuitGauges & {
    readonly queueDepth: number;
    readonly queueInFlight: number;
    readonly ordersWaiting: number;
    readonly oldestUndeliveredAge: number;
    readonly lettersWaiting: number;
    readonly lettersByClass: Readonly<Partial<Record<LetterClass, number>>>;
    readonly oldestLetterAge: number;
    readonly lettersOnQueue: number;
    /** Whole days. */
    readonly wmsSecretDays: number;
  }
>;

/** A secret's age asks for a ticket in 90 days: nobody is woken because it was not read for once. */
const essential: readonly SourceName[] = [
  'ordersQueue',
  'lettersQueue',
  'circuit',
  'waiting',
  'letters',
];

export const gaugesOf = (seen: Seen, settings: CircuitSettings, now: number): Gauges => ({
  heartbeat: essential.every((name) => seen[name].kind === 'read') ? 1 : 0,
  ...given(seen.ordersQueue, queueGauges),
  ...given(seen.lettersQueue, (depth) => ({ lettersOnQueue: depthOf(depth) })),
  ...given(seen.circuit, (item) => circuitGauges(item, settings, now)),
  ...given(seen.waiting, (waiting) => waitingGauges(waiting, now)),
  ...given(seen.letters, (letters) => letterGauges(letters, now)),
  ...given(seen.wmsSecret, (setAt) => secretGauges(setAt, now)),
});

const given = <Value, Part extends Partial<Gauges>>(
  reading: Reading<Value>,
  gauges: (value: Value) => Part,
): Part | Record<string, never> => (reading.kind === 'read' ? gauges(reading.value) : {});

const queueGauges = (depth: QueueDepth) => ({
  queueDepth: depthOf(depth),
  queueInFlight: depth.inFlight,
});

const waitingGauges = ({ count, oldest }: WaitingOrders, now: number) => ({
  ordersWaiting: count,
  oldestUndeliveredAge: ageSeconds(oldest?.since, now),
});

const letterGauges = ({ count, byClass, oldestAt }: WaitingLetters, now: number) => ({
  lettersWaiting: count,
  lettersByClass: byClass,
  oldestLetterAge: ageSeconds(oldestAt, now),
});

const secretGauges = (setAt: number | undefined, now: number) =>
  setAt === undefined ? {} : { wmsSecretDays: Math.floor(ageSeconds(setAt, now) / 86_400) };

/** 0 where there is none, or where a clock that is ahead has written it. */
const ageSeconds = (since: number | undefined, now: number): number =>
  since === undefined ? 0 : Math.max(0, Math.round((now - since) / 1_000));
