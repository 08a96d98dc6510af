/** A newer version with the content that the WMS has is not sent; which version it was sent stays known. */
import { expect, it } from 'vitest';
import { makeBatchScene } from './batch-scene.ts';
import { atVersion, receivedOrder } from './received-order.ts';

it('a version that is not sent says which one was, however many follow', async () => {
  const scene = makeBatchScene();
  const [first, second, third] = [1, 2, 3].map((n) => atVersion(n).version);
  for (const version of [first, second, third]) {
    await scene.run([receivedOrder({ order: { version: version ?? '' } })]);
  }
  const { order } = receivedOrder().message.data;
  const { decided } = await scene.records.readRecord(order.shop, order.orderId);

  expect(scene.deliveries).toHaveLength(1);
  expect(decided).toMatchObject({ version: third, sentInstant: Date.parse(first ?? '') });
});
