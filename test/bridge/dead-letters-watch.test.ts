/** A job that is watched: it is kicked when it stands still, and goes on when nobody watches. */
import { describe, expect, it } from 'vitest';
import { confirmCount } from '../../cdk/bridge/dead-letters/confirm.ts';
import {
  faultsInRowMax,
  watchJob,
  watchMillisMax,
} from '../../cdk/bridge/dead-letters/watch-job.ts';
import { exitCodeOf } from '../../cdk/bridge/refusal.ts';
import type { Job } from '../../lib/letters/job.ts';
import { ago, now, seenJob } from './seen-letters.ts';

/** @param seen - what is read, second by second; the last one for ever. An error: it cannot be read. */
const watch = async (seen: readonly (Job | Error)[], leaveAfter = Number.POSITIVE_INFINITY) => {
  const leaving = new AbortController();
  const [told, kicks]: [string[], number[]] = [[], []];
  let second = 0;
  const watching = watchJob(seenJob(), {
    read: async () => {
      const found = seen[Math.min(second, seen.length) - 1];
      if (found instanceof Error || found === undefined) throw found;
      return found;
    },
    kick: async () => {
      kicks.push(second);
      throw new Error('only the schedule may');
    },
    progress: ({ done, of, text }) => void told.push(`${done}/${of} ${text}`),
    wait: async (millis) => {
      second += millis / 1_000;
      if (second >= leaveAfter) leaving.abort();
    },
    left: leaving.signal,
    now: () => now + second * 1_000,
  });
  const job = await watching;
  return { job, told, kicks, seconds: second };
};

const at = (seconds: number, facts: Partial<Job> = {}): Job =>
  seenJob({ updatedAt: ago(-seconds), done: 100 + 5 * seconds, ...facts });
const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });

describe('watching', () => {
  it('tells how far it is, how fast, and how long it will take, until it is over', async () => {
    const over = at(3, { state: 'done' });
    const { job, told, kicks } = await watch([at(1), at(2), over]);

    expect(job).toBe(over);
    expect(told).toEqual([
      '111/260 100 sent again, skipped 8 superseded, 2 delivered, 1 gone',
      '116/260 105 sent again, skipped 8 superseded, 2 delivered, 1 gone, 5.0/s, 27 s left',
      '121/260 110 sent again, skipped 8 superseded, 2 delivered, 1 gone, 5.0/s, 26 s left',
    ]);
    expect(kicks).toEqual([]);
  });

  it('what stands still is kicked every 10 s, also where that is not allowed', async () => {
    const still = at(0, { updatedAt: seenJob().updatedAt });
    const moved = at(26);
    const seen = [...Array<Job>(25).fill(still), moved, moved, at(28, { state: 'stopped' })];
    const { kicks, told, seconds } = await watch(seen);

    expect({ kicks, seconds }).toEqual({ kicks: [10, 20], seconds: 28 });
    expect(told[25]).toMatch(/, waiting for 25 s$/);
    expect(told[26]).not.toContain('waiting');
  });

  it('Ctrl-C leaves it running', async () => {
    const { job, seconds } = await watch([at(1), at(2)], 2);

    expect({ state: job.state, done: job.done, seconds }).toEqual({
      ...{ state: 'running', done: 110, seconds: 2 },
    });
  });

  it('the way to it may be cut for a moment, and not for long', async () => {
    const faults = Array<Error>(faultsInRowMax - 1).fill(reset);
    const over = at(20, { state: 'done' });

    expect((await watch([...faults, at(5), ...faults, over])).job).toBe(over);
    await expect(watch([...faults, reset])).rejects.toBe(reset);
  });

  it('nobody waits for ever', async () => {
    const { job, seconds, kicks } = await watch([at(1)]);

    expect(job.state).toBe('running');
    expect(seconds * 1_000 - watchMillisMax).toBe(1_000);
    expect(kicks.length).toBeLessThanOrEqual(watchMillisMax / 10_000);
  });
});

describe('confirming', () => {
  const confirm = async (given: number | undefined, typed?: string) => {
    const asked: string[] = [];
    const ask = async (question: string) => {
      asked.push(question);
      return typed;
    };
    const wish = { letters: 240, doneWord: 'sent again', confirm: given };
    const fault = await confirmCount(wish, { ask }).then(
      () => undefined,
      (error: Error) => `${exitCodeOf(error)}: ${error.message}`,
    );
    return { fault, asked };
  };
  const question = 'Type the number of letters that will be sent again';

  it('the right number, typed or given', async () => {
    expect(await confirm(240)).toEqual({ fault: undefined, asked: [] });
    expect(await confirm(undefined, ' 240 ')).toEqual({ fault: undefined, asked: [question] });
  });

  it.each([
    [239, undefined, '1: --confirm is 239, and 240 would be sent again: nothing was done'],
    [undefined, '24', '1: "24" was typed, and 240 would be sent again: nothing was done'],
    [undefined, '', '1: "" was typed, and 240 would be sent again: nothing was done'],
    [undefined, '240.0', '1: "240.0" was typed, and 240 would be sent again: nothing was done'],
    [undefined, 'yes', '1: "yes" was typed, and 240 would be sent again: nothing was done'],
    [
      undefined,
      undefined,
      '2: 240 would be sent again, and nobody can be asked here: confirm it with --confirm 240',
    ],
  ])('given %j, typed %j: %s', async (given, typed, fault) => {
    expect((await confirm(given, typed)).fault).toBe(fault);
  });
});
