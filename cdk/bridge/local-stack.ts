/**
 * Where the local stack of this checkout is: from the file that it keeps while it runs.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { refusal } from './refusal.ts';

const stackFileSchema = z.object({
  awsEndpoint: z.url(),
  region: z.string(),
  pagerUrl: z.url().optional(),
});

/** @throws a refusal where no local stack runs in this checkout. */
export const findLocalStack = (stateDir: string): z.output<typeof stackFileSchema> => {
  const path = join(stateDir, 'stack.json');
  return parse(path, readText(path));
};

const readText = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw refusal(
        'no local stack runs in this checkout: start it with npm start, or name a deployed stage with --stage',
        1,
      );
    }
    throw error;
  }
};

const parse = (path: string, text: string): z.output<typeof stackFileSchema> => {
  try {
    return stackFileSchema.parse(JSON.parse(text));
  } catch {
    throw refusal(`${path} cannot be read: start the local stack again with npm start`, 1);
  }
};
