/**
 * One folder for all that a run of the tests leaves behind, gone with it. Files that share a process share
 * its modules, too, so no module can tell when the last of them is done.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the workers inherit: there `tmpdir()` gives this folder. */
export const setup = (): (() => void) => {
  const before = process.env['TMPDIR'];
  const folder = mkdtempSync(join(tmpdir(), 'bridge-tests-'));
  process.env['TMPDIR'] = folder;
  return () => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    rmSync(folder, { recursive: true, force: true });
  };
};
