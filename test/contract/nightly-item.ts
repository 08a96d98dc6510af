/** What the item of a nightly comparison and its lease promise, for the fakes as for DynamoDB. */
import { describe, expect, it } from 'vitest';
import { begin, firstNightly } from '../../lib/reconciliation/nightly/due.ts';
import type { Nightly } from '../../lib/reconciliation/nightly/nightly-item.ts';
import type { NightlyLease, NightlyStore } from '../../lib/reconciliation/nightly/nightly-ports.ts';

const settings = { nightlyHourUtc: 2, batchDays: 3, graceSeconds: 120 };
const now = Date.parse('2026-11-22T10:00:00Z');
const idle = firstNightly(settings, now);
export const underWay: Nightly = {
  ...idle,
  current: begin(settings, { run: 'a1b2', by: 'ada' }, now),
};

export const describeNightlyItem = (name: string, make: () => Promise<NightlyStore>) => {
  describe(`the item of a nightly comparison (${name})`, () => {
    it('is none as long as nobody has written one', async () => {
      expect(await (await make()).read()).toBeUndefined();
    });

    it('is given back whole, with a revision that grows', async () => {
      const { read, replace } = await make();
      expect(await replace(undefined, underWay)).toBe('written');
      expect(await read()).toEqual({ ...underWay, revision: 1 });
      expect(await replace(await read(), idle)).toBe('written');
      expect(await read()).toEqual({ ...idle, revision: 2 });
    });

    it('is written first only where there is none, and then on what was read', async () => {
      const { read, replace } = await make();
      await replace(undefined, underWay);
      expect(await replace(undefined, idle)).toBe('overtaken');
      expect(await replace({ ...underWay, revision: 2 }, idle)).toBe('overtaken');
      expect(await read()).toEqual({ ...underWay, revision: 1 });
    });

    it('written by two at once is written by one of them', async () => {
      const { read, replace } = await make();
      await replace(undefined, idle);
      const before = await read();
      const ends = await Promise.all([replace(before, idle), replace(before, underWay)]);
      expect(ends.toSorted()).toEqual(['overtaken', 'written']);
    });
  });
};

export const describeNightlyLease = (name: string, make: () => Promise<NightlyLease>) => {
  describe(`the lease of the nightly comparison (${name})`, () => {
    it('is taken by one, until it gives it back', async () => {
      const { take, giveBack } = await make();
      expect(await take('one', now + 60_000, now)).toBe(true);
      expect(await take('two', now + 60_000, now)).toBe(false);
      await giveBack('two');
      expect(await take('two', now + 60_000, now)).toBe(false);
      await giveBack('one');
      expect(await take('two', now + 60_000, now)).toBe(true);
    });

    it('ends by itself, and is not given back by whom it is taken from then', async () => {
      const { take, giveBack } = await make();
      await take('one', now + 60_000, now);
      expect(await take('two', now + 120_000, now + 59_999)).toBe(false);
      expect(await take('two', now + 120_000, now + 60_000)).toBe(true);
      await giveBack('one');
      expect(await take('three', now + 180_000, now + 60_001)).toBe(false);
    });

    it('asked for by two at once is taken by one', async () => {
      const { take } = await make();
      const taken = await Promise.all(['one', 'two'].map((who) => take(who, now + 1_000, now)));
      expect(taken.toSorted()).toEqual([false, true]);
    });
  });
};
