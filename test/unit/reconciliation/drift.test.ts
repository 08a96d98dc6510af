/** The headline number: orders in Shopify without a delivered version. */
import { describe, expect, it } from 'vitest';
import { demoShop } from '../../builders/shopify-order.ts';
import { makeReconcileScene, type ReconcileScene } from './reconcile-scene.ts';

const everyMillis = 240_000;
const none = { orders: 0, oldestSeconds: 0 };

const sceneAtWork = async (options: Parameters<typeof makeReconcileScene>[0] = {}) => {
  const scene = makeReconcileScene(options);
  await scene.poll();
  scene.pass(everyMillis);
  return scene;
};

/** One receive gives ten messages. */
const deliverAll = async (scene: ReconcileScene) => {
  for (let left = scene.queue.bodies().length; left > 0; left -= 10) await scene.deliver();
};

describe('drift', () => {
  it('is 0 where all is well: delivered, on its way for a moment, or younger than the grace', async () => {
    const scene = await sceneAtWork();
    await scene.webhook(scene.shop().change('1001'));
    await scene.deliver();
    scene.pass(everyMillis);
    await scene.webhook(scene.shop().change('1002'));
    scene.shop().change('1003');
    expect((await scene.poll()).drift).toEqual(none);
  });

  it('is 0 after the run that repaired it, and stays so once it is delivered', async () => {
    const scene = await sceneAtWork();
    scene.shop().change('1001');
    scene.pass(everyMillis);
    expect(await scene.poll()).toMatchObject({ stamps: { missed: 1 }, drift: none });
    await scene.deliver();
    scene.pass(everyMillis);
    expect((await scene.poll()).drift).toEqual(none);
  });

  it('counts what waits for the WMS, long after it was listed last, and the age of the oldest', async () => {
    const scene = await sceneAtWork();
    for (const orderId of ['1001', '1002', '1003']) {
      await scene.webhook(scene.shop().change(orderId));
      scene.pass(60_000);
    }
    await scene.defer();
    const first = scene.now() - 180_000;
    for (let runs = 0; runs < 30; runs++) {
      scene.pass(everyMillis);
      const oldestSeconds = (scene.now() - first) / 1_000;
      expect((await scene.poll()).drift).toEqual({ orders: 3, oldestSeconds });
    }
    await scene.deliver();
    expect((await scene.poll()).drift).toEqual(none);
  });

  it('counts an order since its oldest version that is missing, and once', async () => {
    const scene = await sceneAtWork();
    await scene.webhook(scene.shop().change('1001', { note: 'first' }));
    scene.pass(everyMillis);
    await scene.poll();
    await scene.webhook(scene.shop().change('1001', { note: 'second' }));
    scene.pass(everyMillis);
    expect((await scene.poll()).drift).toEqual({ orders: 1, oldestSeconds: 480 });
  });

  it('does not count a dead letter, which has its own alarms', async () => {
    const scene = await sceneAtWork();
    const order = scene.shop().change('1001');
    await scene.webhook(order);
    const { version } = order;
    const at = new Date(scene.now()).toISOString();
    const parked = { version, instant: Date.parse(version), class: 'rejected', letterId: 'l', at };
    await scene.records.markParked(
      { shop: demoShop, orderId: '1001' },
      { ...parked, class: 'rejected' },
    );
    scene.pass(everyMillis);
    expect((await scene.poll()).drift).toEqual(none);
  });

  it('in a long outage counts all, run after run, until they are delivered', async () => {
    const scene = await sceneAtWork();
    for (let nth = 1; nth <= 1_200; nth++) {
      await scene.webhook(scene.shop().change(String(nth)));
      scene.pass(100);
    }
    scene.pass(everyMillis);
    expect((await scene.poll()).drift).toEqual({ orders: 1_200, oldestSeconds: 360 });
    scene.pass(2 * everyMillis);
    await scene.poll();
    scene.pass(everyMillis);
    expect((await scene.poll()).drift).toEqual({ orders: 1_200, oldestSeconds: 1_080 });
    await deliverAll(scene);
    scene.pass(everyMillis);
    expect((await scene.poll()).drift).toEqual(none);
  });

  it('of more orders than are remembered says that there are at least so many', async () => {
    const scene = await sceneAtWork();
    for (let nth = 1; nth <= 2_100; nth++) {
      await scene.webhook(scene.shop().change(String(nth)));
      scene.pass(100);
    }
    scene.pass(everyMillis);
    expect((await scene.poll()).drift).toEqual({ orders: 2_100, oldestSeconds: 450 });
    scene.pass(2 * everyMillis);
    await scene.poll();
    scene.pass(everyMillis);
    expect((await scene.poll()).drift).toEqual({
      ...{ orders: 2_000, oldestSeconds: 1_170, atLeast: true },
    });
    await deliverAll(scene);
    scene.pass(everyMillis);
    expect((await scene.poll()).drift).toEqual(none);
  });

  it('counts nothing that is knowingly not sent, or discarded', async () => {
    const scene = await sceneAtWork();
    for (const [orderId, outcome] of [
      ['1001', 'not_sent'],
      ['1002', 'discarded'],
    ] as const) {
      const order = scene.shop().change(orderId);
      await scene.webhook(order);
      const { version } = order;
      const at = new Date(scene.now()).toISOString();
      await scene.records.markDecided(
        { shop: demoShop, orderId },
        { version, instant: Date.parse(version), hash: 'a', generation: 0, at, outcome },
      );
    }
    scene.pass(everyMillis);
    expect((await scene.poll()).drift).toEqual(none);
  });

  it('forgets an order that was deleted in Shopify before it could be read', async () => {
    let isAway = true;
    const scene = await sceneAtWork({
      trouble: ({ kind }) =>
        isAway && kind === 'order' ? { kind: 'unavailable', cause: 'timeout' } : undefined,
    });
    scene.shop().change('1001');
    scene.pass(everyMillis);
    expect(await scene.poll()).toMatchObject({ stamps: { postponed: 1 }, drift: { orders: 1 } });
    isAway = false;
    scene.shop().remove('1001');
    for (let runs = 0; runs < 2; runs++) {
      scene.pass(2 * everyMillis);
      expect((await scene.poll()).drift).toEqual(none);
    }
  });

  it('goes on being measured where Shopify does not answer', async () => {
    let isAway = false;
    const scene = await sceneAtWork({
      trouble: ({ kind }) =>
        isAway && kind === 'changed' ? { kind: 'unavailable', cause: 'timeout' } : undefined,
    });
    await scene.webhook(scene.shop().change('1001'));
    scene.pass(everyMillis);
    expect((await scene.poll()).drift?.orders).toBe(1);
    isAway = true;
    scene.pass(everyMillis);
    expect(await scene.poll()).toMatchObject({ drift: { orders: 1 }, behindSeconds: 360 });
  });
});
