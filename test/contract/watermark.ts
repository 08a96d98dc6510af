/** What a shop's watermark promises, for the fake as for DynamoDB. */
import { describe, expect, it } from 'vitest';
import type { WatermarkItem } from '../../lib/adapters/watermark.ts';
import type { Watermark } from '../../lib/reconciliation/ports.ts';

/** Every part that one can have, but who is at it. */
export const ten: Omit<Watermark, 'revision'> = {
  until: '2026-11-22T10:00:00Z',
  unfinished: {
    from: '2026-11-22T09:55:00Z',
    until: '2026-11-22T10:05:00Z',
    after: 'eyJsYXN0X2lkIjo5fQ==',
    newSince: '2026-11-22T10:00:00Z',
  },
  undelivered: [{ orderId: '820982911946154508', version: '2026-11-22T09:58:00Z' }],
  undeliveredUpTo: '2026-11-22T09:30:00Z',
  lettersUpTo: { parkedAt: '2026-11-22T09:00:00.000Z', letterId: 'letter-7' },
};
const eleven: Omit<Watermark, 'revision'> = {
  until: '2026-11-22T11:00:00Z',
  unfinished: null,
  undelivered: [],
  undeliveredUpTo: null,
  lettersUpTo: null,
};
const worker = { holder: 'a1b2', until: 1_795_341_611_000 };
const run = { at: '2026-11-22T10:02:00.000Z', trouble: 'throttled' };

export const describeWatermark = (name: string, make: () => Promise<WatermarkItem>) => {
  describe(`a watermark (${name})`, () => {
    it('is none as long as nobody has written one', async () => {
      const { read, lastRun } = await make();
      expect([await read(), await lastRun()]).toEqual([undefined, undefined]);
    });

    it('is given back whole, with a revision', async () => {
      const { read, replace } = await make();
      expect(await replace(undefined, { ...ten, worker })).toBe('written');
      expect(await read()).toEqual({ ...ten, worker, revision: 1 });
    });

    it('is replaced as a whole on the revision that was read, which then is one more', async () => {
      const { read, replace } = await make();
      await replace(undefined, { ...ten, worker });
      expect(await replace(await read(), eleven)).toBe('written');
      expect(await read()).toStrictEqual({ ...eleven, revision: 2 });
    });

    it('is written first only where there is none', async () => {
      const { read, replace } = await make();
      await replace(undefined, ten);
      expect(await replace(undefined, eleven)).toBe('overtaken');
      expect(await read()).toEqual({ ...ten, revision: 1 });
    });

    it.each([2, 7])('is not replaced on the revision %d where it has another', async (revision) => {
      const { read, replace } = await make();
      await replace(undefined, ten);
      expect(await replace({ ...ten, revision }, eleven)).toBe('overtaken');
      expect(await read()).toEqual({ ...ten, revision: 1 });
    });

    it('is not replaced where it was deleted meanwhile', async () => {
      const { read, replace } = await make();
      expect(await replace({ ...ten, revision: 1 }, eleven)).toBe('overtaken');
      expect(await read()).toBeUndefined();
    });

    it('written by two at once is written by one of them', async () => {
      const { read, replace } = await make();
      await replace(undefined, ten);
      const before = await read();
      const ends = await Promise.all([
        replace(before, { ...eleven, worker }),
        replace(before, { ...eleven, worker: { ...worker, holder: 'c3d4' } }),
      ]);
      expect(ends.toSorted()).toEqual(['overtaken', 'written']);
    });

    it('has beside it how the last run ended, whatever is written of the other', async () => {
      const { read, replace, lastRun, noteRun } = await make();
      await noteRun(run);
      expect(await read()).toBeUndefined();
      await replace(undefined, { ...ten, worker });
      await replace(await read(), eleven);
      expect([await lastRun(), await read()]).toEqual([run, { ...eleven, revision: 2 }]);
      await noteRun({ at: '2026-11-22T10:06:00.000Z' });
      expect([await lastRun(), await read()]).toStrictEqual([
        { at: '2026-11-22T10:06:00.000Z' },
        { ...eleven, revision: 2 },
      ]);
    });
  });
};
