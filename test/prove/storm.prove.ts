/**
 * A storm: a thousand orders of every shape, doubled and shuffled, to a WMS that fails in every way.
 * Every order ends at the WMS in its newest version, or parked with the right class, or knowingly not sent.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tried } from '../../cdk/local/shop/deliver-webhook.ts';
import { type SimulatedShop, startSimulatedShop } from '../../cdk/local/shop/simulated-shop.ts';
import { type Bridge, startBridge } from '../end-to-end/bridge.ts';
import { readTable, waitUntilDrained } from './storm-state.ts';
import { clock, endOf, storyOf } from './storm-story.ts';

const seed = 'storm-1';
const ordersMax = 1_000;
const occurrencesMin = 10;
const minutesMax = 6;

/** Limits raised and pauses shortened, so that it ends in minutes. */
const settings = {
  wms: { limitPerSecond: 2_000, pacePerSecond: 300 },
  delivery: { attemptTimeoutMillis: 1_000, connectTimeoutMillis: 500, putBackSeconds: [1, 1, 2] },
  accept: { ratePerSecond: 1_000, burst: 5_000 },
};

let bridge: Bridge;
let shop: SimulatedShop;
beforeAll(async () => {
  bridge = await startBridge(settings);
});
afterAll(async () => {
  await shop?.close();
  await bridge?.close();
});

const count = (names: readonly string[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
};

type Section = readonly [title: string, counts: ReadonlyMap<string, number>];

const tableOf = (sections: readonly Section[]): string => {
  const rows = sections.flatMap(([title, counts]) =>
    [...counts].sort().map(([name, times]) => [title, name, String(times)] as const),
  );
  const width = (column: 0 | 1 | 2): number => Math.max(...rows.map((row) => row[column].length));
  return rows
    .map(([title, name, times]) =>
      [title.padEnd(width(0)), name.padEnd(width(1)), times.padStart(width(2))].join('  '),
    )
    .join('\n');
};

const faultsMet = (): readonly string[] =>
  bridge.wms
    .requests()
    .flatMap(({ fault, status }) => (fault === 'status' ? String(status) : (fault ?? [])));

/** What a thousand orders must have met, each often enough to mean something. */
const faultsExpected = [
  ...['422', '429', '500', '502', '503', '504'],
  ...['garbage', 'hang', 'lose-answer', 'reset', 'slow'],
];
const endsExpected = [
  'at the WMS: cancelled',
  'at the WMS: open',
  'not sent: nothing_to_ship',
  'not sent: waiting_for_payment',
  'parked: rejected',
  'parked: unmappable',
];

describe('in a storm of a thousand orders', () => {
  it('every order ends as it must, and no key is used for two bodies', {
    timeout: minutesMax * 60_000,
  }, async () => {
    const began = Date.now();
    const stories = Array.from({ length: ordersMax }, (_, index) => storyOf(seed, index + 1));
    bridge.wms.faults.set(stories.flatMap(({ faults }) => faults));
    const accepted: Tried[] = [];
    const { webhookUrl, shopifySecret: secret, shop: domain } = bridge.stack.describe();
    shop = startSimulatedShop({
      ...{ webhookUrl, secret, shop: domain, seed, scenario: 'storm', ordersMax },
      ...{ now: () => clock, clockFactor: 240 },
      // A webhook that never comes is for the reconciliation to find.
      habits: { ratePerMinute: 900, dropRatio: 0 },
      report: (tried) => tried.outcome === 'accepted' && accepted.push(tried),
    });
    await shop.finished;
    const told = Date.now();
    await waitUntilDrained(bridge, began + minutesMax * 60_000);

    const items = await readTable(bridge);
    const ends = stories.map((story) => endOf(story, items, bridge.wms.order(story.id)?.current));
    const sections: readonly Section[] = [
      ['shape', count(stories.map(({ shape }) => shape))],
      ['API version', count(stories.map(({ apiVersion }) => apiVersion))],
      ['topic', count(accepted.map(({ topic }) => topic))],
      ['fault', count(faultsMet())],
      ['end', count(ends)],
    ];
    const seconds = [told, Date.now()].map((time) => ((time - began) / 1_000).toFixed(0));
    const { webhooks, duplicates, late, failedAttempts, givenUp } = shop.counts();
    process.stdout.write(
      `seed ${seed}: ${webhooks} webhooks, ${duplicates} of them twice, ${late} late; ` +
        `told after ${seconds[0]} s, done after ${seconds[1]} s, ` +
        `${failedAttempts} attempts repeated\n${tableOf(sections)}\n`,
    );
    const wrong = stories.flatMap((story, index) =>
      ends[index]?.startsWith('!') ? [`${story.id} ${story.shape}: ${ends[index]}`] : [],
    );
    const rare = sections
      .slice(0, 4)
      .flatMap(([title, counts]) =>
        [...counts].filter(([, times]) => times < occurrencesMin).map(([name]) => [title, name]),
      );
    const undeleted = stories
      .filter(({ shape }) => shape === 'deleted')
      .filter(({ id }) => !items.letters.get(id)?.includes('deleted'));

    expect(wrong).toEqual([]);
    expect(undeleted).toEqual([]);
    expect(bridge.wms.violations()).toEqual([]);
    expect(givenUp).toBe(0);
    expect(rare).toEqual([]);
    expect(sections.map(([, counts]) => counts.size).slice(0, 3)).toEqual([52, 13, 11]);
    expect([...count(faultsMet()).keys()].sort()).toEqual(faultsExpected);
    expect([...count(ends).keys()].sort()).toEqual(endsExpected);
    expect(duplicates / (webhooks - duplicates)).toBeGreaterThan(0.28);
    expect(count(faultsMet()).get('lose-answer')).toBeGreaterThanOrEqual(0.05 * ordersMax);
  });
});
