import { expect, it } from 'vitest';
import { inLanes } from '../../../lib/letters/lanes.ts';
import { makeVirtualTime } from './virtual-time.ts';

it('as many at once as there are lanes, each item once', async () => {
  const time = makeVirtualTime(0);
  let together = 0;
  let most = 0;
  const done: number[] = [];
  const items = Array.from({ length: 20 }, (_, n) => n);
  await time.run(
    inLanes(items, 3, async (item) => {
      together += 1;
      most = Math.max(most, together);
      await time.sleep(10 + (item % 4));
      together -= 1;
      done.push(item);
    }),
  );
  expect([most, done.toSorted((a, b) => a - b)]).toEqual([3, items]);
});

it('nothing is begun after a failure, and it is told when all have come to rest', async () => {
  const time = makeVirtualTime(0);
  const begun: number[] = [];
  const ended: number[] = [];
  const work = inLanes([1, 2, 3, 4, 5, 6], 3, async (item) => {
    begun.push(item);
    await time.sleep(item === 2 ? 10 : 50);
    if (item === 2) throw new Error('AWS is away');
    ended.push(item);
  });
  await expect(time.run(work)).rejects.toThrow('AWS is away');
  expect([begun, ended]).toEqual([
    [1, 2, 3],
    [1, 3],
  ]);
});

it('of nothing is done at once', async () => {
  const fail = () => Promise.reject(new Error('there is nothing to do'));
  await expect(inLanes([], 3, fail)).resolves.toBeUndefined();
});
