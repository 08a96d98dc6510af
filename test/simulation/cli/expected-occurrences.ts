/**
 * What must occur in a run of the simulation that is large enough to prove something. A name that the
 * world no longer produces, or hardly ever, fails the run: the tables of results would be empty words.
 */
import type { OccurrenceRule } from './occurrences.ts';

const circuit = [
  'opened',
  'probe-failed',
  'closed',
  'held-by-credentials',
  'held-by-forbidden',
  'held-by-operator',
  'hold-ended-by-secret',
  'hold-ended-by-operator',
  'hold-ended-by-end-time',
  'paused',
  'pause-ended',
];

const parked = [
  'malformed',
  'too_large',
  'deleted',
  'unmappable',
  'rejected',
  'forbidden',
  'exhausted',
  'expired',
  'poison',
];

const ended: readonly string[] = [];

const faults: readonly string[] = [];

const named = (kind: string, names: readonly string[]) => names.map((name) => `${kind}:${name}`);

export const expectedOccurrences: OccurrenceRule = {
  names: [
    ...named('circuit', circuit),
    ...named('parked', parked),
    ...named('ended', ended),
    ...named('fault', faults),
  ],
  timesMin: 20,
  perSeeds: 2_000,
  seedsMin: 1_000,
};
