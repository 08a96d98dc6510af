/** What a function's bundle consists of: bytes by package, ours by folder. */
import { build } from 'esbuild';
import { bundleOptions } from '../../../cdk/constructs/function-code.ts';

export type Contents = {
  readonly bytes: number;
  /** Largest first. */
  readonly parts: readonly { readonly name: string; readonly bytes: number }[];
};

const partOf = (input: string): string => {
  const packages = [...input.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)/g)];
  return packages.at(-1)?.[1] ?? input.split('/').slice(0, 2).join('/');
};

export const contentsOf = async (service: string): Promise<Contents> => {
  const { metafile } = await build({
    ...bundleOptions(service),
    ...{ outdir: 'out', metafile: true, write: false },
  });
  const [output] = Object.values(metafile.outputs);
  const parts = new Map<string, number>();
  for (const [input, { bytesInOutput }] of Object.entries(output?.inputs ?? {})) {
    parts.set(partOf(input), (parts.get(partOf(input)) ?? 0) + bytesInOutput);
  }
  return {
    bytes: output?.bytes ?? 0,
    parts: [...parts]
      .map(([name, bytes]) => ({ name, bytes }))
      .toSorted((a, b) => b.bytes - a.bytes),
  };
};
