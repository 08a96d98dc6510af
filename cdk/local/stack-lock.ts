/**
 * One local stack per checkout: a file with the process id of the one that runs.
 */
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startRefused } from './start-refused.ts';

/** A stale lock is taken over; more than this many in a row means that others are starting too. */
const triesMax = 3;

/**
 * Gives the function that releases the lock.
 *
 * @throws a refusal with the pid of the stack that runs already.
 */
export const lockCheckout = (stateDir: string): (() => void) => {
  const path = join(stateDir, 'lock');
  const own = `${path}.${process.pid}`;
  // Linked into place with its content: nobody ever reads a lock that is still empty.
  writeFileSync(own, String(process.pid));
  try {
    for (let attempt = 1; attempt <= triesMax; attempt += 1) {
      if (tryLink(own, path)) return () => rmSync(path, { force: true });
      removeStale(path);
    }
  } finally {
    rmSync(own, { force: true });
  }
  throw startRefused(`${path} cannot be locked: other stacks are starting`, 1);
};

const tryLink = (from: string, to: string): boolean => {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
};

const removeStale = (path: string): void => {
  const pid = readPid(path);
  if (pid !== undefined && isAlive(pid)) {
    throw startRefused(
      `a local stack runs in this checkout already, with pid ${pid}; stop it first (if that process is something else, remove ${path})`,
      1,
    );
  }
  rmSync(path, { force: true });
};

const readPid = (path: string): number | undefined => {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process lives, too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};
