/** One order on demand: sent where it never came, and sent once more where it is done with. */
import { describe, expect, it } from 'vitest';
import { contentHash } from '../../../lib/order/normal-order.ts';
import type { Backfilled } from '../../../lib/reconciliation/request.ts';
import { demoShop } from '../../builders/shopify-order.ts';
import { makeReconcileScene, type ReconcileScene, type SceneOptions } from './reconcile-scene.ts';

const otherShop = 'other.myshopify.com';
const none = { known: 0, missed: 0, lost: 0, repaired: 0, parked: 0, hidden: 0, postponed: 0 };

const backfilled = async (scene: ReconcileScene, request: object): Promise<Backfilled> => {
  const answer = await scene.run({ action: 'backfill', ...request });
  if (answer.kind !== 'backfilled') throw new Error(JSON.stringify(answer));
  return answer;
};

/** Orders 1 to 3, of which the third came by webhook and was delivered; ten minutes later. */
const makeScene = async (options: SceneOptions = {}) => {
  const scene = makeReconcileScene(options);
  for (const orderId of ['1', '2', '3']) {
    scene.pass(1_000);
    const order = scene.shop().change(orderId);
    if (orderId === '3') await scene.webhook(order);
  }
  await scene.deliver();
  scene.takeSent();
  scene.pass(600_000);
  return scene;
};

describe('a backfill of one order', () => {
  it('sends it where it was never accepted, and only says so in a dry run', async () => {
    const scene = await makeScene();
    const orderId = '1';
    expect((await backfilled(scene, { orderId, dryRun: true })).counts).toEqual({
      ...none,
      missed: 1,
    });
    expect(scene.takeSent()).toEqual([]);
    expect((await backfilled(scene, { orderId })).counts).toEqual({ ...none, missed: 1 });
    expect(scene.takeSent()).toHaveLength(1);
    expect(await backfilled(scene, { orderId })).toMatchObject({
      counts: { ...none, known: 1 },
      kept: [{ shop: demoShop, why: 'waiting' }],
    });
  });

  it('finds it in whichever shop it is', async () => {
    const scene = await makeScene({ shops: [demoShop, otherShop] });
    scene.shop(otherShop).change('9001');
    expect(await backfilled(scene, { orderId: '9001' })).toMatchObject({
      counts: { missed: 1, hidden: 0 },
      orders: [`${otherShop}/9001`],
    });
  });

  it('says where it is not shown, and whether it may be too old for the app', async () => {
    const scene = await makeScene();
    expect(await backfilled(scene, { orderId: '77' })).toMatchObject({
      counts: { hidden: 1 },
      hiddenBefore: [],
    });
    scene.shop().lackScopes('read_all_orders');
    expect(await backfilled(scene, { orderId: '77' })).toMatchObject({
      counts: { hidden: 1 },
      hiddenBefore: [{ shop: demoShop }],
    });
  });
});

describe('an order that is done with, and is asked for by name', () => {
  const orderId = '3';
  const request = { orderId };

  it('is sent as a repair, each time, and says so', async () => {
    const scene = await makeScene();
    for (const generation of [1, 2]) {
      const answer = await backfilled(scene, request);
      expect(answer).toMatchObject({
        counts: { ...none, repaired: 1 },
        orders: [`${demoShop}/3`],
        kept: [],
      });
      expect(scene.takeSent().map(({ message }) => message.data)).toMatchObject([
        { origin: 'repair', generation },
      ]);
      await scene.deliver();
      expect((await scene.recordOf(orderId)).decided).toMatchObject({
        generation,
        outcome: 'delivered',
      });
      scene.pass(1_000);
    }
  });

  it('is not sent a second time while its repair is on its way', async () => {
    const scene = await makeScene();
    await backfilled(scene, request);
    scene.takeSent();
    scene.pass(1_000);
    expect(await backfilled(scene, request)).toMatchObject({
      counts: { ...none, known: 1 },
      kept: [{ shop: demoShop, why: 'waiting' }],
    });
    expect(scene.takeSent()).toEqual([]);
  });

  it('is only named in a dry run', async () => {
    const scene = await makeScene();
    expect(await backfilled(scene, { ...request, dryRun: true })).toMatchObject({
      counts: { ...none, repaired: 1 },
      orders: [`${demoShop}/3`],
    });
    expect(scene.takeSent()).toEqual([]);
    expect((await scene.recordOf(orderId)).accepted).toMatchObject({ source: 'webhook' });
  });

  it('is sent again after a person has discarded it', async () => {
    const scene = await makeScene();
    const order = scene.shop().change('4');
    await scene.webhook(order);
    const { version } = order;
    const at = new Date(scene.now()).toISOString();
    await scene.records.markDecided(
      { shop: demoShop, orderId: '4' },
      {
        ...{ version, instant: Date.parse(version), hash: contentHash(order), generation: 0, at },
        outcome: 'discarded',
      },
    );
    scene.takeSent();
    await backfilled(scene, { orderId: '4' });
    expect(scene.takeSent().map(({ message }) => message.data)).toMatchObject([
      { order: { orderId: '4' }, origin: 'repair', generation: 1 },
    ]);
    await scene.deliver();
    expect((await scene.recordOf('4')).decided).toMatchObject({ outcome: 'delivered' });
  });

  it('is left alone where it lies among the dead letters, whose id is said', async () => {
    const scene = await makeScene();
    const version = (await scene.recordOf(orderId)).decided?.version ?? '';
    const key = { shop: demoShop, orderId };
    await scene.records.markParked(key, {
      ...{ version, instant: Date.parse(version), class: 'rejected' },
      ...{ letterId: 'letter-1', at: new Date(scene.now()).toISOString() },
    });
    expect(await backfilled(scene, request)).toMatchObject({
      counts: { ...none, known: 1 },
      kept: [{ shop: demoShop, why: 'parked', letterId: 'letter-1' }],
    });
    expect(scene.takeSent()).toEqual([]);
  });

  it('is left alone by a backfill of a span of time', async () => {
    const scene = await makeScene();
    const answer = await backfilled(scene, { since: '2026-11-22T10:00:00Z' });
    expect(answer).toMatchObject({ counts: { ...none, known: 1, missed: 2 }, kept: [] });
  });

  it('that a webhook changes before it is read is sent as it is now', async () => {
    const scene = await makeScene();
    scene.shop().change(orderId, { note: 'later' });
    expect((await backfilled(scene, request)).counts).toEqual({ ...none, missed: 1 });
    expect(scene.takeSent().map(({ message }) => message.data.order.note)).toEqual(['later']);
  });
});
