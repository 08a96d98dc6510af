/**
 * Deploys another release of one function, in place: its bundle is changed, and its processes end, so that the
 * next event finds the new one.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Hand } from './hand.ts';

export type Releases = {
  readonly deploy: (functionName: string, change: (code: string) => string) => Promise<void>;
  /** The release that was there at first. */
  readonly rollBack: (functionName: string) => Promise<void>;
  readonly rollBackAll: () => Promise<void>;
};

type Resource = {
  readonly Type: string;
  readonly Properties: {
    readonly Code?: { readonly S3Key?: string };
    readonly Environment?: { readonly Variables?: Readonly<Record<string, unknown>> };
  };
};

export const makeReleases = (assemblyDir: string, hand: Pick<Hand, 'kill'>): Releases => {
  const original = new Map<string, string>();
  const put = async (functionName: string, code: string): Promise<void> => {
    writeFileSync(bundleOf(assemblyDir, functionName), code);
    await hand.kill(functionName);
  };
  return {
    deploy: async (functionName, change) => {
      const code =
        original.get(functionName) ?? readFileSync(bundleOf(assemblyDir, functionName), 'utf8');
      original.set(functionName, code);
      await put(functionName, change(code));
    },
    rollBack: async (functionName) => {
      const code = original.get(functionName);
      if (code === undefined) throw new Error(`${functionName} was not deployed anew`);
      await put(functionName, code);
    },
    rollBackAll: async () => {
      for (const [functionName, code] of original) await put(functionName, code);
    },
  };
};

const bundleOf = (assemblyDir: string, functionName: string): string => {
  const file = readdirSync(assemblyDir).find((name) => name.endsWith('.template.json')) ?? '';
  const template: { readonly Resources: Readonly<Record<string, Resource>> } = JSON.parse(
    readFileSync(join(assemblyDir, file), 'utf8'),
  );
  const found = Object.values(template.Resources).find(
    ({ Type, Properties }) =>
      Type === 'AWS::Lambda::Function' &&
      Properties.Environment?.Variables?.['POWERTOOLS_SERVICE_NAME'] === functionName,
  );
  const asset = `asset.${found?.Properties.Code?.S3Key?.replace('.zip', '')}`;
  const [bundle] = readdirSync(join(assemblyDir, asset)).filter((name) =>
    /^index\.m?js$/.test(name),
  );
  if (bundle === undefined) throw new Error(`${functionName} has no bundle in ${asset}`);
  return join(assemblyDir, asset, bundle);
};

/** A release that cannot start. */
export const brokenRelease = (): string => "throw new Error('this release cannot start');";
