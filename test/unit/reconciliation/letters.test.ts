/** Dead letters without a message: their orders are read from Shopify instead. */
import { describe, expect, it } from 'vitest';
import type { AdminTrouble } from '../../../lib/reconciliation/admin-api.ts';
import { deadLetter, orderMessage } from '../../builders/order-message.ts';
import { demoShop } from '../../builders/shopify-order.ts';
import { makeReconcileScene, type ReconcileScene, type SceneOptions } from './reconcile-scene.ts';

const everyMillis = 240_000;

const sceneAtWork = async (options: SceneOptions = {}) => {
  const scene = makeReconcileScene(options);
  await scene.poll();
  return scene;
};
/** A signed webhook of this order that could not be read. */
const parkMalformed = (
  scene: ReconcileScene,
  orderId: string | null,
  given: Parameters<typeof deadLetter>[0] = {},
) =>
  scene.letters.park(
    deadLetter({
      message: null,
      groupId: `${demoShop}/letter-${orderId}`,
      ...given,
      letter: {
        letterId: `letter-${orderId}`,
        class: 'malformed',
        orderId,
        version: null,
        parkedAt: new Date(scene.now()).toISOString(),
        receivedAt: new Date(scene.now()).toISOString(),
        ...given.letter,
      },
    }),
  );
const waiting = async (scene: ReconcileScene) =>
  (await scene.letters.waiting()).map(({ letterId }) => letterId);

describe('a letter whose order is known', () => {
  it('is settled once the order is on the queue, and is no missed webhook', async () => {
    const scene = await sceneAtWork();
    const order = scene.shop().change('1001');
    await parkMalformed(scene, '1001');
    scene.pass(everyMillis);
    expect(await scene.poll()).toMatchObject({
      lettersSettled: 1,
      stamps: { missed: 0, known: 1 },
    });
    const [sent] = scene.takeSent();
    expect(sent?.message).toMatchObject({
      time: '2026-11-22T10:00:00.000Z',
      data: { order, origin: 'replay', replays: 1 },
    });
    expect(await waiting(scene)).toEqual([]);
    expect(scene.letters.index.all()).toMatchObject([
      { settled: { how: 'replayed', jobId: 'reconciliation' } },
    ]);
    expect(scene.takeReports()).toMatchObject([
      {
        stage: 'replayed',
        orderId: '1001',
        latencyMillis: everyMillis,
        facts: { class: 'malformed' },
      },
    ]);
  });

  it('is settled without sending where the order came by itself meanwhile', async () => {
    const scene = await sceneAtWork();
    const order = scene.shop().change('1001');
    await parkMalformed(scene, '1001');
    scene.pass(1_000);
    await scene.webhook(order);
    scene.takeSent();
    scene.pass(everyMillis);
    expect(await scene.poll()).toMatchObject({ lettersSettled: 1 });
    expect(scene.takeSent()).toEqual([]);
  });

  it('is sent where its message was accepted first, and could not be read on the queue', async () => {
    const scene = await sceneAtWork();
    await scene.webhook(scene.shop().change('1001'));
    scene.takeSent();
    scene.pass(1_000);
    await parkMalformed(scene, '1001', { letter: { class: 'expired' } });
    scene.pass(everyMillis);
    expect(await scene.poll()).toMatchObject({ lettersSettled: 1 });
    expect(scene.takeSent()).toHaveLength(1);
  });

  it('is sent once, though the run dies before the letter is settled', async () => {
    const scene = await sceneAtWork();
    scene.shop().change('1001');
    await parkMalformed(scene, '1001');
    scene.pass(everyMillis);
    const dying = await scene.poll({
      around: async (port, work) => {
        if (port === 'letters.settle') throw new Error('gone');
        return work();
      },
    });
    expect(dying.end.kind).toBe('failed');
    scene.pass(everyMillis);
    expect(await scene.poll()).toMatchObject({ lettersSettled: 1 });
    expect(scene.takeSent()).toHaveLength(1);
  });

  it('brings the newest version, though a run that died has sent an older one minutes before', async () => {
    const scene = await sceneAtWork();
    scene.shop().change('1001', { note: 'first' });
    await parkMalformed(scene, '1001');
    scene.pass(everyMillis);
    await scene.poll({
      around: async (port, work) => {
        if (port === 'markAccepted') throw new Error('gone');
        return work();
      },
    });
    scene.shop().change('1001', { note: 'second' });
    // SQS swallows what has an id that it has seen in the last five minutes.
    scene.pass(everyMillis);
    await scene.poll();
    await scene.deliver();
    const { version } = scene.shop().orders()[0] ?? {};
    expect((await scene.recordOf('1001')).decided).toMatchObject({ version });
  });

  it('stays where Shopify does not give the order, or gives it in another shape', async () => {
    const scene = await sceneAtWork({
      trouble: ({ orderId }) =>
        orderId === '1002' ? { kind: 'malformed', fault: 'lines: invalid_type' } : undefined,
    });
    await parkMalformed(scene, '1001');
    await parkMalformed(scene, '1002');
    scene.pass(everyMillis);
    expect(await scene.poll()).toMatchObject({ end: { kind: 'done' }, lettersSettled: 0 });
    expect(await waiting(scene)).toEqual(['letter-1001', 'letter-1002']);
  });
});

it('letters with a message, without an order, of a deleted order or of another shop are let alone', async () => {
  const scene = await sceneAtWork();
  for (const orderId of ['1001', '1002', '1003']) scene.shop().change(orderId);
  await scene.letters.park(deadLetter({ message: orderMessage({ order: { orderId: '1001' } }) }));
  await parkMalformed(scene, null);
  await parkMalformed(scene, '1002', { letter: { class: 'deleted' } });
  await parkMalformed(scene, '1003', { letter: { shop: 'other.myshopify.com' } });
  scene.shop().takeQuestions();
  expect(await scene.poll()).toMatchObject({ lettersSettled: 0 });
  expect(
    scene
      .shop()
      .takeQuestions()
      .filter(({ kind }) => kind === 'order'),
  ).toEqual([]);
  expect(await waiting(scene)).toHaveLength(4);
});

describe('many letters', () => {
  const many = async (count: number, options: SceneOptions = {}) => {
    const scene = await sceneAtWork(options);
    for (let nth = 1; nth <= count; nth++) {
      scene.pass(1_000);
      scene.shop().change(String(nth));
      await parkMalformed(scene, String(nth));
    }
    scene.shop().takeQuestions();
    return scene;
  };
  const asked = (scene: ReconcileScene) =>
    scene
      .shop()
      .takeQuestions()
      .flatMap(({ kind, orderId }) => (kind === 'order' && orderId ? [orderId] : []));

  it('are read fifty in a run, and each has its turn though the first ones stay', async () => {
    // Stays, as the order cannot be read.
    const scene = await many(120, {
      trouble: ({ kind }) =>
        kind === 'order' ? { kind: 'malformed', fault: 'lines: invalid_type' } : undefined,
    });
    const runs: string[][] = [];
    for (let nth = 0; nth < 3; nth++) {
      await scene.poll();
      runs.push(asked(scene));
    }
    expect(runs.map((run) => run.slice(0, 50).length)).toEqual([50, 50, 20]);
    expect(new Set(runs.flatMap((run) => run.slice(0, 50))).size).toBe(120);
  });

  it('one that cannot be read keeps no other; a shop that is away ends it for this run', async () => {
    const away: AdminTrouble = { kind: 'unavailable', cause: 'timeout' };
    let isAway = (orderId: string): boolean => orderId === '2';
    const scene = await many(20, {
      trouble: ({ orderId }) => (orderId !== undefined && isAway(orderId) ? away : undefined),
    });
    expect(await scene.poll()).toMatchObject({ end: { kind: 'done' }, lettersSettled: 19 });
    expect(await waiting(scene)).toEqual(['letter-2']);
    isAway = () => false;
    expect(await scene.poll()).toMatchObject({ lettersSettled: 1 });
  });

  it('do not take the poll’s time', async () => {
    const scene = await sceneAtWork();
    // Shopify does not show their orders, and takes its time to say so.
    for (let nth = 1; nth <= 50; nth++) await parkMalformed(scene, String(nth));
    scene.shop().change('9001');
    scene.pass(everyMillis);
    scene.shop().takeQuestions();
    await scene.poll({
      around: async (port, work) => {
        if (port === 'admin.order') scene.pass(10_000);
        return work();
      },
    });
    // Ten minutes, of which the letters may take a third.
    expect(asked(scene).length).toBeLessThan(25);
    expect((await scene.recordOf('9001')).accepted).toBeDefined();
  });
});
