/** The same seed is the same run: the real functions with crashes, run again, and after other runs. */
import { describe, expect, it } from 'vitest';
import { runSmallWorld } from './runtime/small-world.ts';

const crashes = { 'crash-before': 0.02, 'crash-after': 0.02 };
const everything = {
  ...crashes,
  'lost-before': 0.01,
  'lost-after': 0.01,
  'applied-twice': 0.01,
  unanswered: 0.01,
  throttled: 0.01,
  failed: 0.01,
  retried: 0.02,
  slow: 0.02,
  stall: 0.01,
  late: 0.01,
};
const orders = 50;

const runWithLines = async (options: Parameters<typeof runSmallWorld>[0]) => {
  const lines: string[] = [];
  const result = await runSmallWorld({ ...options, listen: (line) => lines.push(line) });
  return { ...result, lines };
};

describe('fifty orders through the real functions', () => {
  it('arrive once each, whatever crashes, and leave nothing behind', async () => {
    const { delivered, faults, left, parked, refusals } = await runSmallWorld({
      seed: 11,
      orders,
      rates: crashes,
    });
    expect(faults.length).toBeGreaterThan(10);
    expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(Object.keys(crashes)));
    expect(delivered).toHaveLength(orders);
    expect(new Set(delivered).size).toBe(orders);
    expect({ left, parked, refusals }).toEqual({ left: 0, parked: 0, refusals: [] });
  });

  it('have one history for one seed, in whatever company', async () => {
    const options = { orders, rates: everything, outageMillis: 60_000 };
    const first = await runSmallWorld({ ...options, seed: 1 });
    const second = await runSmallWorld({ ...options, seed: 2 });
    const again = await runSmallWorld({ ...options, seed: 1 });
    expect(again).toEqual(first);
    expect(first.faults.length).toBeGreaterThan(30);
    expect(second.hash).not.toBe(first.hash);
  });

  it('meet no other faults than they are allowed', async () => {
    const options = { seed: 5, orders, rates: everything };
    const all = await runSmallWorld(options);
    const few = new Set(all.faults.slice(0, 20).map(({ id }) => id));
    const { faults } = await runSmallWorld({ ...options, only: few });
    expect(faults.length).toBeGreaterThan(0);
    for (const { id } of faults) expect(few).toContain(id);
    const calm = await runSmallWorld({ ...options, only: new Set() });
    expect(calm.faults).toEqual([]);
    expect(calm.hash).toBe((await runSmallWorld({ ...options, rates: {} })).hash);
  });

  it('hear nothing more of an environment that died', async () => {
    const { lines } = await runWithLines({ seed: 11, orders, rates: crashes });
    const dead = new Set<string>();
    const after: string[] = [];
    for (const line of lines) {
      const [, subject = '', verb] = line.split(' ');
      const environment = subject.split('/').slice(0, 2).join('/');
      if (dead.has(environment) && !line.includes('killed: ')) after.push(line);
      if (verb === 'dies:') dead.add(subject);
    }
    expect(dead.size).toBeGreaterThan(10);
    expect(after).toEqual([]);
  });
});
