/** Virtual time, chance and the history: the ground that every run stands on. */
import { describe, expect, it } from 'vitest';
import { between, choose, exponential, hex, makeDraw } from './engine/draw.ts';
import { makeEventHeap } from './engine/event-heap.ts';
import { makeHistory } from './engine/history.ts';
import { makeVirtualTime } from './engine/virtual-time.ts';

describe('virtual time', () => {
  it('runs events by time, and equal times in the order in which they were scheduled', async () => {
    const time = makeVirtualTime(100);
    const seen: string[] = [];
    const see = (name: string) => () => seen.push(`${name} at ${time.now()}`);
    time.at(130, see('c'));
    time.at(110, see('a'));
    time.at(110, see('b'));
    time.at(50, see('past'));
    await time.runUntil(131);
    expect(seen).toEqual(['past at 100', 'a at 110', 'b at 110', 'c at 130']);
    expect(time.now()).toBe(131);
    expect(time.events()).toBe(4);
  });

  it('keeps the order of ten thousand events, with some of them cancelled', () => {
    const draw = makeDraw(7);
    const heap = makeEventHeap();
    const given = Array.from({ length: 10_000 }, (_, index) => {
      const scheduled = heap.push(between(draw, `time/${index}`, 0, 500), () => undefined);
      if (index % 3 === 0) scheduled.work = undefined;
      return scheduled;
    });
    const wanted = given
      .filter(({ work }) => work !== undefined)
      .toSorted((one, other) => one.time - other.time || one.order - other.order);
    expect(wanted).toHaveLength(6_666);
    expect(Array.from({ length: wanted.length + 1 }, () => heap.pop())).toEqual([
      ...wanted,
      undefined,
    ]);
  });

  it('lets all microtasks of an event end before it is called finished and the next one begins', async () => {
    const time = makeVirtualTime(0);
    const seen: string[] = [];
    const chain = async (name: string) => {
      for (let step = 0; step < 50; step += 1) await Promise.resolve();
      await new Promise<void>((resolve) => process.nextTick(resolve));
      for (let step = 0; step < 50; step += 1) await Promise.resolve();
      seen.push(`${name} done`);
    };
    // More than one turn of the machine's event loop holds.
    for (let event = 0; event < 200; event += 1) time.at(event, () => void chain(`${event}`));
    await time.runUntil(1_000, () => seen.push('after'));
    const wanted = Array.from({ length: 200 }, (_, event) => [`${event} done`, 'after']);
    expect(seen).toEqual(wanted.flat());
  });

  it('runs what an event schedules, leaves what is later, and goes on from there', async () => {
    const time = makeVirtualTime(0);
    const seen: number[] = [];
    const again = () => {
      seen.push(time.now());
      time.at(time.now() + 10, again);
    };
    time.at(10, again);
    await time.runUntil(30);
    expect(seen).toEqual([10, 20]);
    await time.runUntil(41);
    expect(seen).toEqual([10, 20, 30, 40]);
  });

  it('ends with what an event or its check throws, and can run again', async () => {
    const time = makeVirtualTime(0);
    const seen: string[] = [];
    time.at(1, () => {
      throw new Error('broken event');
    });
    time.at(2, () => seen.push('two'));
    time.at(3, () => seen.push('three'));
    await expect(time.runUntil(10)).rejects.toThrow('broken event');
    const check = () => {
      throw new Error('violated');
    };
    await expect(time.runUntil(10, check)).rejects.toThrow('violated');
    expect(seen).toEqual(['two']);
    await time.runUntil(10);
    expect(seen).toEqual(['two', 'three']);
  });

  it('refuses times that are none, and to be run twice at once', async () => {
    const time = makeVirtualTime(0);
    expect(() => time.at(Number.NaN, () => undefined)).toThrow('an event cannot be at NaN');
    time.at(1, () => undefined);
    const first = time.runUntil(10);
    await expect(time.runUntil(10)).rejects.toThrow('running already');
    await first;
  });
});

describe('draws', () => {
  const draw = makeDraw(42);

  it('are a function of seed and name alone', () => {
    expect(draw('a')).toBe(makeDraw(42)('a'));
    expect(
      new Set([draw('a'), draw('b'), makeDraw(43)('a'), makeDraw(42 + 2 ** 32)('a')]).size,
    ).toBe(4);
    // A seed must not be undone by a letter: 0x61 ^ 3 is 0x62.
    expect(makeDraw(3)('a/x')).not.toBe(makeDraw(0)('b/x'));
  });

  it.each([
    ['names that count', (index: number) => draw(`latency/dynamodb.PutItem/order/${index}`)],
    ['seeds that count', (index: number) => makeDraw(index)('rate/crash-before')],
  ])('are even over %s', (_name, drawn) => {
    const count = 20_000;
    const values = Array.from({ length: count }, (_, index) => drawn(index));
    const buckets = Array.from(
      { length: 20 },
      (_, bucket) => values.filter((value) => Math.floor(value * 20) === bucket).length,
    );
    // Chi squared with 19 degrees of freedom: 43.8 is exceeded once in a thousand.
    const expected = count / 20;
    const chi = buckets.reduce((sum, met) => sum + (met - expected) ** 2 / expected, 0);
    expect(chi).toBeLessThan(43.8);
    const pairs = values
      .slice(1)
      .map((value, index) => (value - 0.5) * ((values[index] ?? 0) - 0.5));
    expect(Math.abs(pairs.reduce((sum, one) => sum + one, 0) / count)).toBeLessThan(0.003);
  });

  it('become whole numbers, choices, gaps and bytes', () => {
    const names = Array.from({ length: 2_000 }, (_, index) => `n/${index}`);
    const whole = new Set(names.map((name) => between(draw, name, 3, 6)));
    expect([...whole].toSorted()).toEqual([3, 4, 5, 6]);
    expect(new Set(names.map((name) => choose(draw, name, ['x', 'y'])))).toEqual(
      new Set(['x', 'y']),
    );
    expect(() => choose(draw, 'n', [])).toThrow('nothing to choose from');
    const gaps = names.map((name) => exponential(draw, name, 100));
    expect(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length).toBeCloseTo(100, -1);
    expect(hex(draw, 'n', 8)).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe('the history', () => {
  it('has one hash for the same lines at the same times, whatever their number', () => {
    const tell = (times: number, last: string) => {
      const history = makeHistory(() => 5);
      for (let line = 0; line < times; line += 1) history.record(`line ${line}`);
      history.record(last);
      return history;
    };
    expect(tell(5_000, 'x').hash()).toBe(tell(5_000, 'x').hash());
    expect(tell(5_000, 'x').hash()).not.toBe(tell(5_000, 'y').hash());
    expect(tell(5_000, 'x').lines()).toBe(5_001);
    const long = tell(5_000, 'x');
    long.hash();
    long.record('more');
    expect(long.hash()).not.toBe(tell(5_000, 'x').hash());
  });

  it('has another hash for the same lines at other times', () => {
    const at = (millis: number) => {
      const history = makeHistory(() => millis);
      history.record('line');
      return history.hash();
    };
    expect(at(1)).not.toBe(at(2));
  });
});
