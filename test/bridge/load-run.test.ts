/** The two phases of a load test with a clock that only waiting moves. */
import { describe, expect, it } from 'vitest';
import { awaitEnds, endOfRecord } from '../../cdk/bridge/load/await-ends.ts';
import { driveLoad } from '../../cdk/bridge/load/drive-load.ts';
import { allArrived, loadFiguresOf, percentilesOf } from '../../cdk/bridge/load/load-figures.ts';
import type { Posted } from '../../cdk/bridge/smoke/post-webhook.ts';
import type { OrderRecord } from '../../lib/order/order-record.ts';

const answered = (status: number): Posted => ({ kind: 'answered', status });
const clock = () => {
  let at = 0;
  return {
    now: () => at,
    pause: async (millis: number) => {
      at += millis;
    },
  };
};
const nobodyLeaves = new AbortController().signal;

const drive = (times: readonly number[], post: (number: number) => Promise<Posted>) =>
  driveLoad({ ...clock(), post, progress: () => {}, left: nobodyLeaves }, times);

describe('sending', () => {
  it('does not wait for answers: all are due when they were planned', async () => {
    const gate = Promise.withResolvers<Posted>();
    const begun: number[] = [];
    const sending = drive([0, 100, 200], async (number) => {
      begun.push(number);
      if (begun.length === 3) gate.resolve(answered(200));
      return gate.promise;
    });

    expect((await sending).map(({ dueAt }) => dueAt)).toEqual([0, 100, 200]);
    expect(begun).toEqual([0, 1, 2]);
  });

  it('sends again what is not taken, and counts the latency from the first time', async () => {
    const answers = [answered(503), { kind: 'silent', code: 'ECONNRESET' } as const, answered(200)];
    const [sent] = await drive([0], async () => answers.shift() ?? answered(500));

    expect(sent).toEqual({ number: 0, dueAt: 0, answeredAt: 1_500, sends: 3, status: 200 });
  });

  it('gives up after nine requests', async () => {
    let posts = 0;
    const [sent] = await drive([0], async () => {
      posts += 1;
      return answered(503);
    });

    expect([posts, sent?.sends, sent?.status]).toEqual([9, 9, 503]);
  });

  it('sends no more once the person has left', async () => {
    const leaving = new AbortController();
    const post = async () => {
      leaving.abort();
      return answered(200);
    };
    const ports = { ...clock(), post, progress: () => {}, left: leaving.signal };

    expect(await driveLoad(ports, [0, 10, 20])).toHaveLength(1);
  });
});

const record = (outcome: 'delivered' | 'not_sent', generation = 0): OrderRecord => ({
  accepted: {
    ...{ version: '2026-11-22T10:00:00Z', instant: 100, hash: 'a' },
    ...{ at: '2026-11-22T10:00:01.000Z', source: 'webhook' },
  },
  decided: {
    ...{ version: '2026-11-22T10:00:00Z', instant: 100, hash: 'a', generation, outcome },
    at: '2026-11-22T10:00:01.250Z',
  },
});

describe('waiting for ends', () => {
  const wait = (read: (numbers: readonly number[]) => readonly OrderRecord[], orders: number) =>
    awaitEnds(
      {
        ...{ ...clock(), progress: () => {}, left: nobodyLeaves },
        readRecords: async (numbers) => read(numbers),
      },
      Array.from({ length: orders }, (_, number) => number),
      5_000,
    );

  it('asks for at most 99 orders at once, and only for those that are open', async () => {
    const asked: number[] = [];
    const ends = await wait((numbers) => {
      asked.push(numbers.length);
      // The first look finds none but the even ones.
      return numbers.map((number) =>
        asked.length > 3 || number % 2 === 0 ? record('delivered') : {},
      );
    }, 250);

    expect(ends.size).toBe(250);
    expect(asked).toEqual([99, 99, 52, 99, 26]);
  });

  it('ends when the time is over, without those that have no end', async () => {
    let looks = 0;
    const ends = await wait(() => {
      looks += 1;
      return [{}, record('delivered')];
    }, 2);

    expect([ends.size, looks]).toEqual([1, 6]);
  });

  it.each([
    [{}, undefined],
    [record('delivered'), { end: 'delivered', millis: 250, generation: 0 }],
    [record('not_sent'), { end: 'not_sent', millis: 250, generation: 0 }],
    [
      {
        ...record('delivered'),
        parked: {
          ...{ version: '2026-11-22T10:00:00Z', instant: 100, class: 'rejected' },
          ...{ letterId: 'letter-1', at: '2026-11-22T10:00:02.000Z' },
        },
      } as OrderRecord,
      { end: 'parked', millis: 1_000, generation: 0 },
    ],
  ])('an end is read from the record', (given, end) => {
    expect(endOfRecord(given)).toEqual(end);
  });
});

describe('the figures', () => {
  const sent = [0, 1, 2, 3].map((number) => ({
    ...{ number, dueAt: number * 1_000, answeredAt: number * 1_000 + 40 },
    ...{ sends: number === 3 ? 9 : 1, status: number === 3 ? 503 : 200 },
  }));
  const delivered = { end: 'delivered', millis: 160, generation: 0 } as const;

  it('count what was sent and what came of it', () => {
    const ends = new Map([
      [0, delivered],
      [1, { ...delivered, generation: 1 }],
    ]);
    const figures = loadFiguresOf(5, sent, ends);

    expect(figures).toMatchObject({
      ...{ planned: 5, sent: 4, taken: 3, sentAgain: 8, withoutEnd: 1, again: 1, perMinute: 60 },
      lastStatus: { 200: 3, 503: 1 },
      ends: { delivered: 2, parked: 0 },
      door: { count: 3, p50: 40 },
      endToEnd: { count: 2, p50: 200, max: 200 },
    });
    expect(allArrived(figures, 'delivered')).toBe(false);
  });

  it('all arrived, once, is nothing less', () => {
    const ends = new Map([0, 1, 2].map((number) => [number, delivered] as const));
    expect(allArrived(loadFiguresOf(3, sent.slice(0, 3), ends), 'delivered')).toBe(true);
    expect(allArrived(loadFiguresOf(3, sent.slice(0, 3), ends), 'not_sent')).toBe(false);
    expect(allArrived(loadFiguresOf(4, sent, ends), 'delivered')).toBe(false);
  });

  it('have percentiles down to one in a thousand', () => {
    const millis = Array.from({ length: 2_000 }, (_, index) => index + 1);
    const { count, p50, p99, p999, max } = percentilesOf(millis);
    expect([count, p50, p99, p999, max]).toEqual([2_000, 1_000, 1_980, 1_998, 2_000]);
  });
});
