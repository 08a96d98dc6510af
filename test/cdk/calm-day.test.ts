/** A whole day before every alarm of a stage's template: a calm one tells nobody, a fault tells the right one. */
import { beforeAll, describe, expect, it } from 'vitest';
import { outputNames } from '../../cdk/output-names.ts';
import { closedCircuit } from '../../lib/circuit/circuit.ts';
import { calmDay, type Day } from './calm-day.ts';
import {
  dayMinutes,
  type LoadedStage,
  loadStage,
  minuteMillis,
  type Play,
  playDay,
} from './stage-day.ts';
import { keptBlock } from './synthesize.ts';

let stage: LoadedStage;
let calm: Day;
beforeAll(async () => {
  // page-untested looks back a week, which is more than a day can show.
  const alarms = { pagerDuty: true, weeklyPageTest: false };
  stage = await loadStage({ ...keptBlock, alarms });
  calm = calmDay(stage.counts);
});

const play = (given: Partial<Play>) =>
  playDay(stage, { day: calm, from: 0, minutes: dayMinutes, ...given });

describe('a calm day', { timeout: 60_000 }, () => {
  it('with a night of no orders, a deploy and single failures tells nobody but of the test page', () => {
    const { told, looks } = play({});

    expect(told).toEqual([
      { minute: 720, goesTo: 'page', key: 'page-test', state: 'ALARM' },
      { minute: 721, goesTo: 'page', key: 'page-test', state: 'OK' },
    ]);
    expect([looks.size > 50, looks.size]).toEqual([true, stage.alarms.length]);
    expect([...looks.values()].filter((times) => times !== dayMinutes)).toEqual([]);
  });

  it('counts all that the alarms look at, but for what is counted in trouble alone', () => {
    const { uncounted } = play({});

    expect(uncounted.filter((name) => !name.startsWith('OrdersParked '))).toEqual([
      ...[
        'OldShopifySecretMatched',
        'NewerSchemaAge',
        'CircuitOpened',
        'OrdersMissed',
        'PrivacyForPeople',
      ],
    ]);
  });
});

/** From then on, in minutes of the day; what is played begins an hour before. */
const at = 14 * 60;
const isSince = (minute: number, count = Number.POSITIVE_INFINITY): boolean =>
  minute >= at && minute < at + count;
const instead = (part: keyof Day, other: Day[keyof Day], count?: number): Day => ({
  ...calm,
  [part]: (minute: number, atMillis: number) =>
    (isSince(minute, count) ? other : calm[part])(minute, atMillis),
});
const besides = (happens: Day['faults'], count?: number): Day => instead('faults', happens, count);
const nothing = () => [];

const outage = (count: number): Day => {
  const since = Date.UTC(2026, 10, 22) + at * minuteMillis;
  const block = { kind: 'open', since, nextProbeAt: since } as const;
  const closedAt = since + count * minuteMillis;
  const { counts } = stage;
  return {
    ...instead('deliveries', nothing, count),
    watch: (minute, atMillis) =>
      counts.watched(
        minute < at
          ? {}
          : {
              circuit: { ...closedCircuit, ...(isSince(minute, count) ? { block } : { closedAt }) },
            },
        // watch-bridge looks at the end of a minute.
        atMillis + minuteMillis - 1,
      ),
    faults: (minute, atMillis) =>
      minute === at ? counts.ours('deliver-order', 'opened', atMillis) : [],
  };
};

const faults: readonly (readonly [name: string, day: () => Day, told: readonly string[]])[] = [
  ['four minutes without a WMS', () => outage(4), ['ticket circuit-opened']],
  ['eight minutes without a WMS', () => outage(8), ['ticket circuit-opened', 'page circuit-open']],
  ['a watch that stops', () => instead('watch', nothing), ['page watch-silent']],
  ['polling that stops', () => instead('polling', nothing), ['page reconcile-silent']],
  [
    'an event source that is off',
    () => ({
      ...instead('deliveries', nothing),
      queue: (minute, atMillis) =>
        stage.counts.queue(
          { visible: isSince(minute) ? minute - at + 1 : 0, inFlight: 0, delayed: 0 },
          0,
          atMillis,
        ),
    }),
    ['page deliver-idle'],
  ],
  [
    'a deliver-order that cannot be loaded',
    () =>
      instead('deliveries', (_, atMillis) =>
        stage.counts.invoked(outputNames.deliverOrder, atMillis, { outcome: 'function-error' }),
      ),
    ['page deliver-failing'],
  ],
  [
    'one order that the WMS refuses',
    () => ({
      ...besides((_, atMillis) => stage.counts.ours('deliver-order', 'parked', atMillis), 1),
      watch: (minute, atMillis) =>
        stage.counts.watched(
          isSince(minute)
            ? {
                letters: { count: 1, byClass: { rejected: 1 }, complete: true, oldestAt: atMillis },
              }
            : {},
          atMillis,
        ),
    }),
    ['page parked-rejected', 'ticket dead-letters'],
  ],
  [
    'an order that waits though the circuit is closed',
    () =>
      instead(
        'watch',
        (minute, atMillis) => {
          const since = atMillis - (minute - at) * minuteMillis;
          const oldest = { order: 'one-shop.myshopify.com/1', since };
          return stage.counts.watched({ waiting: { count: 1, complete: true, oldest } }, atMillis);
        },
        10,
      ),
    ['page order-waiting'],
  ],
  [
    'a door that answers 503 for three minutes',
    () => besides((_, atMillis) => stage.counts.asked(503, atMillis), 3),
    ['page webhooks-failing'],
  ],
  [
    'eight webhooks of a stranger in one minute',
    () =>
      besides(
        (_, atMillis) =>
          Array.from({ length: 8 }, () =>
            stage.counts.ours('accept-webhook', 'strangers', atMillis),
          ).flat(),
        1,
      ),
    ['ticket signatures-rejected'],
  ],
  [
    'a delivery that took a minute',
    () =>
      besides(
        (_, atMillis) =>
          stage.counts.ours('deliver-order', 'delivered', atMillis, { EndToEndLatency: 61_000 }),
        1,
      ),
    ['page latency'],
  ],
];

describe('in a calm day', () => {
  it.each(faults)('%s tells whom it concerns, and nobody else', (_name, day, expected) => {
    const { told } = play({ day: day(), from: at - 60, minutes: 150 });

    expect(
      told.filter(({ state }) => state === 'ALARM').map(({ goesTo, key }) => `${goesTo} ${key}`),
    ).toEqual(expected);
  });

  it('what was told of an outage is over by itself', () => {
    const { told } = play({ day: outage(8), from: at, minutes: 60 });

    expect(told).toEqual([
      { minute: 1, goesTo: 'ticket', key: 'circuit-opened', state: 'ALARM' },
      { minute: 6, goesTo: 'page', key: 'circuit-open', state: 'ALARM' },
      { minute: 9, goesTo: 'page', key: 'circuit-open', state: 'OK' },
      { minute: 13, goesTo: 'ticket', key: 'circuit-opened', state: 'OK' },
    ]);
  });
});

describe('a new stage', () => {
  const first = { from: 9 * 60, minutes: 180, isNew: true } as const;

  it('pages nobody while its parts run for the first time', () => {
    const { told } = play({ ...first, minutes: 120 });

    expect(told).toEqual([]);
  });

  it.each([
    ['watch', 'watch-silent'],
    ['polling', 'reconcile-silent'],
  ] as const)('pages half an hour later for a %s that has never run', (part, key) => {
    const { told } = play({ ...first, day: { ...calm, [part]: nothing }, minutes: 120 });

    expect(told).toEqual([{ minute: 30, goesTo: 'page', key, state: 'ALARM' }]);
  });

  // Five minutes, and the two that CloudWatch looks further back where values are missing.
  it('pages for what stops later as soon as in any other stage', () => {
    const { told } = play({
      ...first,
      from: at - 90,
      minutes: 150,
      day: instead('watch', nothing),
    });

    expect(told).toEqual([{ minute: 97, goesTo: 'page', key: 'watch-silent', state: 'ALARM' }]);
  });
});
