/** The stage in one screen: the verdict and what it rests on, also where a part cannot be read. */
import { describe, expect, it } from 'vitest';
import type { ListedLetters } from '../../cdk/bridge/dead-letters/answers.ts';
import type { Part } from '../../cdk/bridge/part.ts';
import type { StageSecret } from '../../cdk/bridge/secrets/stage-secrets.ts';
import type { SeenStatus } from '../../cdk/bridge/status/read-status.ts';
import type { SeenReconciliation } from '../../cdk/bridge/status/reconciliation.ts';
import { statusJson } from '../../cdk/bridge/status/status-json.ts';
import { statusText } from '../../cdk/bridge/status/status-text.ts';
import { verdictOf } from '../../cdk/bridge/status/verdict.ts';
import { local, now, open, past, production, seen as seenCircuit } from './seen-circuits.ts';
import { ago, seenJob } from './seen-letters.ts';

const read = <Value>(value: Value): Part<Value> => ({ kind: 'read', value });
const unreadable = { kind: 'unreadable', why: 'these credentials have not the right' } as const;
const secretOf = (kind: 'shop' | 'wms', title: string): StageSecret => ({
  ...{ kind, arn: 'arn:secret', title, command: `npm run bridge -- secrets set ${kind}` },
});
const shop = secretOf('shop', 'shop demo.myshopify.com');
const wms = secretOf('wms', 'WMS');

const reconciled = (one: SeenReconciliation, name = 'demo.myshopify.com') => ({
  ...{ shop: name, seen: read(one) },
});

const noLetters: ListedLetters = {
  ...{ kind: 'letters', groups: [], groupsLeftOut: 0, letters: [], total: 0, complete: true },
};

const well: SeenStatus = {
  ...{ names: local, now },
  circuit: read(seenCircuit({})),
  queue: read({ visible: 2, inFlight: 1, delayed: 0 }),
  waiting: read({ count: 0, complete: true }),
  letters: read(noLetters),
  jobs: read([]),
  reconciliation: [reconciled({ until: past(150), lastRun: { at: ago(30) } })],
  secrets: [shop, wms].map((secret) => ({ secret, described: read({ state: 'set' as const }) })),
};
const seen = (given: Partial<SeenStatus>): SeenStatus => ({ ...well, ...given });

const group = (
  name: 'rejected' | 'exhausted',
  reason: string,
  letters: number,
  oldest: number,
) => ({
  ...{ class: name, reason, letters, oldest: ago(oldest), newest: ago(oldest) },
});
const letters: ListedLetters = {
  ...noLetters,
  groups: [
    group('rejected', 'the WMS answered 422', 3, 120),
    group('exhausted', 'failed 5 times', 2, 7_200),
    group('rejected', 'the WMS answered 404', 1, 86_400),
  ],
  total: 6,
};
const job = seenJob({ done: 400, confirmed: 1_000, updatedAt: ago(5) });
const waiting = (count: number, since: number, complete = true) =>
  read({ count, complete, oldest: { order: 'demo.myshopify.com/17', since: past(since) } });

describe('the verdict', () => {
  it('well', () => {
    expect(verdictOf(well)).toEqual({ well: true, reasons: [], unreadable: [] });
    expect(statusText(well)).toBe(
      [
        'The local stack is well.',
        '',
        '  circuit       closed: orders go to the WMS.',
        '  orders queue  2 visible, 1 in flight or hidden, 0 delayed',
        '  waiting       no order',
        '  dead letters  none',
        '  jobs          none under way',
        '  reconciled    demo.myshopify.com: up to 2026-11-22 09:57:30 UTC, 2 min 30 s ago; last run 30 s ago',
        '  secrets       all set',
      ].join('\n'),
    );
  });

  it.each<[string, Partial<SeenStatus>, readonly string[]]>([
    [
      'an open circuit',
      { circuit: read(seenCircuit({ block: open })) },
      ['the circuit is open since 5 min 5 s'],
    ],
    ['an order that waits for a minute', { waiting: waiting(1, 60) }, []],
    [
      'an order that waits longer',
      { waiting: waiting(1, 61) },
      ['an order has waited for 1 min 1 s'],
    ],
    ['fifty messages', { queue: read({ visible: 30, inFlight: 10, delayed: 10 }) }, []],
    [
      'more messages',
      { queue: read({ visible: 30, inFlight: 10, delayed: 11 }) },
      ['51 messages are on the orders queue'],
    ],
    ['one letter', { letters: read({ ...letters, total: 1 }) }, ['1 dead letter']],
    [
      'letters beyond counting',
      { letters: read({ ...letters, total: 20_000, complete: false }) },
      ['at least 20000 dead letters'],
    ],
    ['a job that runs', { jobs: read([job]) }, []],
    [
      'jobs that stand',
      {
        jobs: read([
          { ...job, state: 'stopped', why: 'operator' },
          { ...job, kind: 'discard', state: 'stopped', why: 'circuit_open' },
        ]),
      },
      ['a replay was stopped by an operator', 'a discard was stopped by the circuit'],
    ],
    ['a shop that nobody has asked yet', { reconciliation: [reconciled({})] }, []],
    [
      'a run that ended early',
      {
        reconciliation: [
          reconciled({ lastRun: { at: ago(30), trouble: 'throttled' } }),
          reconciled({ lastRun: { at: ago(30), trouble: 'not_configured' } }, 'b.myshopify.com'),
        ],
      },
      ['reconciling demo.myshopify.com ended early: throttled'],
    ],
    ['runs that are late', { reconciliation: [reconciled({ lastRun: { at: ago(1_800) } })] }, []],
    [
      'no run for long',
      { reconciliation: [reconciled({ until: past(1_950), lastRun: { at: ago(1_801) } })] },
      ['demo.myshopify.com was asked for missed orders 30 min 1 s ago'],
    ],
    [
      'secrets that nobody has set',
      {
        secrets: [
          { secret: shop, described: read({ state: 'not_set' }) },
          { secret: wms, described: read({ state: 'deleted' }) },
        ],
      },
      ['the secret of shop demo.myshopify.com is not set', 'the secret of WMS is deleted'],
    ],
  ])('%s', (_what, given, reasons) => {
    expect(verdictOf(seen(given))).toMatchObject({ well: reasons.length === 0, reasons });
  });

  it('what cannot be read is told, and hides nothing', () => {
    const blind = seen({ circuit: unreadable, letters: unreadable });
    const worse = { ...blind, waiting: waiting(1, 61) };

    expect(statusText(blind)).toMatch(
      /^What can be seen of the local stack is well\. Not readable: the circuit, the dead letters\.$/m,
    );
    expect(statusText(blind)).toMatch(
      /^ {2}circuit {7}not readable: these credentials have not the right$/m,
    );
    expect(statusText(worse)).toMatch(
      /^The local stack is not well: an order has waited for 1 min 1 s\. Not readable: the circuit,/m,
    );
  });
});

describe('the rows', () => {
  const rowsOf = (given: Partial<SeenStatus>, names = local): string =>
    statusText(seen({ ...given, names }));

  it('a circuit that is not closed says since when, why and where to look', () => {
    const text = rowsOf({
      circuit: read(seenCircuit({ block: open, servedOrder: 'shop/1', served: past(400) })),
    });

    expect(text).toContain(
      [
        '  circuit       open, since 2026-11-22 09:54:55 UTC, 5 min 5 s ago: orders failed, with no success between them',
        '                npm run bridge -- circuit show',
        '  served last   shop/1, 6 min 40 s ago, while watching',
      ].join('\n'),
    );
  });

  it('a circuit whose item is broken', () => {
    expect(rowsOf({ circuit: read(seenCircuit({}, { unreadable: true })) })).toContain(
      'its item cannot be read, and counts as closed',
    );
  });

  it('what waits: how many, and how to see the oldest', () => {
    expect(rowsOf({ waiting: waiting(1_000, 90, false) }, production)).toContain(
      [
        '  waiting       at least 1000 orders, the oldest since 2026-11-22 09:58:30 UTC, 1 min 30 s ago',
        '                npm run bridge -- trace demo.myshopify.com/17 --stage production',
      ].join('\n'),
    );
  });

  it('dead letters by class', () => {
    expect(rowsOf({ letters: read({ ...letters, groupsLeftOut: 2 }) })).toContain(
      [
        '  dead letters  6',
        '                rejected 4, the oldest since 2026-11-21 10:00:00 UTC, 1 d ago',
        '                exhausted 2, the oldest since 2026-11-22 08:00:00 UTC, 2 h ago',
        '                and 2 reasons more',
        '                npm run bridge -- dead-letters list',
      ].join('\n'),
    );
  });

  it('jobs that are not done, as many as fit', () => {
    const stopped = { ...job, jobId: 'j2', state: 'stopped', why: 'circuit_open' } as const;
    const text = rowsOf({ jobs: read([stopped, ...Array.from({ length: 5 }, () => job)]) });

    expect(text).toContain('replay j2: stopped (circuit_open), 400 of 1000 done, 5 s ago');
    expect(text).toContain('replay j1: running, 400 of 1000 done, 5 s ago');
    expect(text).toContain('and 1 more');
  });

  it('each shop that is asked, and how that went', () => {
    const reconciliation = [
      reconciled({}),
      reconciled({ lastRun: { at: ago(30), trouble: 'denied' } }, 'b.myshopify.com'),
      { shop: 'c.myshopify.com', seen: unreadable },
    ];
    const text = rowsOf({ reconciliation });

    expect(text).toContain(
      [
        '  reconciled    demo.myshopify.com: no run yet',
        '                b.myshopify.com: last run 30 s ago, ended early: denied',
        '                c.myshopify.com: not readable: these credentials have not the right',
      ].join('\n'),
    );
    expect(text).toContain('Not readable: what was asked of c.myshopify.com.');
  });

  it('a secret that is not set, with the command that sets it', () => {
    const secrets = [
      { secret: shop, described: read({ state: 'not_set' as const }) },
      { secret: wms, described: unreadable },
    ];

    expect(rowsOf({ secrets })).toContain(
      [
        '  secrets       shop demo.myshopify.com: not set',
        '                npm run bridge -- secrets set shop',
        '                WMS: not readable: these credentials have not the right',
      ].join('\n'),
    );
  });
});

it('is the same for a program', () => {
  const given = { waiting: waiting(3, 61), letters: read(letters), queue: unreadable };

  expect(statusJson(seen(given))).toMatchObject({
    ...{ stage: 'local', at: '2026-11-22T10:00:00.000Z', well: false },
    reasons: ['an order has waited for 1 min 1 s', '6 dead letters'],
    unreadable: ['the orders queue'],
    circuit: { state: 'closed' },
    ordersQueue: { notReadable: 'these credentials have not the right' },
    waiting: {
      ...{ orders: 3, complete: true },
      oldest: { order: 'demo.myshopify.com/17', since: '2026-11-22T09:58:59.000Z' },
    },
    deadLetters: { total: 6, complete: true, groupsLeftOut: 0 },
    jobs: [],
    reconciliation: [
      {
        ...{ shop: 'demo.myshopify.com', until: '2026-11-22T09:57:30.000Z' },
        lastRun: { at: '2026-11-22T09:59:30.000Z' },
      },
    ],
    secrets: [
      { secret: 'shop demo.myshopify.com', state: 'set' },
      { secret: 'WMS', state: 'set' },
    ],
  });
});
