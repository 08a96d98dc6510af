/** More orders than a page, and more pages than a run. */
import { describe, expect, it } from 'vitest';
import { makeReconcileScene, type ReconcileScene } from './reconcile-scene.ts';
import type { Around } from './watched-ports.ts';

const everyMillis = 240_000;

const changeMany = (scene: ReconcileScene, count: number, apartMillis: number) => {
  for (let nth = 1; nth <= count; nth++) {
    scene.pass(apartMillis);
    scene.shop().change(String(nth));
  }
};
const sentOrders = (scene: ReconcileScene) =>
  scene.takeSent().map(({ message }) => message.subject);
const markOf = async (scene: ReconcileScene) => {
  const mark = await scene.shop().watermark.read();
  if (mark === undefined) throw new Error('no watermark');
  return mark;
};
const sceneOf = async (pagesPerRun: number) => {
  const scene = makeReconcileScene({ pageSize: 10, settings: { pagesPerRun } });
  await scene.poll();
  return scene;
};

describe('more pages than one run may handle', () => {
  it('are gone on with by the next runs, and the watermark comes as far as was handled', async () => {
    const scene = await sceneOf(2);
    changeMany(scene, 50, 1_000);
    scene.pass(everyMillis);
    expect(await scene.poll()).toMatchObject({
      end: { kind: 'unfinished' },
      stamps: { missed: 20 },
    });
    expect(sentOrders(scene)).toHaveLength(20);
    expect(await markOf(scene)).toMatchObject({
      until: '2026-11-22T10:00:20Z',
      unfinished: { until: '2026-11-22T10:02:50Z', newSince: '2026-11-22T09:58:00Z' },
    });

    scene.pass(everyMillis);
    expect(await scene.poll()).toMatchObject({
      end: { kind: 'unfinished' },
      stamps: { missed: 20 },
    });
    scene.pass(everyMillis);
    expect(await scene.poll()).toMatchObject({
      end: { kind: 'unfinished' },
      stamps: { missed: 10 },
    });
    expect(sentOrders(scene)).toHaveLength(30);
    // What was left is done, and the rest of this run began with what changed since.
    scene.pass(everyMillis);
    for (let runs = 0; runs < 3; runs++) await scene.poll();
    expect(sentOrders(scene)).toEqual([]);
    expect(await markOf(scene)).toMatchObject({ until: '2026-11-22T10:14:50Z', unfinished: null });
  });

  it('come to an end also where all orders changed in one second, and within one overlap', async () => {
    const scene = await sceneOf(1);
    scene.pass(1_000);
    changeMany(scene, 45, 0);
    scene.pass(everyMillis);
    for (let runs = 0; runs < 5; runs++) {
      await scene.poll();
      scene.pass(1_000);
    }
    expect(new Set(sentOrders(scene)).size).toBe(45);
    expect((await markOf(scene)).unfinished).toBeNull();
  });

  it('are handled once each, though orders change while they are paged', async () => {
    const scene = await sceneOf(2);
    changeMany(scene, 40, 1_000);
    scene.pass(everyMillis);
    await scene.poll();
    // One behind the cursor, one before it: both move out of the window.
    scene.shop().change('3', { note: 'again' });
    scene.shop().change('33', { note: 'again' });
    scene.pass(everyMillis);
    await scene.poll();
    for (let runs = 0; runs < 2; runs++) {
      scene.pass(everyMillis);
      await scene.poll();
    }
    const sent = scene.takeSent();
    const of = (orderId: string) => sent.filter(({ message }) => message.subject === orderId);
    expect(new Set(sent.map(({ message }) => message.subject)).size).toBe(40);
    expect(of('3').map(({ message }) => message.data.order.note)).toEqual([null, 'again']);
    expect(of('33').map(({ message }) => message.data.order.note)).toEqual(['again']);
  });
});

describe('a cursor that Shopify does not take any more', () => {
  it('ends the run, and the next one asks for the window anew', async () => {
    const scene = await sceneOf(1);
    changeMany(scene, 25, 1_000);
    scene.pass(everyMillis);
    await scene.poll();
    const mark = await markOf(scene);
    const unfinished = mark.unfinished && { ...mark.unfinished, after: 'of last year' };
    await scene.shop().watermark.replace(mark, { ...mark, unfinished });

    expect((await scene.poll()).end).toMatchObject({ kind: 'malformed' });
    expect((await markOf(scene)).unfinished).toBeNull();
    for (let runs = 0; runs < 3; runs++) await scene.poll();
    expect(new Set(sentOrders(scene)).size).toBe(25);
  });
});

describe('a page that Shopify has an error for', () => {
  it('is asked for anew by the next run, from the watermark on: it may have been its cursor', async () => {
    let isWrong = false;
    const scene = makeReconcileScene({
      ...{ pageSize: 10, settings: { pagesPerRun: 1 } },
      trouble: ({ kind }) =>
        isWrong && kind === 'changed' ? { kind: 'unavailable', cause: 'graphql_error' } : undefined,
    });
    await scene.poll();
    changeMany(scene, 25, 1_000);
    scene.pass(everyMillis);
    await scene.poll();
    expect((await markOf(scene)).unfinished).not.toBeNull();

    isWrong = true;
    expect((await scene.poll()).end).toMatchObject({ kind: 'unavailable' });
    expect(await markOf(scene)).toMatchObject({ until: '2026-11-22T10:00:10Z', unfinished: null });

    isWrong = false;
    for (let runs = 0; runs < 3; runs++) await scene.poll();
    expect(new Set(sentOrders(scene)).size).toBe(25);
  });
});

describe('a run that dies', () => {
  it.each([
    ['enqueue', 15],
    ['markAccepted', 15],
    ['watermark.replace', 3],
    ['admin.changed', 3],
  ])('at a later call of %s is gone on with, and no order is passed over', async (port, nth) => {
    const scene = await sceneOf(40);
    changeMany(scene, 25, 1_000);
    scene.pass(everyMillis);
    let calls = 0;
    const polled = await scene.poll({
      around: async (name, work) => {
        if (name === port) calls += 1;
        if (calls >= nth) throw new Error('gone');
        return work();
      },
    });
    expect(polled.end).toEqual({ kind: 'failed', error: 'Error' });
    // By the next run its lease is over.
    scene.pass(everyMillis);
    await scene.poll();
    expect(new Set(sentOrders(scene)).size).toBe(25);
    expect(await markOf(scene)).toMatchObject({ until: '2026-11-22T10:06:25Z', unfinished: null });
  });
});

describe('two runs at once', () => {
  it('begun in the same moment, one of them does the work', async () => {
    const scene = await sceneOf(40);
    changeMany(scene, 5, 1_000);
    scene.pass(everyMillis);
    const ends = await Promise.all([scene.poll(), scene.poll()]);
    expect(ends.map(({ end }) => end.kind).sort()).toEqual(['busy', 'done']);
    expect(sentOrders(scene)).toHaveLength(5);
  });

  it('the second finds the first at it, and asks Shopify for no order', async () => {
    const scene = await sceneOf(40);
    changeMany(scene, 5, 1_000);
    scene.pass(everyMillis);
    const first = await scene.poll({ around: once('admin.changed', () => second(scene, 'busy')) });
    expect(first).toMatchObject({ end: { kind: 'done' }, stamps: { missed: 5 } });
    expect(sentOrders(scene)).toHaveLength(5);
  });

  it.each([0, 30])(
    'with %i orders, the first stops as soon as it sees that its lease was over',
    async (orders) => {
      const scene = await sceneOf(40);
      changeMany(scene, orders, 1_000);
      scene.pass(everyMillis);
      const around = once('admin.changed', async () => {
        scene.pass(121_000);
        await second(scene, 'done');
      });
      expect((await scene.poll({ around })).end).toEqual({ kind: 'busy' });
      expect(sentOrders(scene)).toHaveLength(orders);
    },
  );
});

/** Lets something happen when the run comes to this port for the first time. */
const once = (port: string, happen: () => Promise<void>): Around => {
  let isOver = false;
  return async (name, work) => {
    if (name === port && !isOver) {
      isOver = true;
      await happen();
    }
    return work();
  };
};
const second = async (scene: ReconcileScene, end: string): Promise<void> => {
  expect((await scene.poll()).end.kind).toBe(end);
};
