import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { makePacer } from '../../../lib/delivery/pacer.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 22, 10) });
});
afterEach(() => {
  vi.useRealTimers();
});

const wait = (millis: number) => new Promise<void>((resolve) => setTimeout(resolve, millis));
const never = new AbortController().signal;

/** A pacer of two requests per second, and when each of its requests went. */
const makeScene = () => {
  const turn = makePacer(2, { now: Date.now, wait });
  const begun = Date.now();
  const went: number[] = [];
  const go = (signal = never) => turn(signal, async () => went.push(Date.now() - begun));
  const goMany = (count: number) => Promise.all(Array.from({ length: count }, () => go()));
  return { go, goMany, went };
};
const gapsOf = (times: readonly number[]) =>
  times.slice(1).map((time, index) => time - (times[index] ?? 0));

it('after a quiet hour the first one goes at once, and the second an interval later', async () => {
  const { goMany, went } = makeScene();
  await vi.advanceTimersByTimeAsync(3_600_000);
  const all = goMany(3);
  await vi.advanceTimersByTimeAsync(2_000);
  await all;
  expect(went).toEqual([3_600_000, 3_600_500, 3_601_000]);
});

it('no burst follows a freeze, however many were waiting', async () => {
  const { goMany, went } = makeScene();
  const all = goMany(5);
  await vi.advanceTimersByTimeAsync(600);
  // The process stands still for a minute: the clock goes on, its timers do not.
  vi.setSystemTime(Date.now() + 60_000);
  await vi.advanceTimersByTimeAsync(5_000);
  await all;
  expect(went).toHaveLength(5);
  expect(Math.min(...gapsOf(went))).toBeGreaterThanOrEqual(500);
  // One of them had been waiting since before the freeze.
  expect(went[1]).toBe(61_000);
});

it('a clock that is set back makes nobody wait longer than an interval', async () => {
  const { go, goMany, went } = makeScene();
  const first = go();
  await vi.advanceTimersByTimeAsync(500);
  await first;
  vi.setSystemTime(Date.now() - 3_600_000);
  const rest = goMany(2);
  await vi.advanceTimersByTimeAsync(1_000);
  await rest;
  expect(went).toEqual([500, -3_600_000 + 1_000, -3_600_000 + 1_500]);
});

it('who gives up while waiting is free at once, and the turns of the others stay as they are', async () => {
  const { go, went } = makeScene();
  const hasty = new AbortController();
  const first = go();
  const second = go(hasty.signal);
  const third = go();
  await vi.advanceTimersByTimeAsync(100);
  hasty.abort();
  expect(await second).toBe(false);
  await vi.advanceTimersByTimeAsync(2_000);
  await Promise.all([first, third]);
  expect(went).toEqual([500, 1_000]);
});

it('who gives up in the middle of its own interval keeps nobody waiting for another', async () => {
  const { go, went } = makeScene();
  const hasty = new AbortController();
  const first = go();
  await vi.advanceTimersByTimeAsync(500);
  const second = go(hasty.signal);
  const third = go();
  await vi.advanceTimersByTimeAsync(200);
  hasty.abort();
  expect(await second).toBe(false);
  await vi.advanceTimersByTimeAsync(300);
  await Promise.all([first, third]);
  expect(went).toEqual([500, 1_000]);
});

it('a fraction of a request per second is as even', async () => {
  const turn = makePacer(0.3, { now: Date.now, wait });
  const begun = Date.now();
  const times = Promise.all([1, 2, 3].map(() => turn(never, async () => Date.now() - begun)));
  await vi.advanceTimersByTimeAsync(11_000);
  const gaps = gapsOf((await times).map(Number));
  expect(gaps.every((gap) => gap >= 3_333 && gap <= 3_335)).toBe(true);
});
