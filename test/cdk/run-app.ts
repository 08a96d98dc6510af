/**
 * Runs cdk/app.ts in a process of its own, the way the CDK's command line does.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import cdkJson from '../../cdk.json' with { type: 'json' };

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Building the functions takes some seconds on a busy machine. */
const millisMax = 50_000;

export type Ended = { readonly code: number | null; readonly stderr: string };

/** @param variables - the whole environment of the process, apart from the path to its tools. */
export const runNode = (
  args: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...variables },
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: millisMax,
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', reject).once('close', (code) => resolve({ code, stderr }));
  });

/** @param context - over the context of cdk.json, as `-c` would set it. */
export const runApp = (
  outdir: string,
  context: Readonly<Record<string, unknown>>,
  variables: Readonly<Record<string, string>> = {},
): Promise<Ended> =>
  runNode(['cdk/app.ts'], {
    CDK_OUTDIR: outdir,
    CDK_CONTEXT_JSON: JSON.stringify({ ...cdkJson.context, ...context }),
    ...variables,
  });
