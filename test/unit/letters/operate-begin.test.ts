import { describe, expect, it } from 'vitest';
import { parseAnyRequest } from '../../../lib/letters/parse-request.ts';
import type { OperateAnswer } from '../../../lib/letters/request.ts';
import { replayJob } from '../../builders/job.ts';
import { type DeskScene, makeDeskScene, parkedAt } from './desk-scene.ts';

const asOf = '2026-11-22T12:00:00.000Z';
const shop = 'demo.myshopify.com';

/** As an operator writes it. */
const ask = async (scene: DeskScene, given: object): Promise<OperateAnswer> => {
  const parsed = parseAnyRequest({ asOf, by: 'Ada', ...given });
  if (parsed.kind === 'refused') throw new Error(parsed.fault);
  const { request } = parsed;
  if (request.action !== 'replay' && request.action !== 'discard') throw new Error('not asked');
  return scene.operate(request);
};
const replay = (scene: DeskScene, given: object) => ask(scene, { action: 'replay', ...given });
const discard = (scene: DeskScene, given: object) =>
  ask(scene, { action: 'discard', reason: 'shipped by hand', ...given });

/** Three letters that a replay would send, and one that it would skip. */
const withLetters = async (scene = makeDeskScene()): Promise<DeskScene> => {
  for (const orderId of ['1', '2', '3', '4']) await scene.put({ letterId: `L${orderId}`, orderId });
  const [version, instant] = ['2026-11-22T10:00:09Z', Date.parse('2026-11-22T10:00:09Z')];
  await scene.records.markParked(
    { shop, orderId: '4' },
    { version, instant, class: 'rejected', letterId: 'newer', at: parkedAt(9) },
  );
  return scene;
};

const nothingDone = (scene: DeskScene) => {
  expect(scene.jobs.seen()).toEqual({ revision: 0, jobs: [] });
  expect(scene.takeLines()).toEqual([]);
};

describe('a replay', () => {
  it('of as many letters as were confirmed becomes a job, and who asked is written down', async () => {
    const scene = await withLetters();
    scene.pass(5_000);

    const answer = await replay(scene, { confirm: 3, pacePerSecond: 50 });

    const job = {
      ...{ jobId: 'job-1', kind: 'replay', state: 'running', filter: {}, asOf, force: false },
      ...{ pacePerSecond: 50, by: 'Ada', confirmed: 3, letters: 4 },
      createdAt: '2026-11-22T12:00:05.000Z',
      updatedAt: '2026-11-22T12:00:05.000Z',
      ...{ done: 0, skipped: {}, gone: 0, inHand: [] },
    };
    expect(answer).toEqual({ kind: 'job', job });
    expect(scene.jobs.seen()).toEqual({ revision: 1, jobs: [job] });
    expect(scene.takeLines()).toEqual([
      {
        kind: 'job-requested',
        wish: {
          ...{ jobId: 'job-1', kind: 'replay', filter: {}, asOf, force: false },
          ...{ pacePerSecond: 50, by: 'Ada', confirmed: 3, letters: 4 },
        },
      },
    ]);
  });

  it('has the usual pace where none is named', async () => {
    expect(await replay(await withLetters(), { confirm: 3 })).toMatchObject({
      job: { pacePerSecond: 5 },
    });
  });

  it.each([2, 4, 0])(
    'is refused where %i were confirmed and 3 would be sent, with both numbers',
    async (confirm) => {
      const scene = await withLetters();

      expect(await replay(scene, { confirm })).toEqual({
        kind: 'refused',
        code: 'count_changed',
        fault: `confirm is ${confirm}, but 3 letters would be replayed now: look at plan again`,
      });
      nothingDone(scene);
    },
  );

  it('does not mean what was parked after the plan', async () => {
    const scene = await withLetters();
    scene.pass(5_000);
    await scene.put({ letterId: 'L5', orderId: '5', parkedAt: '2026-11-22T12:00:01.000Z' });

    expect(await replay(scene, { confirm: 3 })).toMatchObject({ job: { letters: 4, asOf } });
  });

  it('is refused where an order came to the WMS since the plan', async () => {
    const scene = await withLetters();
    const [version, instant] = ['2026-11-22T10:00:10Z', Date.parse('2026-11-22T10:00:10Z')];
    const decided = { version, instant, hash: 'a', generation: 0, at: asOf } as const;
    await scene.records.markDecided({ shop, orderId: '1' }, { ...decided, outcome: 'delivered' });

    expect(await replay(scene, { confirm: 3 })).toMatchObject({ code: 'count_changed' });
  });

  it('has no time of its own: a later one than now is now', async () => {
    const scene = await withLetters();

    expect(await replay(scene, { confirm: 3, asOf: '2030-01-01T00:00:00Z' })).toMatchObject({
      job: { asOf },
    });
  });

  it('by force means also what came back often', async () => {
    const scene = makeDeskScene();
    await scene.put({ letterId: 'L1', replays: 5 });

    expect(await replay(scene, { confirm: 1 })).toMatchObject({ code: 'count_changed' });
    expect(await replay(scene, { confirm: 1, force: true })).toMatchObject({
      job: { force: true },
    });
  });

  it('of nothing is no job', async () => {
    const scene = await withLetters();

    expect(await replay(scene, { confirm: 0, filter: { class: 'poison' } })).toEqual({
      kind: 'refused',
      code: 'not_found',
      fault: 'filter means no letter that would be replayed: look at plan',
    });
    nothingDone(scene);
  });

  it('of more letters than can be counted at once is refused: nobody has seen them all', async () => {
    const endless = makeDeskScene();
    await endless.put();
    const { letters: page = [] } = await endless.letters.index.page(1);
    const next = { parkedAt: parkedAt(0), letterId: 'L' };
    const index = { ...endless.letters.index, page: async () => ({ letters: page, next }) };
    const scene = makeDeskScene({ index });

    expect(await replay(scene, { confirm: 60 })).toEqual({
      kind: 'refused',
      code: 'invalid_request',
      fault:
        'filter means more than the 20000 letters that can be counted at once: narrow it, for instance by parkedBefore',
    });
    nothingDone(scene);
  });

  it('is written down before it is made, and fails where it cannot be made', async () => {
    const away = async () => Promise.reject(new Error('the table is away'));
    const scene = await withLetters(makeDeskScene({ jobs: { read: away, replace: away } }));

    await expect(replay(scene, { confirm: 3 })).rejects.toThrow('the table is away');
    expect(scene.takeLines()).toMatchObject([{ kind: 'job-requested' }]);
  });

  it('is refused while as many jobs as are kept are not done', async () => {
    const scene = await withLetters();
    const jobs = Array.from({ length: 20 }, (_, n) => replayJob({ jobId: `running-${n}` }));
    await scene.jobs.replace(await scene.jobs.read(), { jobs });

    expect(await replay(scene, { confirm: 3 })).toEqual({
      kind: 'refused',
      code: 'too_many_jobs',
      fault: 'jobs that are not done yet leave no room for another: wait, or stop one',
    });
    expect(scene.jobs.seen().jobs).toEqual(jobs);
  });
});

describe('a discard', () => {
  it('of as many letters as were confirmed becomes a job with its reason: it skips none', async () => {
    const scene = await withLetters();

    expect(await discard(scene, { confirm: 4 })).toMatchObject({
      kind: 'job',
      job: {
        ...{ kind: 'discard', confirmed: 4, letters: 4, force: false, by: 'Ada' },
        reason: 'shipped by hand',
      },
    });
    expect(scene.takeLines()).toMatchObject([
      { kind: 'job-requested', wish: { kind: 'discard', reason: 'shipped by hand' } },
    ]);
  });

  it('is refused where the count is another, with both numbers', async () => {
    const scene = await withLetters();

    expect(await discard(scene, { confirm: 3 })).toEqual({
      kind: 'refused',
      code: 'count_changed',
      fault: 'confirm is 3, but 4 letters would be discarded now: look at plan again',
    });
    nothingDone(scene);
  });

  it('may be of those alone that a replay would skip', async () => {
    const scene = await withLetters();

    expect(await discard(scene, { confirm: 1, filter: { fate: 'superseded' } })).toMatchObject({
      job: { letters: 1, filter: { fate: 'superseded' } },
    });
  });
});
