/**
 * Tiny functions and resolved templates for the tests of the local stack's parts.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Credentials, LocalResource, LocalTemplate } from '../../cdk/local/contracts.ts';

export const fixtureCredentials: Credentials = {
  accessKeyId: 'AKIAFIXTURE',
  secretAccessKey: 'fixture-secret-key',
  sessionToken: 'fixture-token',
};

export const resource = (
  logicalId: string,
  type: string,
  properties: Readonly<Record<string, unknown>>,
  ref = logicalId.toLowerCase(),
): LocalResource => ({
  logicalId,
  type,
  properties,
  ref,
  attributes: { Arn: `arn:aws:test:eu-central-1:000000000000:${ref}` },
});

export const functionResource = (
  logicalId: string,
  properties: Readonly<Record<string, unknown>> = {},
): LocalResource =>
  resource(logicalId, 'AWS::Lambda::Function', {
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Code: {},
    ...properties,
  });

/** A folder of assets that is removed by `remove`. */
export const makeAssets = () => {
  const folder = mkdtempSync(join(tmpdir(), 'assets-'));
  return {
    folder,
    /** Writes `index.mjs` with this source and gives its folder. */
    add: (name: string, source: string): string => {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'index.mjs'), source);
      return join(folder, name);
    },
    remove: (): void => rmSync(folder, { recursive: true, force: true }),
  };
};

export const templateOf = (
  resources: readonly LocalResource[],
  assets: Readonly<Record<string, string>> = {},
): LocalTemplate => ({
  stackName: 'fixture',
  resources: new Map(resources.map((each) => [each.logicalId, each])),
  outputs: {},
  assets: new Map(Object.entries(assets)),
});

const secondsMax = 25;

/** Waits until `probe` gives something: no promise is measured by it, it only ends what would hang. */
export const eventually = async <T>(probe: () => T | undefined | false): Promise<T> => {
  const giveUpAt = Date.now() + secondsMax * 1_000;
  for (;;) {
    const found = probe();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > giveUpAt) throw new Error(`waited ${secondsMax} s in vain`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

/** Whether a process with this id runs; one that has ended and that nobody has asked for does not. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    const stat = `/proc/${pid}/stat`;
    return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, 'utf8'));
  } catch {
    return false;
  }
};
