/** An order that the WMS has lost is sent to it once more. */
import { describe, expect, it } from 'vitest';
import { parseLetter } from '../../../lib/order/dead-letter.ts';
import { makeBatchScene, rejected } from './batch-scene.ts';
import { atVersion, receivedOrder } from './received-order.ts';

const order = { version: atVersion(1).version };
const webhook = () => receivedOrder({ order });
const repair = (generation = 1) => receivedOrder({ order, data: { origin: 'repair', generation } });
const generationsSent = ({ deliveries }: ReturnType<typeof makeBatchScene>) =>
  deliveries.map(({ idempotencyKey }) => idempotencyKey.slice(-2));
const stages = ({ reports }: ReturnType<typeof makeBatchScene>) =>
  reports.map(({ stage }) => stage);

describe('a repair', () => {
  it('is sent under a key of its own, and its copies are unchanged', async () => {
    const scene = makeBatchScene();
    const first = repair();
    await scene.run([webhook()]);
    await scene.run([first]);
    await scene.run([first]);
    await scene.run([repair()]);
    expect(generationsSent(scene)).toEqual(['g0', 'g1']);
    expect(stages(scene)).toEqual(['processed', 'processed', 'unchanged', 'unchanged']);
  });

  it('that comes later is sent again', async () => {
    const scene = makeBatchScene();
    await scene.run([webhook()]);
    await scene.run([repair(1)]);
    await scene.run([repair(2)]);
    expect(generationsSent(scene)).toEqual(['g0', 'g1', 'g2']);
  });

  it('that fails is tried again under the same key', async () => {
    const ends = [
      { kind: 'delivered', wmsOrderId: 'WMS-1', attempts: 1 },
      { kind: 'failed', cause: 'status', status: 503, attempts: 5 },
      { kind: 'delivered', wmsOrderId: 'WMS-2', attempts: 1 },
    ] as const;
    const script = [...ends];
    const scene = makeBatchScene(() => script.shift() ?? ends[0]);
    const message = repair();
    await scene.run([webhook()]);
    await scene.run([message]);
    await scene.run([message]);
    expect(generationsSent(scene)).toEqual(['g0', 'g1', 'g1']);
    const { shop, orderId } = message.message.data.order;
    const record = await scene.records.readRecord(shop, orderId);
    expect(record).toMatchObject({ decided: { generation: 1 }, wmsOrderId: 'WMS-2' });
    expect(record).not.toHaveProperty('waitingSince');
  });

  it('that is refused lies in the dead letters, and says there what it wants', async () => {
    let isRefusing = false;
    const delivered = { kind: 'delivered', wmsOrderId: 'WMS-1', attempts: 1 } as const;
    const scene = makeBatchScene(() => (isRefusing ? rejected : delivered));
    await scene.run([webhook()]);
    isRefusing = true;
    await scene.run([repair()]);
    const [body = ''] = scene.letters.bodies();
    expect(parseLetter(body)).toMatchObject({ message: { data: { generation: 1 } } });
    expect(scene.letters.index.all().map(({ letter }) => letter.generation)).toEqual([1]);
  });
});
