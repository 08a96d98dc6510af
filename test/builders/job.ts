/** Replay jobs, valid by default: of all rejected letters, and half done. */
import type { Job } from '../../lib/letters/job.ts';

export const replayJob = (given: Partial<Job> = {}): Job => ({
  jobId: 'job-1',
  kind: 'replay',
  state: 'running',
  filter: { class: 'rejected' },
  asOf: '2026-11-22T12:00:00.000Z',
  force: false,
  pacePerSecond: 5,
  by: 'Ada',
  createdAt: '2026-11-22T12:00:01.000Z',
  updatedAt: '2026-11-22T12:00:02.000Z',
  confirmed: 8,
  letters: 10,
  done: 4,
  skipped: { superseded: 1 },
  gone: 0,
  inHand: [],
  ...given,
});
