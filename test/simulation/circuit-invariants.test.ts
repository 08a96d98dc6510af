/** Each invariant of the circuit can fail: a short history that breaks it, and one that does not. */
import { describe, expect, it } from 'vitest';
import type { Block, Circuit } from '../../lib/circuit/circuit.ts';
import { closedCircuit } from '../../lib/circuit/circuit.ts';
import { circuitInvariants, makeCircuitJudge } from './circuit-invariants.ts';
import { makeAccounts } from './world/accounts.ts';
import type { TimedEvent, WmsCall, WorldEvent } from './world/world-events.ts';

const start = Date.parse('2026-11-22T10:00:00.000Z');
type At = readonly [millis: number, event: WorldEvent];

const brokenBy = (history: readonly At[]): string | undefined => {
  const accounts = makeAccounts();
  const troubleOf = (orderId: string) => (orderId === 'killer' ? ('killer' as const) : undefined);
  const judge = makeCircuitJudge({ accounts, plan: { skewMillisMax: 0, troubleOf } });
  for (const [millis, event] of history) {
    const timed = { ...event, at: start + millis } as TimedEvent;
    accounts.apply(timed);
    const broken = judge(timed);
    if (broken !== undefined) return broken.invariant;
  }
  return undefined;
};

const call = (id: number, orderId: string | null = `order-${id}`): WmsCall => ({
  ...{ call: id, environment: 'deliver-order/1', orderId, version: null, mark: null, key: null },
  endpoint: orderId === null ? 'token' : 'orders',
  credentials: 'credentials/1',
});
const asks = (id: number, orderId?: string | null): WorldEvent => ({
  kind: 'wms-requested',
  ...call(id, orderId),
});
type Heard = Extract<WorldEvent, { kind: 'wms-heard' }>;
const hears = (
  id: number,
  result: Heard['result'],
  orderId?: string | null,
  retryAfterSeconds?: number,
): WorldEvent => ({
  ...{ kind: 'wms-heard', ...call(id, orderId), result },
  ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
});
const takes = (id: number): WorldEvent => ({
  ...{ kind: 'wms-effect', ...call(id), outcome: 'created' },
  order: { version: '2026-11-22T10:00:00Z' } as Extract<
    WorldEvent,
    { kind: 'wms-effect' }
  >['order'],
});

const block = (kind: 'open' | 'paused', since = 0): Block => ({
  ...{ kind, since: start + since, nextProbeAt: start + since + 5_000 },
});
const circuitIs = (state: Partial<Circuit>): WorldEvent => ({
  kind: 'circuit',
  circuit: { ...closedCircuit, ...state },
});
const leased = (holder: string, until = 90_000): WorldEvent =>
  circuitIs({ block: block('open'), probe: { holder, until: start + until } });
const opens: WorldEvent = {
  kind: 'told-circuit',
  change: { kind: 'opened', by: 'orders', orders: 3 },
};
const outage = (begins: boolean): WorldEvent => ({
  ...{ kind: 'scheduled', name: 'outage/1', what: 'outage-refuse', begins },
});
const fault = (kind: string): WorldEvent => ({ kind: 'fault', id: 'a/b/1', fault: kind });
const queued = (messageId: string, orderId: string): WorldEvent => ({
  ...{ kind: 'queued', queue: 'orders', messageId, orderId, version: null, mark: null, hash: null },
  ...{ class: null, parkedId: null, digest: null, attributes: '{}', origin: 'webhook' },
});

const many = (count: number, of: (nth: number) => At): readonly At[] =>
  Array.from({ length: count }, (_, nth) => of(nth));

type Case = { readonly bad: readonly At[]; readonly good: Readonly<Record<string, readonly At[]>> };

const failedBy = (orders: readonly string[]) =>
  orders.map((order, nth): At => [nth, hears(nth, 503, order)]);
const told = (orderId: string): WorldEvent => ({
  ...{ kind: 'told', environment: 'deliver-order/1', orderId, facts: { stage: 'failed' } },
});
const failedDeliveries = (orders: readonly string[]) =>
  orders.map((order, nth): At => [10_000 + nth, told(order)]);
const throttled: readonly At[] = [[0, hears(1, 429)]];
const servedWhileOpen: readonly At[] = [
  [0, circuitIs({ block: block('open') })],
  [6_000, takes(1)],
  [6_010, hears(1, 200)],
];
const failedProbe: readonly At[] = [
  [0, leased('a')],
  [5_000, asks(1)],
  [5_100, hears(1, 503)],
];
const refusedToken: readonly At[] = [
  [0, asks(1, null)],
  [50, hears(1, 401, null)],
];
const deadly: readonly At[] = [[0, queued('message', 'killer')]];

/** The fourth attempts of so many deliveries, each later than it had to be. */
const fourthAttempts = (count: number, surplusOf: (nth: number) => number): readonly At[] =>
  Array.from({ length: count }, (_, nth): readonly At[] => {
    const [id, order, at] = [nth * 10, `order-${nth}`, nth * 20_000];
    return [
      ...many(3, (attempt): At => [at + attempt * 1_000, asks(id + attempt, order)]),
      [at + 2_500, hears(id + 2, 503, order)],
      [at + 3_300 + surplusOf(nth), asks(id + 3, order)],
    ];
  }).flat();

const cases: Readonly<Record<keyof typeof circuitInvariants, Case>> = {
  'the circuit opens for a cause': {
    bad: [...failedBy(['a', 'b', 'b', 'b']), [9, opens]],
    good: {
      'three orders have failed': [...failedBy(['a', 'b', 'c']), [9, opens]],
      'one of them heard a page of somebody else': [
        ...failedBy(['a', 'b']),
        [8, hears(8, 200, 'c')],
        [9, opens],
      ],
      'a token failed, for nobody knows whom': [
        [0, hears(1, 'timeout', null)],
        [9, opens],
      ],
    },
  },
  'the circuit opens in time': {
    bad: [...failedDeliveries(['a', 'b', 'c']), [20_000, asks(9)]],
    good: {
      'two orders have failed': [...failedDeliveries(['a', 'b', 'b']), [20_000, asks(9)]],
      'it opened': [
        ...failedDeliveries(['a', 'b', 'c']),
        [10_010, circuitIs({ block: block('open') })],
        [20_000, asks(9)],
      ],
      'another order was refused, which is an answer': [
        ...failedDeliveries(['a', 'b', 'c']),
        [10_010, hears(8, 422)],
        [20_000, asks(9)],
      ],
      'the first failed long before': [
        ...failedDeliveries(['a']),
        [920_000, told('b')],
        [921_000, told('c')],
        [930_000, asks(9)],
      ],
      'the circuit could not be written': [
        ...failedDeliveries(['a', 'b', 'c']),
        [10_010, fault('throttled')],
        [20_000, asks(9)],
      ],
    },
  },
  'an outage is noticed': {
    bad: [[0, outage(true)], ...many(42, (nth): At => [130_000 + nth, asks(nth)])],
    good: {
      'it is young': [[0, outage(true)], ...many(42, (nth): At => [100_000 + nth, asks(nth)])],
      'it is over': [
        [0, outage(true)],
        [129_000, outage(false)],
        ...many(42, (nth): At => [130_000 + nth, asks(nth)]),
      ],
      'calls are few': [[0, outage(true)], ...many(42, (nth): At => [nth * 2_000, asks(nth)])],
      'the circuit could not be written': [
        [0, outage(true)],
        [90_000, fault('throttled')],
        ...many(42, (nth): At => [130_000 + nth, asks(nth)]),
      ],
    },
  },
  'probes are spaced': {
    bad: [...failedProbe, [9_000, leased('b')], [9_100, asks(2)]],
    good: {
      'the next one is due': [...failedProbe, [10_100, leased('b')], [10_200, asks(2)]],
      'it is the same one': [...failedProbe, [9_100, asks(2)]],
      'the last one heard nothing': [
        [0, leased('a')],
        [5_000, asks(1)],
        [9_000, leased('b')],
        [9_100, asks(2)],
      ],
      'a human closed the circuit': [
        ...failedProbe,
        [8_000, { kind: 'operator', what: 'close' }],
        [9_000, leased('b')],
        [9_100, asks(2)],
      ],
    },
  },
  'a success closes the circuit': {
    bad: [...servedWhileOpen, [30_000, asks(2)]],
    good: {
      'it is closed': [...servedWhileOpen, [7_000, circuitIs({})], [30_000, asks(2)]],
      'it opened again': [
        ...servedWhileOpen,
        [7_000, circuitIs({ block: block('open', 7_000) })],
        [30_000, asks(2)],
      ],
      'nobody was served': [
        [0, circuitIs({ block: block('open') })],
        [6_010, hears(1, 200)],
        [30_000, asks(2)],
      ],
      'a process ended': [...servedWhileOpen, [6_020, fault('crash-before')], [30_000, asks(2)]],
    },
  },
  'a 429 is told to everybody': {
    bad: [...throttled, [6_000, asks(2)]],
    good: {
      'the circuit pauses': [
        ...throttled,
        [100, circuitIs({ block: block('paused') })],
        [6_000, asks(2)],
      ],
      'it was blocked before': [
        [0, circuitIs({ block: block('open') })],
        [10, hears(1, 429)],
        [6_000, asks(2)],
      ],
    },
  },
  'Retry-After is kept': {
    bad: [
      [0, hears(1, 503, 'a', 30)],
      [20_000, asks(2, 'a')],
    ],
    good: {
      'it is over': [
        [0, hears(1, 503, 'a', 30)],
        [30_000, asks(2, 'a')],
      ],
      'another order is not meant': [
        [0, hears(1, 503, 'a', 30)],
        [20_000, asks(2, 'b')],
      ],
      'it was under way': [
        [0, hears(1, 429, 'a', 30)],
        [10, circuitIs({ block: block('paused') })],
        [3_000, asks(2, 'b')],
      ],
    },
  },
  'a process killer is parked': {
    bad: [...deadly, ...many(32, (nth): At => [nth, fault('killed-by-killed')])],
    good: {
      'two messages may cost more': [
        ...deadly,
        [0, queued('another', 'killer')],
        ...many(32, (nth): At => [nth, fault('killed-by-killed')]),
      ],
      'other deaths do not count': [
        ...deadly,
        ...many(32, (nth): At => [nth, fault('killed-by-timeout')]),
      ],
    },
  },
  'refused credentials get no second token': {
    bad: [...refusedToken, [100, asks(2, null)]],
    good: {
      'the secret has changed': [
        ...refusedToken,
        [60, { kind: 'secret-changed' }],
        [100, asks(2, null)],
      ],
      'an order is no token': [...refusedToken, [100, asks(2)]],
    },
  },
  'waits before an attempt differ': {
    bad: [...fourthAttempts(8, () => 4), [900_000, asks(900)]],
    good: {
      'there are few': [...fourthAttempts(7, () => 4), [900_000, asks(900)]],
      'one was longer': [...fourthAttempts(8, (nth) => nth * 2), [900_000, asks(900)]],
      'something else held them up': [...fourthAttempts(8, () => 90), [900_000, asks(900)]],
    },
  },
};

it('Retry-After of a 429 is meant for everybody', () => {
  const paused: readonly At[] = [
    [0, hears(1, 429, 'a', 30)],
    [10, circuitIs({ block: block('paused') })],
  ];
  expect(brokenBy([...paused, [20_000, asks(2, 'b')]])).toBe('Retry-After is kept');
  expect(brokenBy([...paused, [30_000, asks(2, 'b')]])).toBeUndefined();
});

it('each invariant has its case', () => {
  expect(Object.keys(cases).sort()).toEqual(Object.keys(circuitInvariants).sort());
});

describe.each(Object.entries(cases))('%s', (invariant, { bad, good }) => {
  it('can fail', () => {
    expect(brokenBy(bad)).toBe(invariant);
  });

  it.each(Object.entries(good))('holds where %s', (_, history) => {
    expect(brokenBy(history)).toBeUndefined();
  });
});
