/**
 * What must occur in a run of the simulation that is large enough to prove something. A name that the
 * world no longer produces, or hardly ever, fails the run: the tables of results would be empty words.
 */
import { shopifyTroubles } from '../world/plan-parts.ts';
import type { OccurrenceRule } from './occurrences.ts';

/** Every change of the circuit that people are told of. */
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

/** Every class of dead letters. */
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

/** Every stage of an order, and every reason to wait. */
const ended = [
  'deferred-circuit_hold',
  'deferred-circuit_open',
  'deferred-circuit_paused',
  'deferred-credentials_refused',
  'deferred-forbidden',
  'deferred-in_progress',
  'deferred-newer_schema',
  'deferred-probe_running',
  'deferred-state_unreachable',
  'deferred-throttled',
  'deferred-unexpected_error',
  'duplicate',
  'enqueued',
  'failed',
  'ignored',
  'parked',
  'processed',
  'received',
  'reconciled',
  'replayed',
  'superseded',
  'unchanged',
];

const operator = ['close', 'deploy', 'hold', 'replay'];

/** What happens to one call or one environment. */
const calls = [
  'answer-lost',
  'answer-lost-hang',
  'answer-lost-reset',
  'applied-twice',
  'crash-after',
  'crash-before',
  'cursor-refused',
  'doubled',
  'failed',
  'garbage',
  'hang',
  'killed-by-crash-after',
  'killed-by-crash-before',
  'killed-by-killed',
  'killed-by-timeout',
  'late',
  'late-tick',
  'lost',
  'lost-after',
  'lost-before',
  'malformed',
  'missed',
  'partial',
  'refuse',
  'reset',
  'retried',
  'slow',
  'stale',
  'stall',
  'status-429',
  'status-429-retry-after',
  'status-500',
  'status-503',
  'status-503-retry-after',
  'throttled',
  'unanswered',
];

/** What is planned for a while, or for an order. */
const scheduled = [
  'brown-out',
  'deploy',
  'down-hears-nothing',
  'down-hears-refusal',
  'dynamodb-away',
  'forbidden-all',
  'hold',
  'order-conflict',
  'order-forbidden',
  'order-killer',
  'order-poison',
  'order-poison-hang',
  'order-rejected',
  'outage-garbage',
  'outage-hang',
  'outage-refuse',
  'outage-status-500',
  'outage-status-503',
  'outage-status-503-retry-after',
  'outage-throttle',
  'outage-throttle-retry-after',
  'outage-token-refuse',
  'outage-token-status-503',
  'replay',
  'rotation',
  'secrets-away',
  ...shopifyTroubles.map((trouble) => `shopify-${trouble}`),
  'sqs-away',
  'unsubscribed',
  'wrong-secret',
];

const named = (kind: string, names: readonly string[]) => names.map((name) => `${kind}:${name}`);

export const expectedOccurrences: OccurrenceRule = {
  names: [
    ...named('circuit', circuit),
    ...named('parked', parked),
    ...named('ended', ended),
    ...named('operator', operator),
    ...named('fault', [...calls, ...scheduled]),
  ],
  timesMin: 20,
  perSeeds: 2_000,
  seedsMin: 1_000,
};
