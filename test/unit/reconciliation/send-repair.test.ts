/** An order that is done with is put on the queue once more. */
import { describe, expect, it } from 'vitest';
import { messageBytesMax } from '../../../lib/order/message-of.ts';
import { contentHash } from '../../../lib/order/normal-order.ts';
import { sendRepair } from '../../../lib/reconciliation/send-repair.ts';
import { demoShop } from '../../builders/shopify-order.ts';
import { makeReconcileScene } from './reconcile-scene.ts';

/** An order that came by webhook, was delivered, and is a day old; as Shopify has it still. */
const delivered = async () => {
  const scene = makeReconcileScene();
  const order = scene.shop().change('1001');
  await scene.webhook(order);
  await scene.deliver();
  scene.pass(86_400_000);
  scene.takeSent();
  const found = { order, hash: contentHash(order) };
  const repair = async (work = scene.work()) =>
    sendRepair(work, found, await scene.recordOf('1001'));
  return { scene, order, found, repair };
};

describe('a repair', () => {
  it('is the order as Shopify has it, under the generation after the delivered one', async () => {
    const { scene, order, found, repair } = await delivered();
    expect(await repair()).toEqual({ kind: 'sent' });
    const [sent, ...others] = scene.takeSent();
    expect(others).toEqual([]);
    expect(sent?.groupId).toBe(`${demoShop}/1001`);
    expect(sent?.deduplicationId).toMatch(/^repair:[0-9a-f]{64}$/);
    expect(sent?.message).toMatchObject({
      id: sent?.deduplicationId,
      time: '2026-11-23T10:00:00.000Z',
    });
    expect(sent?.message.data).toMatchObject({
      order,
      hash: found.hash,
      origin: 'repair',
      generation: 1,
      replays: 0,
    });
  });

  it('is marked as accepted, with what it wants', async () => {
    const { scene, repair } = await delivered();
    await repair();
    expect((await scene.recordOf('1001')).accepted).toMatchObject({
      source: 'repair',
      generation: 1,
      at: '2026-11-23T10:00:00.000Z',
    });
  });

  it('is told as a repair, and counted as nothing else', async () => {
    const { scene, repair } = await delivered();
    const work = scene.work();
    await repair(work);
    expect(work.tally).toMatchObject({ repaired: 1, missed: 0, lost: 0, known: 0 });
    expect(scene.takeReports()).toMatchObject([
      {
        stage: 'reconciled',
        orderId: '1001',
        facts: { shop: demoShop, cause: 'repair', run: '0a1b' },
      },
    ]);
  });

  it('that two runs want at once is one message', async () => {
    const { scene, repair } = await delivered();
    await repair();
    await repair();
    const ids = scene.takeSent().map(({ deduplicationId }) => deduplicationId);
    expect(ids).toEqual([ids[0], ids[0]]);
    expect(scene.queue.bodies()).toHaveLength(1);
  });

  it('is parked where it is too large for a message', async () => {
    const { scene, order } = await delivered();
    const work = scene.work();
    const large = { ...order, note: 'x'.repeat(messageBytesMax) };
    const found = { order: large, hash: contentHash(large) };
    const end = await sendRepair(work, found, await scene.recordOf('1001'));
    expect(end).toMatchObject({ kind: 'too_large' });
    expect(scene.takeSent()).toEqual([]);
    expect(work.tally).toMatchObject({ repaired: 0, parked: 1 });
    expect((await scene.recordOf('1001')).parked).toMatchObject({ class: 'too_large' });
  });
});
