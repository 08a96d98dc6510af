/**
 * Synthesizes the stage `local` in a process of its own: the CDK takes memory that the stack does not need.
 */
import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod';
import type { Settings } from './local-settings.ts';
import { startRefused } from './start-refused.ts';

export type SynthesisOptions = {
  /** Emptied first. */
  readonly assemblyDir: string;
  /** Laid over the stage's block in cdk.json. */
  readonly overrides: Settings;
  /** Ends the synthesis early. */
  readonly signal?: AbortSignal | undefined;
};

/** What the child process is given, as JSON in its one argument. */
export const synthesisRequest = z.object({
  outdir: z.string(),
  context: z.record(z.string(), z.unknown()),
});

/** The child's exit code for settings that are wrong; its standard error has one line for each. */
export const invalidSettingsCode = 2;

const root = fileURLToPath(new URL('../../', import.meta.url));
const child = fileURLToPath(new URL('synthesize-child.ts', import.meta.url));
const cdkJson = z.object({ context: z.record(z.string(), z.unknown()) });
/** Far above the few seconds that it takes. */
const synthesisMillisMax = 60_000;

/** @throws a refusal with exit code 2 that has one line for each wrong setting. */
export const synthesize = async (options: SynthesisOptions): Promise<void> => {
  const { assemblyDir, overrides, signal } = options;
  rmSync(assemblyDir, { recursive: true, force: true });
  const { context } = cdkJson.parse(JSON.parse(readFileSync(`${root}cdk.json`, 'utf8')));
  const request: z.output<typeof synthesisRequest> = {
    outdir: assemblyDir,
    context: { ...context, stage: 'local', overrides },
  };
  try {
    await promisify(execFile)(process.execPath, [child, JSON.stringify(request)], {
      cwd: root,
      timeout: synthesisMillisMax,
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    signal?.throwIfAborted();
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    if (code === invalidSettingsCode) throw startRefused(stderr?.trim() ?? '', 2);
    throw new Error(`the synthesis failed: ${stderr ?? ''}`, { cause: error });
  }
};
