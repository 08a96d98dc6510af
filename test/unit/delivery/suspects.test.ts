import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../../lib/delivery/deliver.ts';
import type { DeliveryOutcome } from '../../../lib/delivery/outcome.ts';
import { failed, makeBatchScene, rejected, sceneStart } from './batch-scene.ts';
import { receivedOrder } from './received-order.ts';

type Scene = ReturnType<typeof makeBatchScene>;
const shop = 'demo.myshopify.com';
const delivered: DeliveryOutcome = { kind: 'delivered', wmsOrderId: 'W', attempts: 1 };
const ofOrder = (orderId: string, receives = 1) =>
  receivedOrder({ order: { orderId } }, { messageId: `m${orderId}`, receives });
const begin = async (scene: Scene, orderId: string, times: number) => {
  for (let n = 0; n < times; n++) await scene.records.markBegun({ shop, orderId });
};
const begunOf = async (scene: Scene) => (await scene.records.readRecord(shop, '1')).begun;

describe('a message that was received often', () => {
  it.each([
    [1, []],
    [3, []],
    [4, ['begun']],
    [400, ['begun']],
  ])('%i times has it written down that its delivery begins: %j', async (receives, expected) => {
    const seen: (readonly string[])[] = [];
    const scene = makeBatchScene(() => {
      seen.push(scene.takeWrites());
      return delivered;
    });
    await scene.run([ofOrder('1', receives)]);
    expect(seen).toEqual([expected]);
  });

  it('is not begun while it only waits', async () => {
    const scene = makeBatchScene();
    await scene.putCircuit({
      block: { kind: 'open', since: sceneStart - 100_000, nextProbeAt: sceneStart + 5_000 },
    });
    await scene.run([ofOrder('1', 100)]);
    expect([await begunOf(scene), scene.takeWrites()]).toEqual([undefined, ['waiting']]);
  });

  it.each<[string, DeliveryOutcome]>([
    ['delivered', delivered],
    ['superseded-at-wms', { kind: 'superseded-at-wms', attempts: 1 }],
    ['refused', rejected],
    ['failed', failed],
    ['deferred', { kind: 'deferred', reason: 'throttled', seconds: 9, attempts: 1 }],
  ])('and ends as %s is under no suspicion', async (_, outcome) => {
    const scene = makeBatchScene(() => outcome);
    await begin(scene, '1', 5);
    await scene.run([ofOrder('1', 9)]);
    expect(await begunOf(scene)).toBeUndefined();
  });

  it('and ends in trouble of ours is under no suspicion, and is known to wait', async () => {
    const park = () => Promise.reject(new Error('SQS is away'));
    const scene = makeBatchScene(() => rejected, { park });
    for (const receives of [4, 5, 6]) {
      expect(await scene.run([ofOrder('1', receives)])).toEqual(['m1']);
      expect(await begunOf(scene)).toBeUndefined();
    }
    expect(await scene.records.waiting()).toMatchObject([{ order: `${shop}/1` }]);
  });

  it('and only waits for the WMS stays under suspicion: nothing came to an end', async () => {
    const scene = makeBatchScene();
    await begin(scene, '1', 5);
    await scene.putCircuit({
      block: { kind: 'open', since: sceneStart - 100_000, nextProbeAt: sceneStart + 5_000 },
    });
    await scene.run([ofOrder('1', 9)]);
    expect(await begunOf(scene)).toBe(5);
  });

  it('and is claimed elsewhere stays under suspicion: that delivery may be one that never ends', async () => {
    const scene = makeBatchScene(undefined, {
      deliverOnce: async () => ({ kind: 'claimed-elsewhere' }),
    });
    await begin(scene, '1', 5);
    await scene.run([ofOrder('1', 9)]);
    expect(await begunOf(scene)).toBe(5);
  });

  it('is not sent where nobody can write down that it begins', async () => {
    const markBegun = () => Promise.reject(new Error('the table is away'));
    const scene = makeBatchScene(undefined, { markBegun });
    expect(await scene.run([ofOrder('1', 4)])).toEqual(['m1']);
    expect(scene.deliveries).toEqual([]);
  });
});

describe('a message whose deliveries began and never ended', () => {
  it('is poison after ten of them: parked without another attempt', async () => {
    const scene = makeBatchScene();
    await begin(scene, '1', 10);
    expect(await scene.run([ofOrder('1', 13)])).toEqual([]);
    expect(scene.deliveries).toEqual([]);
    expect(JSON.parse(scene.letters.bodies()[0] ?? '{}').letter).toMatchObject({
      class: 'poison',
      reason: 'began 10 times and never ended: the process was killed each time',
      status: null,
      attempts: 0,
      receives: 13,
    });
    const record = await scene.records.readRecord(shop, '1');
    expect(record).toEqual({ parked: expect.objectContaining({ class: 'poison' }) });
  });

  it('has a tenth chance after nine', async () => {
    const scene = makeBatchScene();
    await begin(scene, '1', 9);
    await scene.run([ofOrder('1', 13)]);
    expect(scene.told()).toEqual(['m1 processed']);
  });

  it('comes last and alone, the least suspected first', async () => {
    const steps: string[] = [];
    const scene = makeBatchScene(async ({ message }: Delivery) => {
      const { orderId } = message.data.order;
      steps.push(orderId);
      await new Promise((resolve) => setImmediate(resolve));
      steps.push(orderId);
      return delivered;
    });
    await begin(scene, '1', 9);
    await begin(scene, '2', 2);
    await begin(scene, '3', 1);
    expect(await scene.run(['1', '2', '3', '4'].map((id) => ofOrder(id)))).toEqual([]);
    expect(steps).toEqual(['3', '4', '3', '4', '2', '2', '1', '1']);
  });

  it('lets all others be settled before it ends the process once more', async () => {
    const ends = ({ message }: Delivery) =>
      message.data.order.orderId === '1' ? new Promise<never>(() => {}) : delivered;
    const begun = Promise.withResolvers<void>();
    const scene = makeBatchScene((delivery) => {
      if (delivery.message.data.order.orderId === '1') begun.resolve();
      return ends(delivery);
    });
    await begin(scene, '1', 2);
    void scene.run([ofOrder('1'), ofOrder('2'), ofOrder('3')]);
    await begun.promise;
    expect(scene.told().toSorted()).toEqual(['m2 processed', 'm3 processed']);
  });

  it('is judged by its newest message, and the older ones go with it', async () => {
    const scene = makeBatchScene();
    await begin(scene, '1', 10);
    const version = '2026-11-22T10:00:09Z';
    const newest = receivedOrder({ order: { orderId: '1', version } }, { messageId: 'newest' });
    expect(await scene.run([ofOrder('1', 13), newest])).toEqual([]);
    expect(scene.told()).toEqual(['newest parked', 'm1 superseded']);
  });
});
