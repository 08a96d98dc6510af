import { expect, it } from 'vitest';
import { makePacer } from '../../../lib/delivery/pacer.ts';

const signal = new AbortController().signal;

/** A clock that stands still but for waiting. */
const scene = (perSecond: number) => {
  let time = 0;
  const wait = async (millis: number): Promise<void> => {
    time += millis;
  };
  return { wait, turn: makePacer(perSecond, { now: () => time, wait }), now: () => time };
};

it('requests are evenly spaced, the first an interval after the start', async () => {
  const { turn, now } = scene(2);
  const times = await Promise.all([1, 2, 3].map(() => turn(signal, async () => now())));
  expect(times).toEqual([500, 1_000, 1_500]);
});

it('a slow look before a request brings the next one no nearer', async () => {
  const { turn, wait, now } = scene(2);
  const ends: number[] = [];
  const look = (millis: number) => async () => {
    await wait(millis);
    ends.push(now());
  };
  await Promise.all([turn(signal, look(300)), turn(signal, look(0))]);
  expect(ends).toEqual([800, 1_300]);
});

it('a look that fails rejects for its own request, and holds up no other', async () => {
  const { turn } = scene(2);
  const failed = turn(signal, () => Promise.reject(new Error('away')));
  await expect(failed).rejects.toThrow('away');
  expect(await turn(signal, async () => 'seen')).toBe('seen');
});

it('who need not go any more is told so, and is not looked for', async () => {
  const { turn } = scene(2);
  const looked: string[] = [];
  const look = async () => looked.push('look');
  expect(await turn(AbortSignal.abort(), look)).toBe(false);
  expect(looked).toEqual([]);
});
