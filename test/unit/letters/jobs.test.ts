/** What an operator does with jobs, on the item that holds them all. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  defaultPacePerSecond,
  type Job,
  type Jobs,
  jobsMax,
  noJobs,
  pacePerSecondMax,
} from '../../../lib/letters/job.ts';
import {
  changeJobs,
  changeTriesMax,
  createJob,
  type JobWish,
  resumeJob,
  stopJob,
} from '../../../lib/letters/jobs.ts';
import { makeFakeJobStore } from '../../fakes/replay-jobs.ts';

const at = '2026-11-22T12:00:00.000Z';
const later = '2026-11-22T12:01:00.000Z';
const wish = (given: Partial<JobWish> = {}): JobWish => ({
  jobId: 'job-1',
  kind: 'replay',
  filter: { class: 'rejected' },
  asOf: '2026-11-22T11:59:00.000Z',
  force: false,
  by: 'somebody',
  confirmed: 3,
  letters: 5,
  ...given,
});
/** Throws where a code comes back, so that a test need not look. */
const jobsOf = (jobs: Jobs | string): Jobs => {
  if (typeof jobs === 'string') throw new Error(jobs);
  return jobs;
};
const created = (jobs: Jobs, given: Partial<JobWish> = {}) =>
  jobsOf(createJob(jobs, wish(given), at));
const inState = (jobs: Jobs, states: Readonly<Record<string, Job['state']>>): Jobs => ({
  ...jobs,
  jobs: jobs.jobs.map((job) => ({ ...job, state: states[job.jobId] ?? job.state })),
});
const many = (count: number): Jobs => {
  let jobs = noJobs;
  for (let n = 1; n <= count; n++) jobs = created(jobs, { jobId: `job-${n}` });
  return jobs;
};
const idsOf = ({ jobs }: Jobs) => jobs.map(({ jobId }) => jobId);

describe('a job', () => {
  it('begins with nothing counted, behind those that were made before it', () => {
    const jobs = created(created(noJobs, { jobId: 'job-0' }));
    expect(idsOf(jobs)).toEqual(['job-0', 'job-1']);
    expect(jobs.jobs[1]).toEqual({
      ...wish(),
      state: 'running',
      pacePerSecond: defaultPacePerSecond,
      createdAt: at,
      updatedAt: at,
      done: 0,
      skipped: {},
      gone: 0,
      inHand: [],
    });
  });

  it('means no letter that is parked after it was made, whatever was asked', () => {
    expect(created(noJobs, { asOf: later }).jobs[0]?.asOf).toBe(at);
    // The same instant in another zone is before it, too.
    const zoned = '2026-11-22T12:30:00+01:00';
    expect(created(noJobs, { asOf: zoned }).jobs[0]?.asOf).toBe(zoned);
  });

  it('has the pace that was asked for; a discard, which costs the WMS nothing, the highest', () => {
    expect(created(noJobs, { pacePerSecond: 50 }).jobs[0]?.pacePerSecond).toBe(50);
    const discard = created(noJobs, { kind: 'discard', reason: 'test orders' });
    expect(discard.jobs[0]).toMatchObject({
      pacePerSecond: pacePerSecondMax,
      reason: 'test orders',
    });
  });

  it('made twice is one', () => {
    const jobs = created(noJobs);
    expect(createJob(jobs, wish(), later)).toBe(jobs);
  });
});

describe('the jobs that are kept', () => {
  it('are so many at most: the oldest done one goes first', () => {
    const full = inState(many(jobsMax), { 'job-1': 'stopped', 'job-3': 'done', 'job-9': 'done' });
    const kept = idsOf(created(full, { jobId: 'new' }));
    expect(kept).toHaveLength(jobsMax);
    expect(kept).not.toContain('job-3');
    expect(kept.at(-1)).toBe('new');
  });

  it('lose the oldest stopped one where none is done', () => {
    const full = inState(many(jobsMax), { 'job-4': 'stopped', 'job-2': 'stopped' });
    const kept = idsOf(created(full, { jobId: 'new' }));
    expect(kept).not.toContain('job-2');
    expect(kept).toContain('job-4');
  });

  it('never lose a running one: then there is no room for another', () => {
    expect(createJob(many(jobsMax), wish({ jobId: 'new' }), at)).toBe('too_many_jobs');
  });

  it('are brought back to that many where there were more', () => {
    const states = Object.fromEntries(
      Array.from({ length: 5 }, (_, n) => [`job-${n + 1}`, 'done' as const]),
    );
    const before = { ...many(jobsMax) };
    const more = { ...before, jobs: [...before.jobs, ...before.jobs.slice(0, 3)] };
    expect(created(inState(more, states), { jobId: 'new' }).jobs).toHaveLength(jobsMax);
  });
});

describe('stopping and resuming', () => {
  it('changes that job alone, and says why', () => {
    const jobs = many(2);
    const stopped = jobsOf(stopJob(jobs, 'job-1', 'operator', later));
    expect(stopped.jobs).toEqual([
      { ...jobs.jobs[0], state: 'stopped', why: 'operator', updatedAt: later },
      jobs.jobs[1],
    ]);
    const resumed = jobsOf(resumeJob(stopped, 'job-1', later));
    expect(resumed.jobs).toEqual([{ ...jobs.jobs[0], updatedAt: later }, jobs.jobs[1]]);
  });

  it('of a job that was stopped already keeps the reason', () => {
    const stopped = jobsOf(stopJob(many(1), 'job-1', 'circuit_open', later));
    expect(stopJob(stopped, 'job-1', 'operator', later)).toBe(stopped);
  });

  it('of a job that nobody knows, or that is in no such state, is refused', () => {
    const jobs = inState(many(2), { 'job-2': 'done' });
    expect(stopJob(jobs, 'job-3', 'operator', later)).toBe('not_found');
    expect(resumeJob(jobs, 'job-3', later)).toBe('not_found');
    expect(stopJob(jobs, 'job-2', 'operator', later)).toBe('wrong_state');
    expect(resumeJob(jobs, 'job-2', later)).toBe('wrong_state');
    expect(resumeJob(jobs, 'job-1', later)).toBe('wrong_state');
  });

  it('done twice by one request, whose first answer was lost, is done once', () => {
    const stopped = jobsOf(stopJob(many(1), 'job-1', 'operator', later));
    expect(stopJob(stopped, 'job-1', 'operator', later)).toBe(stopped);
    const resumed = jobsOf(resumeJob(stopped, 'job-1', later));
    expect(resumeJob(resumed, 'job-1', later)).toBe(resumed);
  });
});

describe('a change of the jobs', () => {
  it('is decided anew where somebody wrote in between, so that nothing is undone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: changeTriesMax - 1 }), async (others) => {
        const store = makeFakeJobStore();
        let left = others;
        const contended = {
          ...store,
          replace: async (before: Jobs, after: Omit<Jobs, 'revision'>) => {
            if (left > 0) {
              left -= 1;
              await changeJobs(store, (jobs) => created(jobs, { jobId: `other-${left}` }));
            }
            return store.replace(before, after);
          },
        };
        const changed = await changeJobs<never>(contended, (jobs) => created(jobs));
        expect(changed).toEqual(store.seen());
        expect(changed.jobs).toHaveLength(others + 1);
      }),
    );
  });

  it('gives up where others write all the time', async () => {
    const store = { ...makeFakeJobStore(), replace: async () => 'overtaken' as const };
    await expect(changeJobs(store, (jobs) => created(jobs))).rejects.toThrow(
      'the replay jobs were changed by others 10 times',
    );
  });

  it('to nothing, or to a refusal, writes nothing', async () => {
    const store = makeFakeJobStore();
    await changeJobs(store, (jobs) => created(jobs));
    const before = store.seen();
    expect(await changeJobs(store, (jobs) => jobs)).toEqual(before);
    expect(await changeJobs(store, () => 'refused')).toBe('refused');
    expect(store.seen()).toEqual(before);
  });

  it('on what is known spares the reading, and reads where that is old', async () => {
    const store = makeFakeJobStore();
    let reads = 0;
    const counted = {
      ...store,
      read: () => {
        reads += 1;
        return store.read();
      },
    };
    const known = await changeJobs<never>(counted, (jobs) => created(jobs));
    reads = 0;
    const second = (jobs: Jobs) => created(jobs, { jobId: 'job-2' });
    await changeJobs(counted, second, undefined, known);
    expect(reads).toBe(0);
    await changeJobs(counted, (jobs) => created(jobs, { jobId: 'job-3' }), undefined, known);
    expect([reads, idsOf(store.seen())]).toEqual([1, ['job-1', 'job-2', 'job-3']]);
  });
});
