/** On demand: a span of time, or one order. */
import { describe, expect, it } from 'vitest';
import type { Backfilled } from '../../../lib/reconciliation/request.ts';
import { demoShop } from '../../builders/shopify-order.ts';
import { makeReconcileScene, type ReconcileScene, type SceneOptions } from './reconcile-scene.ts';

const since = '2026-11-22T10:00:00Z';
const otherShop = 'other.myshopify.com';

/** So many orders, a second apart, of which every third one came by webhook; ten minutes later. */
const sceneWith = async (orders: number, options: SceneOptions = {}) => {
  const scene = makeReconcileScene({ pageSize: 10, ...options });
  for (let nth = 1; nth <= orders; nth++) {
    scene.pass(1_000);
    const order = scene.shop().change(String(nth));
    if (nth % 3 === 0) await scene.webhook(order);
  }
  await scene.deliver();
  scene.takeSent();
  scene.pass(600_000);
  return scene;
};
const backfilled = async (
  scene: ReconcileScene,
  request: object,
  millis = 600_000,
): Promise<Backfilled> => {
  const end = scene.now() + millis;
  const answer = await scene.run(
    { action: 'backfill', ...request },
    { remainingMillis: () => end - scene.now() },
  );
  if (answer.kind !== 'backfilled') throw new Error(JSON.stringify(answer));
  return answer;
};
const none = { known: 0, missed: 0, lost: 0, repaired: 0, parked: 0, hidden: 0, postponed: 0 };

describe('a backfill', () => {
  it('puts what was never accepted on the queue at the stage’s pace, and says what it found', async () => {
    const scene = await sceneWith(30, { settings: { pacePerSecond: 5 } });
    const begun = scene.now();
    const answer = await backfilled(scene, { since, by: 'ops@example.com' });
    expect(answer).toMatchObject({
      counts: { ...none, known: 10, missed: 20 },
      troubles: [],
      hiddenBefore: [],
    });
    expect(answer.orders).toHaveLength(20);
    expect(answer.orders[0]).toBe(`${demoShop}/1`);
    expect(answer).not.toHaveProperty('next');
    expect(scene.takeSent()).toHaveLength(20);
    expect((scene.now() - begun) / 1_000).toBeCloseTo(19 / 5, 0);
    expect(scene.told).toEqual([
      { kind: 'backfill-asked', by: 'ops@example.com', request: { since, dryRun: false } },
    ]);
    // They are no missed webhooks: nobody says that there were to be any.
    expect(new Set(scene.takeReports().map(({ facts }) => facts['cause']))).toEqual(
      new Set(['backfill']),
    );
    expect(await scene.shop().watermark.read()).toBeUndefined();
    expect(await backfilled(scene, { since })).toMatchObject({ counts: { ...none, known: 30 } });
  });

  it('only counts in a dry run, without reading an order', async () => {
    const scene = await sceneWith(30);
    expect(await backfilled(scene, { since, dryRun: true })).toMatchObject({
      dryRun: true,
      counts: { ...none, known: 10, missed: 20 },
    });
    expect(scene.takeSent()).toEqual([]);
    expect(
      scene
        .shop()
        .takeQuestions()
        .some(({ kind }) => kind === 'order'),
    ).toBe(false);
  });

  it('ends before the grace period, or where it is told to', async () => {
    const scene = await sceneWith(30);
    scene.shop().change('9001');
    const until = '2026-11-22T10:00:12Z';
    expect((await backfilled(scene, { since, until })).counts).toEqual({
      ...none,
      known: 4,
      missed: 8,
    });
    expect((await backfilled(scene, { since })).counts).toMatchObject({ known: 18, missed: 12 });
    expect((await scene.recordOf('9001')).accepted).toBeUndefined();
  });

  it('comes to its end in slices, and counts each order once', async () => {
    const scene = await sceneWith(100, { settings: { pacePerSecond: 5 } });
    let counts = { ...none };
    let cursor: Backfilled['next'];
    let slices = 0;
    do {
      const answer = await backfilled(
        scene,
        { since, ...(cursor ? { cursor } : {}) },
        // Three seconds besides the reserve: fifteen orders.
        18_000,
      );
      cursor = answer.next;
      counts = {
        ...counts,
        known: counts.known + answer.counts.known,
        missed: counts.missed + answer.counts.missed,
      };
      slices += 1;
    } while (cursor !== undefined && slices < 50);
    expect(counts).toEqual({ ...none, known: 33, missed: 67 });
    expect(slices).toBeGreaterThan(3);
    expect(scene.takeSent()).toHaveLength(67);
    // Who asked is told once, not with every slice.
    expect(scene.told).toHaveLength(1);
  });

  it('says how far it is', async () => {
    const scene = await sceneWith(50, { settings: { pagesPerRun: 2 } });
    expect((await backfilled(scene, { since, dryRun: true })).next).toEqual({
      until: '2026-11-22T10:08:50Z',
      places: [{ shop: demoShop, after: expect.any(String), upTo: '2026-11-22T10:00:20Z' }],
    });
  });

  it('goes on with the other shops where one is in trouble, and keeps its place', async () => {
    const scene = await sceneWith(3, { shops: [demoShop, otherShop] });
    scene.shop(demoShop).lackScopes('read_orders');
    scene.shop(otherShop).change('9001');
    scene.pass(600_000);
    const answer = await backfilled(scene, { since });
    expect(answer).toMatchObject({
      counts: { missed: 1 },
      orders: [`${otherShop}/9001`],
      troubles: [{ shop: demoShop, end: { kind: 'denied', scopes: ['read_orders'] } }],
      next: { places: [{ shop: demoShop }] },
    });
    scene.shop(demoShop).lackScopes();
    const rest = await backfilled(scene, { since, cursor: answer.next });
    expect(rest).toMatchObject({ counts: { known: 1, missed: 2 }, troubles: [] });
    expect(rest).not.toHaveProperty('next');
  });

  it('says from when on orders are shown, where the app does not see all', async () => {
    const scene = await sceneWith(3);
    scene.shop().lackScopes('read_all_orders');
    expect((await backfilled(scene, { since })).hiddenBefore).toEqual([]);
    expect((await backfilled(scene, { since: '2026-01-01T00:00:00Z' })).hiddenBefore).toEqual([
      { shop: demoShop, day: '2026-09-23T10:10:03Z' },
    ]);
  });

  it('brings what was accepted and lost on its way', async () => {
    const scene = makeReconcileScene();
    scene.pass(1_000);
    await scene.webhook(scene.shop().change('1001'));
    scene.takeSent();
    scene.pass(3_700_000);
    expect((await backfilled(scene, { since })).counts).toEqual({ ...none, lost: 1 });
    expect(scene.takeSent()).toHaveLength(1);
  });
});

describe('a wrong question', () => {
  it.each([
    [{}, 'since must be an instant in UTC like 2026-11-22T10:00:00Z, unless orderId is given'],
    [{ since: 'yesterday' }, /^since must be an instant in UTC/],
    [{ since, until: since }, 'until must be later than since'],
    [{ since: '2026-11-22T10:10:00Z' }, 'since must be at least 120 s ago'],
    [{ since, shop: otherShop }, `shop must be one of this stage: ${demoShop}`],
    [{ since, cursor: { until: since, places: [{ shop: 'x' }] } }, /^shop must be one of/],
    [{ since, orderId: 'gid://1' }, 'orderId must be digits in quotes'],
    [{ since, sinse: 1 }, /^sinse is not a field here; known are /],
    [{ since, cursor: 'next' }, /^cursor must be the last answer's `next`$/],
  ])('%j is answered with one sentence', async (request, fault) => {
    const scene = await sceneWith(3);
    const answer = await scene.run({ action: 'backfill', ...request });
    const expected = typeof fault === 'string' ? fault : expect.stringMatching(fault);
    expect(answer).toEqual({ kind: 'refused', fault: expected });
    expect(scene.told).toEqual([]);
  });

  it.each([
    [undefined, 'the request must be a JSON object like {"action": "poll"}'],
    [{ action: 'dance' }, /^action must be one of poll, backfill, nightly, subscriptions/],
    [{ action: 'poll', now: true }, /^now is not a field here/],
  ])('%j is none of what can be asked', async (request, fault) => {
    const scene = makeReconcileScene();
    const expected = typeof fault === 'string' ? fault : expect.stringMatching(fault);
    expect(await scene.run(request)).toEqual({ kind: 'refused', fault: expected });
  });
});
