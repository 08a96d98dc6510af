import { describe, expect, it } from 'vitest';
import { replayJob as job } from '../builders/job.ts';
import { makeReplayJudge } from './replay-invariants.ts';
import type { WorldEvent } from './world/world-events.ts';

const sent = (letterId: string, parkClass: string): WorldEvent => ({
  kind: 'told',
  environment: 'replay-dead-letters/1',
  orderId: '1',
  facts: { stage: 'replayed', facts: { job_id: 'j1', letter_id: letterId, class: parkClass } },
});
const jobs = (given: Partial<ReturnType<typeof job>>): WorldEvent => ({
  kind: 'jobs',
  jobs: [job({ jobId: 'j1', filter: { class: 'rejected' }, ...given })],
});

const brokenBy = (...events: readonly WorldEvent[]): string | undefined => {
  const judge = makeReplayJudge();
  for (const event of events) {
    const broken = judge({ ...event, at: 0 });
    if (broken !== undefined) return broken.invariant;
  }
  return undefined;
};

describe('a replay job', () => {
  const running = jobs({ state: 'running', done: 0 });

  it('sends the letters of its class, each once, and counts them', () => {
    const done = jobs({ state: 'done', done: 2 });
    expect(brokenBy(running, sent('a', 'rejected'), sent('b', 'rejected'), done)).toBeUndefined();
  });

  it('may have been killed before it told of a letter', () => {
    const done = jobs({ state: 'done', done: 2 });
    expect(brokenBy(running, sent('a', 'rejected'), done)).toBeUndefined();
  });

  it.each([
    ['a replay keeps to what was confirmed', [running, sent('a', 'forbidden')]],
    ['a replay sends each letter once', [running, sent('a', 'rejected'), sent('a', 'rejected')]],
    [
      'a job counts what it did',
      [running, sent('a', 'rejected'), jobs({ state: 'done', done: 0 })],
    ],
  ] as const)('breaks: %s', (invariant, events) => {
    expect(brokenBy(...events)).toBe(invariant);
  });
});
