/** What an operator reads about a job: under way, stopped, over. */
import { describe, expect, it } from 'vitest';
import { jobsText, jobText } from '../../cdk/bridge/dead-letters/job-text.ts';
import type { Job } from '../../lib/letters/job.ts';
import { local, production } from './seen-circuits.ts';
import { now, seenJob } from './seen-letters.ts';

const told = (facts: Partial<Job>, names = local) => jobText({ names, now, job: seenJob(facts) });
const next = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.includes('npm run bridge'))
    .map((line) => line.trim());

describe('a job', () => {
  it('that runs goes on by itself, and says how to watch and stop it', () => {
    expect(told({})).toBe(
      `The replay of 260 letters of the local stack goes on by itself.

  sent again    100 of 240 confirmed
  skipped       10: 8 superseded, 2 delivered
  gone          1 settled elsewhere, or no longer meant
  not yet       149
  letters       --class rejected
  asked by      arn:aws:iam::1:user/ann
  asked         2026-11-22 09:59:00 UTC, 1 min ago
  job           j1, running 59 s after it was asked for, at most 5/s
  watch it      npm run bridge -- dead-letters watch j1
  stop it       npm run bridge -- dead-letters stop j1`,
    );
  });

  it.each([
    ['operator', 'was stopped by an operator.', []],
    [
      'circuit_open',
      'has stopped: the WMS does not answer, and the circuit is open.',
      ['the circuit   npm run bridge -- circuit show --stage production'],
    ],
    [
      'circuit_hold',
      'has stopped: the circuit is held.',
      ['the circuit   npm run bridge -- circuit show --stage production'],
    ],
  ] as const)('that has stopped (%s) says why, and how it goes on', (why, words, circuit) => {
    const text = told({ state: 'stopped', why }, production);

    expect(text.split('\n')[0]).toBe(`The replay of 260 letters of stage production ${words}`);
    expect(text).toMatch(/^ {2}not yet {7}149$/m);
    expect(next(text)).toEqual([
      ...circuit,
      'go on         npm run bridge -- dead-letters resume j1 --stage production',
    ]);
  });

  it('that is done says what came of it', () => {
    const done = {
      state: 'done',
      kind: 'discard',
      reason: 'test\norders',
      done: 239,
      gone: 1,
    } as const;
    const text = told({ ...done, skipped: {}, force: true, filter: {}, letters: 240 });

    expect(text.split('\n  asked by')[0]).toBe(
      `The discard of 240 letters of the local stack is done.

  discarded     239 of 240 confirmed
  gone          1 settled elsewhere, or no longer meant
  letters       all
  reason        test orders`,
    );
    expect(text).toMatch(
      /^ {2}job {11}j1, done 59 s after it was asked for, at most 5\/s, by force$/m,
    );
    expect(next(text)).toEqual(['what is left  npm run bridge -- dead-letters list']);
  });
});

it('jobs are a table, newest first', () => {
  const stopped = seenJob({ jobId: 'j0', state: 'stopped', why: 'circuit_open', filter: {} });
  const text = jobsText({ names: local, now, jobs: [seenJob(), stopped] });

  expect(text).toBe(
    `  JOB  KIND    STATE                  DONE   OF  SKIPPED  ASKED                               BY                       LETTERS
  j1   replay  running                 100  240       10  2026-11-22 09:59:00 UTC, 1 min ago  arn:aws:iam::1:user/ann  --class rejected
  j0   replay  stopped: circuit_open   100  240       10  2026-11-22 09:59:00 UTC, 1 min ago  arn:aws:iam::1:user/ann  all`,
  );
  expect(jobsText({ names: local, now, jobs: [] })).toBe(
    'Nobody has replayed or discarded dead letters of the local stack.',
  );
});
