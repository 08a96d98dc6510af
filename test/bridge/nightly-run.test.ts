/** A nightly comparison that somebody watches: what goes on, what is waited for, and when it is left. */
import { describe, expect, it } from 'vitest';
import type { Progress } from '../../cdk/bridge/command.ts';
import type { SeenNight, SeenNightly } from '../../cdk/bridge/reconcile/answers.ts';
import { runNightly, slicesMax } from '../../cdk/bridge/reconcile/run-nightly.ts';

const shop = 'my-shop.myshopify.com';
const at = (phase: string, end: string, given: object = {}): SeenNight => ({
  ...{ shop, end: { kind: end } },
  current: { run: '0a1b', phase, listed: 800, compared: 500, ...given },
});
const over: SeenNight = { shop, end: { kind: 'done' } };
const slice = (...shops: readonly SeenNight[]): SeenNightly => ({
  kind: 'nightly',
  shops: [...shops],
});

/** @param answers - the last one again and again. @param leaveAfter - so many of them. */
const run = async (answers: readonly SeenNightly[], leaveAfter?: number) => {
  const [asked, waits, told]: [boolean[], number[], Progress[]] = [[], [], []];
  const leaving = new AbortController();
  const ended = await runNightly({
    ask: async ({ begin }) => {
      asked.push(begin);
      if (asked.length === leaveAfter) leaving.abort();
      return answers[Math.min(asked.length, answers.length) - 1] ?? slice();
    },
    progress: (progress) => void told.push(progress),
    wait: async (millis) => void waits.push(millis),
    left: leaving.signal,
  });
  return { ended, asked, waits, told };
};

describe('a nightly comparison', () => {
  it('is begun once, and gone on with until it is over', async () => {
    const { ended, asked, waits } = await run([
      slice(at('listing', 'out_of_time')),
      slice(at('exporting', 'exporting')),
      slice(over),
    ]);

    expect(asked).toEqual([true, false, false]);
    expect(waits).toEqual([3_000, 3_000]);
    expect(ended).toEqual({ shops: [over], isOver: true });
  });

  it('tells where it stands', async () => {
    const { told } = await run([
      slice(at('listing', 'out_of_time', { compared: 0 })),
      slice(at('repairing', 'throttled')),
      slice(over),
    ]);

    expect(told).toEqual([
      { done: 1, of: 6, text: 'asking the WMS for its orders: 800 listed by the WMS, 0 compared' },
      { done: 4, of: 6, text: 'repairing: 800 listed by the WMS, 500 compared' },
    ]);
  });

  it('of two shops is over when both are', async () => {
    const { ended, asked } = await run([
      slice(over, { ...at('comparing', 'out_of_time'), shop: 'other-shop.myshopify.com' }),
      slice(over, { ...over, shop: 'other-shop.myshopify.com' }),
    ]);

    expect([asked.length, ended.isOver]).toEqual([2, true]);
  });

  it('that another worker goes on with is waited for', async () => {
    const { ended, told } = await run([slice(), slice(), slice(over)]);

    expect(told).toEqual([
      { done: 0, of: 6, text: 'another worker is at it' },
      { done: 0, of: 6, text: 'another worker is at it' },
    ]);
    expect(ended.isOver).toBe(true);
  });

  it('is left to the schedule when the person goes, after the slice under way', async () => {
    const { ended, asked, waits } = await run([slice(at('comparing', 'out_of_time'))], 2);

    expect([asked.length, waits.length, ended.isOver]).toEqual([2, 1, false]);
  });

  it('that cannot go on is left after twenty slices of the same trouble', async () => {
    const { ended, asked } = await run([slice(at('listing', 'wms_away'))]);

    expect([asked.length, ended.isOver]).toEqual([20, false]);
  });

  it('is watched for a bounded time, however long Shopify writes its file', async () => {
    const { ended, asked } = await run([slice(at('exporting', 'exporting'))]);

    expect([asked.length, ended.isOver]).toEqual([slicesMax, false]);
  });
});
