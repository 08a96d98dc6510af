/** A batch that comes when there is no time for it. */
import { expect, it } from 'vitest';
import { makeBatchScene } from './batch-scene.ts';
import { receivedOrder } from './received-order.ts';

it('a batch without time asks the table for nothing, so that a table that is away costs it no wait', async () => {
  let reads = 0;
  const scene = makeBatchScene(undefined, {
    readState: () => {
      reads += 1;
      return Promise.reject(new Error('the table is away'));
    },
  });

  expect(await scene.run([receivedOrder({}, { messageId: 'late' })], 3_999)).toEqual(['late']);
  expect([reads, scene.secondsHidden()]).toEqual([0, [[0]]]);
});
