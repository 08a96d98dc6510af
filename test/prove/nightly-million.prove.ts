/** A million orders in the nightly comparison: what it holds does not grow with them. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { nodeMemory } from '../../cdk/constructs/node-memory.ts';

const child = fileURLToPath(new URL('nightly-million-child.ts', import.meta.url));
/** Of what was seen in use; a million lines have 181 MB. */
const heapMegabytesMax = 64;
/** The index of a million orders of the WMS, which is no part of the heap, has 44 of them, and Node itself 45. */
const peakMegabytesMax = 256;

it('a million lines are compared with a million orders of the WMS in 256 MB, and none is left out', {
  timeout: 180_000,
}, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [child], {
    env: { NODE_OPTIONS: nodeMemory },
  });
  const { compared, found, millis, heapMegabytes, peakMegabytes, ...rest } = JSON.parse(stdout);
  process.stdout.write(
    `a million lines in ${(millis / 1_000).toFixed(1)} s; heap at most ${heapMegabytes} MB, the process ${peakMegabytes} MB of ${peakMegabytesMax}\n`,
  );

  expect(rest).toEqual({ end: null, phase: 'repairing' });
  expect(compared).toMatchObject({ lines: 1_000_000, orders: 1_000_000, unreadable: 0 });
  const hundred = Array.from({ length: 100 }, (_, n) => n * 10_000);
  expect(found).toEqual({ missing: hundred, stale: hundred.map((n) => n + 1) });
  expect(heapMegabytes).toBeLessThan(heapMegabytesMax);
  expect(peakMegabytes).toBeLessThan(peakMegabytesMax);
});
