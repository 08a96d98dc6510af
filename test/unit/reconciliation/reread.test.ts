/** Two contents of one version: Shopify's own counts. */
import { describe, expect, it } from 'vitest';
import { contentHash, type NormalOrder } from '../../../lib/order/normal-order.ts';
import { demoShop } from '../../builders/shopify-order.ts';
import { makeReconcileScene, type ReconcileScene } from './reconcile-scene.ts';

const everyMillis = 240_000;

/** Two webhooks of the same second, of which the other one is delivered last. */
const tied = async (): Promise<{
  scene: ReconcileScene;
  first: NormalOrder;
  second: NormalOrder;
}> => {
  const scene = makeReconcileScene();
  await scene.poll();
  const first = scene.shop().change('1001', { note: 'first' });
  const second = scene.shop().change('1001', { note: 'second' });
  expect(first.version).toBe(second.version);
  return { scene, first, second };
};
const notes = (scene: ReconcileScene) =>
  scene.takeSent().map(({ message }) => message.data.order.note);
const entered = (scene: ReconcileScene) => scene.records.rereads();

describe('an order that was entered to be read again', () => {
  it('is sent once more where the WMS has the other content, and taken off the list', async () => {
    const { scene, first, second } = await tied();
    await scene.webhook(second);
    await scene.webhook(first);
    await scene.deliver();
    expect(await entered(scene)).toHaveLength(1);
    scene.takeSent();
    scene.pass(everyMillis);
    expect(await scene.poll()).toMatchObject({ reread: 1, rereadSent: 1, stamps: { missed: 0 } });
    expect(scene.takeReports()).toMatchObject([
      { stage: 'reconciled', facts: { cause: 'reread' } },
    ]);
    expect(notes(scene)).toEqual(['second']);
    await scene.deliver();
    // What Shopify itself says is not doubtful any more.
    expect(await entered(scene)).toEqual([]);
    expect((await scene.recordOf('1001')).decided).toMatchObject({ generation: 2 });
    scene.pass(everyMillis);
    expect(await scene.poll()).toMatchObject({ reread: 0, rereadSent: 0 });
  });

  it('is left as it is where the WMS has this very content', async () => {
    const { scene, first, second } = await tied();
    await scene.webhook(first);
    await scene.webhook(second);
    await scene.deliver();
    scene.takeSent();
    scene.pass(everyMillis);
    expect(await scene.poll()).toMatchObject({ reread: 1, rereadSent: 0 });
    expect(notes(scene)).toEqual([]);
    expect(await entered(scene)).toEqual([]);
  });

  it('is not sent while the right content is on its way', async () => {
    const { scene, first, second } = await tied();
    await scene.webhook(first);
    await scene.deliver();
    await scene.webhook(second);
    await scene.records.markReread({ shop: demoShop, orderId: '1001' }, first.version, 'at');
    scene.takeSent();
    scene.pass(everyMillis);
    await scene.poll();
    expect(notes(scene)).toEqual([]);

    // Once it has arrived nothing is doubtful any more.
    await scene.deliver();
    await scene.poll();
    expect(notes(scene)).toEqual([]);
    expect(await entered(scene)).toEqual([]);
  });

  it('is sent after an hour where the right content was accepted again, and swallowed by SQS', async () => {
    const { scene, first, second } = await tied();
    await scene.webhook(second);
    await scene.deliver();
    await scene.webhook(first);
    await scene.deliver();
    // Another copy of the second webhook: marked as accepted, and a twin to SQS.
    const at = new Date(scene.now()).toISOString();
    const { accepted } = await scene.recordOf('1001');
    if (accepted === undefined) throw new Error('nothing was accepted');
    const again = { ...accepted, hash: contentHash(second), at };
    await scene.records.markAccepted(demoShop, '1001', again);
    scene.takeSent();

    scene.pass(everyMillis);
    expect(await scene.poll()).toMatchObject({ reread: 1, rereadSent: 0 });
    expect(await entered(scene)).toHaveLength(1);
    scene.pass(3_600_000);
    expect(await scene.poll()).toMatchObject({ rereadSent: 1 });
    expect(notes(scene)).toEqual(['second']);
    expect(await entered(scene)).toEqual([]);
  });

  it('waits until its second is over, and its webhook had its time', async () => {
    const { scene, first, second } = await tied();
    await scene.webhook(second);
    await scene.webhook(first);
    await scene.deliver();
    scene.takeSent();
    scene.pass(60_000);
    await scene.poll();
    expect(notes(scene)).toEqual([]);
    expect(await entered(scene)).toHaveLength(1);
  });

  it('is taken off the list where a newer version is on its way', async () => {
    const { scene, first } = await tied();
    await scene.webhook(first);
    const at = new Date(scene.now()).toISOString();
    await scene.records.markReread({ shop: demoShop, orderId: '1001' }, first.version, at);
    scene.pass(60_000);
    await scene.webhook(scene.shop().change('1001', { note: 'third' }));
    scene.takeSent();
    scene.pass(everyMillis);
    await scene.poll();
    expect(notes(scene)).toEqual([]);
    expect(await entered(scene)).toEqual([]);
  });

  it('is taken off the list where Shopify does not show it any more', async () => {
    const { scene, first } = await tied();
    await scene.webhook(first);
    const at = new Date(scene.now()).toISOString();
    await scene.records.markReread({ shop: demoShop, orderId: '1001' }, first.version, at);
    scene.shop().remove('1001');
    scene.pass(everyMillis);
    await scene.poll();
    expect(await entered(scene)).toEqual([]);
  });

  it('stays on the list where the run dies before it is on the queue', async () => {
    const { scene, first, second } = await tied();
    await scene.webhook(second);
    await scene.webhook(first);
    await scene.deliver();
    scene.takeSent();
    scene.pass(everyMillis);
    const dying = await scene.poll({
      around: async (port, work) => {
        if (port === 'enqueue') throw new Error('gone');
        return work();
      },
    });
    expect(dying.end.kind).toBe('failed');
    scene.pass(everyMillis);
    expect(await scene.poll()).toMatchObject({ rereadSent: 1 });
    expect(notes(scene)).toEqual(['second']);
  });

  it('stays on the list where it was entered again meanwhile', async () => {
    const { scene, first, second } = await tied();
    await scene.webhook(first);
    await scene.webhook(second);
    await scene.deliver();
    scene.pass(everyMillis);
    await scene.poll({
      around: async (port, work) => {
        if (port === 'rereads.remove') {
          const at = new Date(scene.now() + 1).toISOString();
          await scene.records.markReread({ shop: demoShop, orderId: '1001' }, first.version, at);
        }
        return work();
      },
    });
    expect(await entered(scene)).toHaveLength(1);
  });
});
