/** One letter, apart from its job. */
import { expect, it } from 'vitest';
import { replayLetter } from '../../../lib/letters/replay-letter.ts';
import { makeWorkScene, second } from './work-scene.ts';

it.each([
  ['this very job, by a worker that lost its lease', 'job-1', 'done'],
  ['another job', 'job-0', 'gone'],
])('that was settled for %s meanwhile is not sent again', async (_, jobId, end) => {
  const scene = makeWorkScene();
  await scene.park('a1');
  await scene.makeJob();
  const [letter] = await scene.letters.waiting();
  if (letter === undefined) throw new Error('no letter waits');
  await scene.letters.index.settle(letter, { how: 'replayed', at: second(50), jobId });
  const ports = { ...scene.world, report: () => {}, now: scene.time.now };
  expect(await replayLetter(ports, scene.job(), letter)).toBe(end);
  expect(scene.sent).toEqual([]);
});

it('that holds a repair is the same repair when it is replayed', async () => {
  const scene = makeWorkScene();
  await scene.park('a1', {}, { data: { origin: 'repair', generation: 2 } });
  await scene.makeJob();
  await scene.slice();
  const [sent] = scene.sent;
  const { data } = JSON.parse(sent?.body ?? '{}');
  expect(data).toMatchObject({ origin: 'replay', replays: 1, generation: 2 });
});
