/** A backfill slice by slice: what goes on, what is waited for, and when nobody should go on any more. */
import { describe, expect, it } from 'vitest';
import type { Progress } from '../../cdk/bridge/command.ts';
import type { SeenBackfill } from '../../cdk/bridge/reconcile/answers.ts';
import {
  type Backfill,
  idleMax,
  idleMillis,
  runBackfill,
} from '../../cdk/bridge/reconcile/run-backfill.ts';

const [a, b] = ['a.myshopify.com', 'b.myshopify.com'];
const since = '2026-11-22T00:00:00Z';
const until = '2026-11-22T10:00:00Z';
const request: Backfill = { action: 'backfill', since };
const none = { known: 0, missed: 0, lost: 0, repaired: 0, parked: 0, hidden: 0, postponed: 0 };

type Place = { readonly shop: string; readonly after?: string; readonly upTo?: string };
type Given = Omit<Partial<SeenBackfill>, 'next' | 'counts'> & {
  readonly places?: readonly Place[];
  readonly counts?: Partial<typeof none>;
};
const slice = ({ places, counts, ...given }: Given): SeenBackfill => ({
  ...{ kind: 'backfilled', dryRun: false, orders: [], kept: [] },
  ...{ troubles: [], hiddenBefore: [] },
  ...given,
  counts: { ...none, ...counts },
  ...(places ? { next: { until, places: [...places] } } : {}),
});
const trouble = (shop: string, kind: string, facts: object = {}) => ({
  shop,
  end: { kind, ...facts },
});

/** @param answers - the last one again and again. */
const run = async (answers: readonly SeenBackfill[], shops = 1, leaveAfter?: number) => {
  const [asked, waits, told]: [Backfill[], number[], Progress[]] = [[], [], []];
  const leaving = new AbortController();
  const ended = await runBackfill(request, {
    shops,
    ask: async (next) => {
      asked.push(next);
      if (asked.length === leaveAfter) leaving.abort();
      return answers[Math.min(asked.length, answers.length) - 1] ?? slice({});
    },
    progress: (progress) => void told.push(progress),
    wait: async (millis) => void waits.push(millis),
    left: leaving.signal,
  });
  return { ended, asked, waits, told };
};

describe('a backfill', () => {
  it('that is done at once is asked for once', async () => {
    const { ended, asked } = await run([
      slice({ counts: { missed: 2, known: 7 }, orders: ['a/1'] }),
    ]);

    expect(asked).toEqual([request]);
    expect(ended).toMatchObject({ counts: { missed: 2, known: 7 }, orders: ['a/1'], slices: 1 });
    expect(ended).not.toHaveProperty('left');
  });

  it('goes on from where each slice ended, and adds up', async () => {
    const places = [{ shop: a, after: 'x', upTo: '2026-11-22T05:00:00Z' }];
    const { ended, asked, waits, told } = await run([
      slice({ places, counts: { missed: 2 }, orders: ['a/1', 'a/2'] }),
      slice({ counts: { missed: 1, lost: 1 }, orders: ['a/2', 'a/3'] }),
    ]);

    expect(asked).toEqual([request, { ...request, cursor: { until, places } }]);
    expect(ended).toMatchObject({ counts: { missed: 3, lost: 1 }, slices: 2 });
    expect(ended.orders).toEqual(['a/1', 'a/2', 'a/3']);
    expect(waits).toEqual([]);
    expect(told).toEqual([{ done: 50, of: 100, text: '2 looked at, 2 never delivered' }]);
  });

  it('tells how far it is over all shops, those that are done included', async () => {
    const { told } = await run(
      [
        slice({ places: [{ shop: a }, { shop: b }] }),
        slice({ places: [{ shop: b, upTo: since }], counts: { known: 5 } }),
        slice({ places: [{ shop: b, upTo: '2026-11-22T09:00:00Z' }], counts: { known: 5 } }),
        slice({}),
      ],
      2,
    );

    expect(told.map(({ done }) => done)).toEqual([0, 50, 95]);
  });

  it('waits where Shopify asks to, and forgets the trouble once it has passed', async () => {
    const places = [{ shop: a }];
    const throttled = slice({ places, troubles: [trouble(a, 'throttled', { seconds: 4 })] });
    const { ended, waits, told } = await run([
      slice({ places }),
      throttled,
      slice({ counts: { known: 1 } }),
    ]);

    expect(waits).toEqual([idleMillis]);
    expect(told.at(-1)?.text).toBe(
      '0 looked at, 0 never delivered, a.myshopify.com: Shopify asks to wait for 4 s',
    );
    expect(ended.troubles.size).toBe(0);
  });

  it('leaves a shop whose trouble does not pass, and finishes the others', async () => {
    const denied = trouble(a, 'denied', { scopes: ['read_orders'] });
    const { ended, asked } = await run([
      slice({ places: [{ shop: b, after: 'x' }, { shop: a }], troubles: [denied] }),
      slice({ counts: { missed: 1 } }),
    ]);

    expect(asked.map(({ cursor }) => cursor?.places)).toEqual([
      undefined,
      [{ shop: b, after: 'x' }],
    ]);
    expect([...ended.troubles]).toEqual([[a, denied.end]]);
    expect(ended.counts.missed).toBe(1);
  });

  it('ends where nothing goes on for long', async () => {
    const away = trouble(a, 'unavailable', { cause: 'timeout' });
    const { ended, asked, waits } = await run([
      slice({ places: [{ shop: a }], troubles: [away], counts: { known: 1 } }),
      slice({ places: [{ shop: a }], troubles: [away] }),
    ]);

    expect([asked.length, waits.length]).toEqual([idleMax + 1, idleMax]);
    expect(ended.left?.places).toEqual([{ shop: a }]);
    expect(ended.troubles.get(a)).toEqual(away.end);
  });

  it('ends when the person leaves, and knows where it stands', async () => {
    const places = [{ shop: a, after: 'x', upTo: '2026-11-22T05:00:00Z' }];
    const { ended, asked } = await run([slice({ places, counts: { missed: 1 } })], 1, 2);

    expect(asked).toHaveLength(2);
    expect(ended).toMatchObject({ left: { until, places }, counts: { missed: 2 } });
  });
});
