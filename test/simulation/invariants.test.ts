/** Each invariant can fail: a short history that breaks it and nothing else, and one that does not. */
import { describe, expect, it } from 'vitest';
import { finalInvariants } from './final-invariants.ts';
import {
  type At,
  arrived,
  brokenBy,
  day,
  decided,
  delivered,
  failing,
  fault,
  forbidden,
  heard,
  held,
  invoked,
  oneOf,
  opened,
  parked,
  posted,
  probing,
  queued,
  requested,
  started,
  taken,
  told,
  unqueued,
  v,
} from './histories.ts';
import { invariants } from './invariants.ts';
import type { OrderContent } from './world/order-content.ts';
import type { PlanFacts } from './world/plan-facts.ts';
import type { ShopifyFacts } from './world/shopify-facts.ts';
import type { WorldEvent } from './world/world-events.ts';

type Case = {
  readonly good: readonly At[];
  readonly bad: readonly At[];
  readonly plan?: Partial<PlanFacts>;
};

const shopId = '820982911946154508';
/** Shopify has the order in this version, and nothing of it is due yet. */
const shopifyWith = (version: string, mark: string): ShopifyFacts => {
  const instant = Date.parse(version);
  const order = {
    ...{ orderId: shopId, name: 'order/1', version, instant },
    ...{ changedAt: instant, indexedAt: instant, content: { mark } as OrderContent },
  };
  return {
    orders: {
      orderAt: () => order,
      orderBefore: () => order,
      indexAt: () => [order],
      newest: () => [order],
    },
    foundDueAt: () => Number.POSITIVE_INFINITY,
  };
};
const doubtful: WorldEvent = { kind: 'reread', orderId: shopId, version: v(0) };

const cases: Readonly<Record<string, Case>> = {
  'what is acknowledged is somewhere': {
    good: delivered(),
    bad: [...delivered().slice(0, 3), [40, unqueued('m1')]],
  },
  'nothing is invented': {
    good: delivered(),
    bad: [[0, taken({ mark: 'b' })]],
  },
  'no order goes back to an older version': {
    good: [...delivered(0, v(5)), [1_000, requested({ version: v(4) })]],
    bad: [...delivered(0, v(5)), [20_000, requested({ version: v(4) })]],
  },
  'one effect per key': {
    good: [
      ...delivered(),
      [500, posted(v(3))],
      [600, taken({ version: v(3), key: 'key-3' }, 'replaced')],
    ],
    bad: [
      ...delivered(),
      [500, posted(v(3))],
      [600, taken({ version: v(3), key: `key-a-${v(0)}` }, 'replaced')],
    ],
  },
  'one key per content': {
    good: [
      [0, requested()],
      [1_000, requested({ version: v(1), key: 'key-1' })],
    ],
    bad: [
      [0, requested()],
      [1_000, requested({ key: 'key-a-2' })],
    ],
  },
  'the circuit is obeyed': {
    good: [
      [0, opened],
      [1_000, requested()],
      [10_000, probing('one', 10_000)],
      [10_100, requested({ environment: 'deliver-order/2' })],
      [20_000, probing('two', 20_000)],
      [20_100, requested()],
    ],
    bad: [
      [0, probing('one', 10_000)],
      [10_100, requested()],
      [11_000, requested({ environment: 'deliver-order/2' })],
    ],
  },
  'what was refused is not sent again': {
    good: [
      [0, requested()],
      [100, heard(422)],
      [200, fault],
      [90_000, requested()],
    ],
    bad: [
      [0, requested()],
      [100, heard(422)],
      [90_000, requested()],
    ],
  },
  'refused credentials rest': {
    good: [
      [0, requested({ endpoint: 'token', key: null })],
      [100, heard(401, { endpoint: 'token', key: null })],
      [50_000, { kind: 'secret-changed' }],
      [90_000, requested({ endpoint: 'token', key: null })],
    ],
    bad: [
      [0, requested({ endpoint: 'token', key: null })],
      [100, heard(401, { endpoint: 'token', key: null })],
      [90_000, requested({ endpoint: 'token', key: null })],
    ],
  },
  'the limit is kept': {
    good: Array.from({ length: 10 }, (_, nth) => oneOf(nth, nth * 10)),
    bad: Array.from({ length: 11 }, (_, nth) => oneOf(nth, nth * 10)),
  },
  'the pace is even': {
    good: [
      [0, started],
      [560, requested()],
      [1_120, requested({ version: v(1), key: 'key-1' })],
    ],
    bad: [
      [0, started],
      [560, requested()],
      [700, requested({ version: v(1), key: 'key-1' })],
    ],
  },
  'attempts are few and spaced': {
    good: [
      [0, invoked('m1')],
      [0, requested({ call: 1 })],
      [1_900, heard('timeout', { call: 1 })],
      [2_100, requested({ call: 2 })],
    ],
    bad: [
      [0, invoked('m1')],
      [0, requested({ call: 1 })],
      [1_900, heard('timeout', { call: 1 })],
      [2_000, requested({ call: 2 })],
    ],
  },
  'parked for a cause': {
    good: [
      [0, queued('m1')],
      [12.5 * day, parked({ class: 'expired' })],
    ],
    bad: [
      [0, queued('m1')],
      [600_000, parked({ class: 'exhausted' })],
    ],
    plan: { dueAt: () => undefined },
  },
  'forbidden to all is a hold': {
    good: [
      [0, forbidden('1')],
      [1_000_000, forbidden('2')],
    ],
    bad: [
      [0, forbidden('1')],
      [100_000, forbidden('2')],
    ],
    plan: { has: () => true },
  },
  'exhausted by its own failures': {
    good: [...failing(5), [60_000, parked({ class: 'exhausted' })]],
    bad: [...failing(2), [60_000, parked({ class: 'exhausted' })]],
    plan: { troubleOf: () => 'poison', dueAt: () => undefined },
  },
  'a poison order is parked': {
    good: failing(20),
    bad: failing(21),
    plan: { dueAt: () => undefined },
  },
  'records are honest': {
    good: delivered(),
    bad: [...delivered().slice(0, 3), [40, decided()]],
  },
  'queues lose nothing': {
    good: delivered(),
    bad: [
      [0, queued('m1')],
      [1_000, { kind: 'dropped', queue: 'orders', messageId: 'm1', by: 'redrive' }],
    ],
  },
  'nobody is named': {
    good: [[0, told({ stage: 'processed' })]],
    bad: [[0, told({ stage: 'processed', reason: 'sent to Canary Quagmire' })]],
  },
  'nothing loops': {
    good: Array.from({ length: 100 }, (_, nth): At => [nth * 30_000, invoked('m1')]),
    bad: Array.from({ length: 200 }, (_, nth): At => [nth * 15_000, invoked('m1')]),
  },
  'calls are well formed': {
    good: [],
    bad: [[0, { kind: 'malformed-call', detail: 'PutItem: ValidationException' }]],
  },
  'settled in time': {
    good: delivered(),
    bad: [...delivered().slice(0, 3), ...arrived(61_000)],
  },
  'nothing waits for ever': {
    good: delivered(),
    bad: delivered().slice(0, 3),
  },
  'the newest version is at the WMS': {
    good: [...delivered(), ...delivered(1_000, v(5), 'b', 'm2')],
    bad: [
      ...delivered(),
      ...delivered(1_000, v(5), 'b', 'm2').slice(0, 3),
      ...arrived(2_000, v(5), 'b', 'm2'),
      [3_000, taken({ key: 'key-late' }, 'replaced')],
    ],
  },
  'what Shopify has is at the WMS': {
    plan: { shopify: shopifyWith(v(5), 'b') },
    good: [
      ...delivered(),
      [900, { kind: 'shown', orderId: shopId, version: v(5), mark: 'b' }],
      [1_000, queued('m2', v(5), 'b')],
      ...arrived(2_000, v(5), 'b', 'm2'),
    ],
    bad: delivered(),
  },
  'Shopify’s content wins': {
    plan: { shopify: shopifyWith(v(0), 'a') },
    good: [
      ...delivered(),
      ...delivered(1_000, v(0), 'b', 'm2'),
      [3_000, doubtful],
      [4_000, queued('m3', v(0), 'a')],
      [5_000, taken({ key: 'key-again' }, 'replaced')],
      [5_010, decided()],
      [5_020, unqueued('m3')],
    ],
    bad: [...delivered(), ...delivered(1_000, v(0), 'b', 'm2'), [3_000, doubtful]],
  },
  'the later arrival wins': {
    good: [...delivered(), ...delivered(1_000, v(0), 'b', 'm2')],
    bad: [
      ...delivered(),
      ...delivered(1_000, v(0), 'b', 'm2').slice(0, 3),
      ...arrived(2_000, v(0), 'a', 'm2').slice(1),
    ],
  },
};

it('every invariant is among these', () => {
  expect(Object.keys(cases)).toEqual([...Object.keys(invariants), ...Object.keys(finalInvariants)]);
});

describe.each(Object.entries(cases))('%s', (invariant, { good, bad, plan: facts }) => {
  it('holds', () => {
    expect(brokenBy(good, facts)).toBeUndefined();
  });

  it('can be broken', () => {
    expect(brokenBy(bad, facts)).toBe(invariant);
  });
});

describe('the index of letters', () => {
  const indexed = (waits: boolean): WorldEvent => ({ kind: 'indexed', letterId: 'm1', waits });
  const gone: WorldEvent = { kind: 'unqueued', queue: 'letters', messageId: 'letter' };
  const letter: readonly At[] = [
    [0, parked({ orderId: '1' })],
    [10, indexed(true)],
  ];
  const facts: Partial<PlanFacts> = { troubleOf: () => 'rejected' };

  it('shows what is there, and no longer what was replayed', () => {
    expect(brokenBy(letter, facts)).toBeUndefined();
    expect(brokenBy([...letter, [20, gone], [30, indexed(false)]], facts)).toBeUndefined();
    expect(brokenBy([...letter, [20, gone]], facts)).toBe('the index of letters is true');
  });

  it('hides nothing that lies there', () => {
    expect(brokenBy([...letter, [20, indexed(false)]], facts)).toBe('the index of letters is true');
  });
});

describe('the circuit', () => {
  it('lets nobody through during a hold, whoever has the lease', () => {
    expect(
      brokenBy([
        [0, held],
        [10_000, requested()],
      ]),
    ).toBe('the circuit is obeyed');
  });

  it('lets nobody through without a lease', () => {
    expect(
      brokenBy([
        [0, opened],
        [10_000, requested()],
      ]),
    ).toBe('the circuit is obeyed');
  });

  it('lets a probe renew its credentials', () => {
    const renewed = requested({ call: 2, credentials: 'credentials/2' });
    expect(
      brokenBy([
        [0, probing('one', 5_000)],
        [5_000, requested()],
        [6_000, renewed],
      ]),
    ).toBe(undefined);
  });
});

describe('a delivery', () => {
  const attempts = (count: number): readonly At[] => [
    [0, invoked('m1')],
    ...Array.from({ length: count }, (_, nth): readonly At[] => [
      [nth * 5_000, requested({ call: nth })],
      [nth * 5_000 + 100, heard(503, { call: nth })],
    ]).flat(),
  ];

  it('has five attempts, and no sixth', () => {
    expect(brokenBy(attempts(5))).toBeUndefined();
    expect(brokenBy(attempts(6))).toBe('attempts are few and spaced');
  });

  it('may send new credentials besides', () => {
    const renewal: readonly At[] = [
      [0, invoked('m1')],
      [0, requested({ call: 1 })],
      [100, heard(401, { call: 1 })],
      [600, requested({ call: 2, credentials: 'credentials/2' })],
    ];
    expect(brokenBy(renewal)).toBeUndefined();
  });
});

describe('a letter', () => {
  it.each([
    ['rejected', { troubleOf: () => 'rejected' }],
    ['rejected', { troubleOf: () => 'conflict' }],
    ['forbidden', { troubleOf: () => 'forbidden' }],
    ['forbidden', { has: (kind) => kind === 'forbidden-all' }],
    ['poison', { troubleOf: () => 'killer' }],
    ['unmappable', { fateOf: () => 'unmappable' }],
  ] satisfies [string, Partial<PlanFacts>][])('of the class %s has its cause', (letter, facts) => {
    const history: readonly At[] = [
      [0, queued('m1')],
      [100, parked({ class: letter })],
    ];
    const exempt = { ...facts, dueAt: () => undefined };

    expect(brokenBy(history, exempt)).toBeUndefined();
    expect(brokenBy(history, { dueAt: () => undefined })).toBe('parked for a cause');
  });
});
