/**
 * How long a function's bundle takes to import in a fresh Node.js, beside one that imports Node.js's own
 * modules alone: what no bundle of ours can be quicker than. In turns, so that a busy machine slows all.
 */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { FunctionSpec } from '../../../cdk/local/functions/function-spec.ts';
import { lambdaVariables } from '../../../cdk/local/functions/lambda-variables.ts';

export type ImportTime = {
  readonly name: string;
  /** Milliseconds. */
  readonly median: number;
  readonly least: number;
};

export const importsEach = 21;
/** What every bundle needs of Node.js, and loads for the first time in its process. */
const ownModules = ['https', 'http', 'crypto', 'util', 'stream', 'async_hooks', 'zlib'];
export const nothingName = "Node.js's own modules alone";

const surroundings = {
  ...{ endpointUrl: 'http://127.0.0.1:4566', region: 'us-east-1', logStream: 'bench' },
  credentials: { accessKeyId: 'AKIABENCH', secretAccessKey: 'bench', sessionToken: 'bench' },
};

const timeImport = async (file: string, env: Readonly<Record<string, string>>): Promise<number> => {
  const { href } = pathToFileURL(file);
  const script = `const begun = performance.now(); await import('${href}'); process.stdout.write(String(performance.now() - begun)); process.exit(0);`;
  const args = ['--input-type=module', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...env } });
  return Number(stdout);
};

export const timeImports = async (
  specs: readonly FunctionSpec[],
  tell: (text: string) => void,
): Promise<readonly ImportTime[]> => {
  const nothing = join(tmpdir(), `bridge-bench-${process.pid}.mjs`);
  await writeFile(nothing, ownModules.map((name) => `import 'node:${name}';`).join('\n'));
  const all = [
    { name: nothingName, file: nothing, env: {} },
    ...specs.map((spec) => ({
      name: spec.name,
      file: join(spec.taskRoot, 'index.mjs'),
      env: lambdaVariables(spec, surroundings),
    })),
  ];
  const times = new Map<string, number[]>(all.map(({ name }) => [name, []]));
  for (let round = 1; round <= importsEach; round += 1) {
    tell(`import ${round} of ${importsEach}`);
    for (const { name, file, env } of all) times.get(name)?.push(await timeImport(file, env));
  }
  return [...times].map(([name, taken]) => {
    const sorted = taken.toSorted((a, b) => a - b);
    return { name, median: sorted[Math.floor(importsEach / 2)] ?? 0, least: sorted[0] ?? 0 };
  });
};
