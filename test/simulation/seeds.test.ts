/**
 * Two hundred seeds of the bridge in its simulated world, after every seed that has failed before. A
 * failure's report has the shortest list of faults, the order's story and the command that replays it.
 */
import { expect, it } from 'vitest';
import { good, runCaptured } from './cli/captured-run.ts';

const millisMax = 240_000;

it(
  'no seed breaks a promise',
  async () => {
    expect(await runCaptured('--seeds', '200')).toEqual(good);
  },
  millisMax,
);
