/** What the item of all replay jobs promises, for the fake as for DynamoDB. */
import { describe, expect, it } from 'vitest';
import { type Job, type Jobs, noJobs } from '../../lib/letters/job.ts';
import type { JobStore } from '../../lib/letters/ports.ts';

/** Every part that a job can have. */
const stopped: Job = {
  jobId: 'job-1',
  kind: 'discard',
  state: 'stopped',
  why: 'circuit_hold',
  filter: {
    class: 'rejected',
    reason: 'the WMS answered 422 “ü”',
    orderId: '820982911946154508',
    parkedAfter: '2026-11-22T09:00:00.000Z',
    fate: 'replay',
  },
  asOf: '2026-11-22T10:00:00.000Z',
  force: true,
  pacePerSecond: 0.5,
  reason: 'shipped by hand',
  by: 'arn:aws:iam::123456789012:user/ana',
  createdAt: '2026-11-22T10:00:01.000Z',
  updatedAt: '2026-11-22T10:00:09.000Z',
  confirmed: 40,
  letters: 44,
  done: 12,
  skipped: { superseded: 2, replayed_often: 1 },
  gone: 1,
  cursor: { parkedAt: '2026-11-22T09:30:00.000Z', letterId: 'letter-16' },
  inHand: ['letter-17', 'letter-18'],
  inHandUpTo: { parkedAt: '2026-11-22T09:31:00.000Z', letterId: 'letter-18' },
};
const bare: Job = {
  jobId: 'job-2',
  kind: 'replay',
  state: 'running',
  filter: {},
  asOf: '2026-11-22T10:00:00.000Z',
  force: false,
  pacePerSecond: 5,
  by: 'unknown',
  createdAt: '2026-11-22T10:00:02.000Z',
  updatedAt: '2026-11-22T10:00:02.000Z',
  confirmed: 0,
  letters: 0,
  done: 0,
  skipped: {},
  gone: 0,
  inHand: [],
};
const all: Omit<Jobs, 'revision'> = {
  worker: { holder: 'a1b2', until: 1_795_341_611_000 },
  jobs: [stopped, bare],
};

export const describeJobStore = (name: string, make: () => Promise<JobStore>) => {
  describe(`the replay jobs (${name})`, () => {
    it('are none as long as nobody has written any', async () => {
      expect(await (await make()).read()).toEqual(noJobs);
    });

    it('are given back whole, in their order, with a revision', async () => {
      const store = await make();
      expect(await store.replace(noJobs, all)).toBe('written');
      expect(await store.read()).toEqual({ ...all, revision: 1 });
    });

    it('are replaced as a whole on the revision that was read, which then is one more', async () => {
      const store = await make();
      await store.replace(noJobs, all);
      expect(await store.replace(await store.read(), { jobs: [bare] })).toBe('written');
      expect(await store.read()).toEqual({ jobs: [bare], revision: 2 });
    });

    it('are written first only where there are none', async () => {
      const store = await make();
      await store.replace(noJobs, all);
      expect(await store.replace(noJobs, { jobs: [] })).toBe('overtaken');
      expect(await store.read()).toEqual({ ...all, revision: 1 });
    });

    it.each([2, 7])('are not replaced on the revision %d where they have another', async (one) => {
      const store = await make();
      await store.replace(noJobs, all);
      expect(await store.replace({ ...all, revision: one }, { jobs: [] })).toBe('overtaken');
      expect(await store.read()).toEqual({ ...all, revision: 1 });
    });

    it('are not replaced where they were deleted meanwhile', async () => {
      const store = await make();
      expect(await store.replace({ ...all, revision: 1 }, all)).toBe('overtaken');
      expect(await store.read()).toEqual(noJobs);
    });

    it('written by two at once are written by one of them', async () => {
      const store = await make();
      const before = await store.read();
      const ends = await Promise.all([
        store.replace(before, all),
        store.replace(before, { jobs: [bare] }),
      ]);
      expect(ends.toSorted()).toEqual(['overtaken', 'written']);
    });

    it('lose what is cleared', async () => {
      const store = await make();
      await store.replace(noJobs, all);
      const cleared = { ...stopped, why: undefined, cursor: undefined };
      await store.replace(await store.read(), { worker: undefined, jobs: [cleared] });
      const { why: _why, cursor: _cursor, ...rest } = stopped;
      expect(await store.read()).toStrictEqual({ jobs: [rest], revision: 2 });
    });

    it('that were read stay as they were, whatever is written later', async () => {
      const store = await make();
      await store.replace(noJobs, all);
      const before = await store.read();
      await store.replace(before, { jobs: [] });
      expect(before).toEqual({ ...all, revision: 1 });
    });
  });
};
