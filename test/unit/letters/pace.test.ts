import { describe, expect, it } from 'vitest';
import { catchUpMillis, makePace } from '../../../lib/letters/pace.ts';
import { makeVirtualTime } from './virtual-time.ts';

/** Turns of a pace of ten a second, whose clock can be moved, and when each was taken. */
const makeScene = (lastAt?: number) => {
  const time = makeVirtualTime(0);
  let shift = 0;
  const now = () => time.now() + shift;
  const pace = makePace(10, { now, sleep: time.sleep }, lastAt);
  const went: number[] = [];
  const take = async () => {
    await pace.turn();
    went.push(time.now());
  };
  return {
    pace,
    went,
    takeMany: (count: number) => time.run(Promise.all(Array.from({ length: count }, take))),
    pass: (millis: number) => time.run(time.sleep(millis)),
    setClock: (millis: number) => {
      shift += millis;
    },
  };
};

describe('a pace', () => {
  it('gives one turn after the other, the first at once', async () => {
    const scene = makeScene();
    await scene.takeMany(4);
    expect(scene.went).toEqual([0, 100, 200, 300]);
  });

  it('goes on an interval after the turn before, also that of an earlier invocation', async () => {
    const scene = makeScene(-40);
    expect(scene.pace.dueIn()).toBe(60);
    await scene.takeMany(2);
    expect(scene.went).toEqual([60, 160]);
  });

  it('makes good what a short while has cost', async () => {
    const scene = makeScene();
    await scene.takeMany(1);
    await scene.pass(350);
    await scene.takeMany(5);
    expect(scene.went).toEqual([0, 350, 350, 350, 400, 500]);
  });

  it('makes good no more than that: after a long while there is no burst', async () => {
    const scene = makeScene();
    await scene.takeMany(1);
    await scene.pass(3_600_000);
    expect(scene.pace.dueIn()).toBe(0);
    await scene.takeMany(20);
    const atOnce = scene.went.filter((at) => at === 3_600_000).length;
    expect(atOnce).toBe(catchUpMillis / 100 + 1);
  });

  it('makes nobody wait longer than an interval where the clock is set back', async () => {
    const scene = makeScene();
    await scene.takeMany(1);
    scene.setClock(-3_600_000);
    await scene.takeMany(3);
    expect(scene.went).toEqual([0, 100, 200, 300]);
  });
});
