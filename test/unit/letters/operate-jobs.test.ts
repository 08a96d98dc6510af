import { describe, expect, it } from 'vitest';
import type { Job } from '../../../lib/letters/job.ts';
import { replayJob } from '../../builders/job.ts';
import { type DeskScene, makeDeskScene } from './desk-scene.ts';

const stop = (scene: DeskScene, jobId = 'job-1') =>
  scene.operate({ action: 'stop', jobId, by: 'Bob' });
const resume = (scene: DeskScene, jobId = 'job-1') =>
  scene.operate({ action: 'resume', jobId, by: 'Bob' });

const withJob = async (given: Partial<Job> = {}): Promise<DeskScene> => {
  const scene = makeDeskScene();
  await scene.jobs.replace(await scene.jobs.read(), { jobs: [replayJob(given)] });
  return scene;
};
const noSuchJob = {
  kind: 'refused',
  code: 'not_found',
  fault: 'jobId is of no job that is kept: look at jobs',
};

describe('a job', () => {
  it('is stopped by an operator, and who did so is written down', async () => {
    const scene = await withJob();
    const job = { ...{ state: 'stopped', why: 'operator', by: 'Ada', done: 4 }, letters: 10 };

    expect(await stop(scene)).toMatchObject({ kind: 'job', job });
    expect(scene.jobs.seen().jobs).toMatchObject([job]);
    expect(scene.takeLines()).toMatchObject([{ kind: 'job-stopped', by: 'Bob', job }]);
  });

  it('is resumed where it stopped, and who did so is written down', async () => {
    const scene = await withJob({ state: 'stopped', why: 'circuit_open' });

    const answer = await resume(scene);

    expect(answer).toMatchObject({ kind: 'job', job: { state: 'running', done: 4 } });
    expect(scene.jobs.seen().jobs[0]).not.toHaveProperty('why');
    expect(scene.takeLines()).toMatchObject([{ kind: 'job-resumed', by: 'Bob' }]);
  });

  it('that is done is neither stopped nor resumed', async () => {
    const scene = await withJob({ state: 'done' });

    expect([await stop(scene), await resume(scene)]).toEqual([
      {
        ...{ kind: 'refused', code: 'wrong_state' },
        fault: 'jobId is of a job that is done: look at job',
      },
      {
        ...{ kind: 'refused', code: 'wrong_state' },
        fault: 'jobId is of a job that is not stopped: look at job',
      },
    ]);
    expect(scene.takeLines()).toEqual([]);
  });

  it('that runs is not resumed, and one that is stopped may be stopped again', async () => {
    const scene = await withJob();

    expect(await resume(scene)).toMatchObject({ code: 'wrong_state' });
    await stop(scene);
    expect(await stop(scene)).toMatchObject({ kind: 'job', job: { state: 'stopped' } });
  });

  it('that nobody knows is not found', async () => {
    const scene = await withJob();

    expect([await stop(scene, 'job-2'), await resume(scene, 'job-2')]).toEqual([
      noSuchJob,
      noSuchJob,
    ]);
    expect(scene.takeLines()).toEqual([]);
  });
});
