/** What the bucket promises, for the fake as for S3. */
import { describe, expect, it } from 'vitest';
import { objectBytesMax, type ReportStore } from '../../lib/adapters/report-store.ts';

const textOf = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('utf8');

export const describeReportStore = (name: string, make: () => Promise<ReportStore>) => {
  describe(`the report store (${name})`, () => {
    it('has nothing that nobody has put there', async () => {
      expect(await (await make()).get('reports/2026-11-22.json')).toBeUndefined();
    });

    it('gives a text back as UTF-8', async () => {
      const store = await make();
      await store.put('reports/2026-11-22.json', '{"a":"ü€"}', 'application/json');
      expect(textOf(await store.get('reports/2026-11-22.json'))).toBe('{"a":"ü€"}');
    });

    it('gives bytes back as they were, a body without any too', async () => {
      const store = await make();
      await store.put('work/run/1', Uint8Array.of(0, 255, 13, 10, 0), 'application/octet-stream');
      await store.put('work/run/2', '', 'text/plain');
      expect(await store.get('work/run/1')).toEqual(Uint8Array.of(0, 255, 13, 10, 0));
      expect(await store.get('work/run/2')).toEqual(new Uint8Array());
    });

    it('replaces what was under the same key, and nothing else', async () => {
      const store = await make();
      await store.put('work/run/1', 'old', 'text/plain');
      await store.put('work/run/10', 'other', 'text/plain');
      await store.put('work/run/1', 'new', 'text/plain');
      expect(textOf(await store.get('work/run/1'))).toBe('new');
      expect(textOf(await store.get('work/run/10'))).toBe('other');
    });

    it('takes the largest object that it may, and refuses a larger one', async () => {
      const store = await make();
      const largest = new Uint8Array(objectBytesMax).fill(7);
      await store.put('work/run/large', largest, 'application/octet-stream');
      expect((await store.get('work/run/large'))?.length).toBe(8_388_608);
      await expect(
        store.put('work/run/large', new Uint8Array(objectBytesMax + 1), 'text/plain'),
      ).rejects.toThrow('work/run/large has 8388609 bytes, more than 8388608');
    });
  });
};
