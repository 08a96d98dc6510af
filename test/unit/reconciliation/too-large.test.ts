/** Orders whose message would be larger than the queue takes. */
import { describe, expect, it } from 'vitest';
import { messageBytesMax } from '../../../lib/order/message-of.ts';
import { makeReconcileScene, type ReconcileScene } from './reconcile-scene.ts';

const everyMillis = 240_000;
const sceneAtWork = async () => {
  const scene = makeReconcileScene();
  await scene.poll();
  return scene;
};
const sentOrders = (scene: ReconcileScene) =>
  scene.takeSent().map(({ message }) => message.subject);

describe('an order that is too large for a message', () => {
  const note = 'x'.repeat(messageBytesMax);

  it('is parked once, at its version, and a smaller version of it is sent', async () => {
    const scene = await sceneAtWork();
    const { version } = scene.shop().change('1001', { note });
    scene.pass(everyMillis);
    expect((await scene.poll()).stamps).toMatchObject({ parked: 1, missed: 0 });
    scene.shop().takeQuestions();
    scene.pass(60_000);
    expect((await scene.poll()).stamps).toMatchObject({ parked: 0, known: 1 });
    expect(
      scene
        .shop()
        .takeQuestions()
        .some(({ kind }) => kind === 'order'),
    ).toBe(false);
    expect(await scene.letters.waiting()).toMatchObject([{ class: 'too_large', version }]);
    expect(sentOrders(scene)).toEqual([]);

    scene.shop().change('1001', { note: 'short' });
    scene.pass(everyMillis);
    expect((await scene.poll()).stamps.missed).toBe(1);
    expect(await scene.poll()).toMatchObject({ lettersSettled: 1 });
    expect(await scene.letters.waiting()).toEqual([]);
    expect(sentOrders(scene)).toEqual(['1001']);
  });

  it('by its webhook is not parked by the poll as well', async () => {
    const scene = await sceneAtWork();
    const order = scene.shop().change('1001', { note });
    expect(await scene.webhook(order)).toMatchObject({ kind: 'parked', class: 'too_large' });
    scene.pass(everyMillis);
    expect((await scene.poll()).stamps).toMatchObject({ parked: 0, missed: 0, known: 1 });
    expect(await scene.letters.waiting()).toHaveLength(1);
    expect((await scene.recordOf('1001')).parked).toMatchObject({ class: 'too_large' });
  });
});
