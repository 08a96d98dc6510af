/**
 * The names of the local stack of this checkout: from the file that it keeps while it runs.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { refusal } from './refusal.ts';
import { localStage, type StageNames } from './stage-names.ts';

const stackFileSchema = z.object({
  awsEndpoint: z.url(),
  region: z.string(),
  table: z.string(),
  wmsSecret: z.string().optional(),
  webhookUrl: z.string(),
  queues: z.object({ orders: z.string(), deadLetters: z.string() }),
  functions: z.record(z.string(), z.string()),
});

export type LocalNames = {
  readonly names: StageNames;
  readonly awsEndpoint: string;
  readonly region: string;
};

/** @throws a refusal where no local stack runs in this checkout. */
export const readLocalNames = (stateDir: string): LocalNames => {
  const path = join(stateDir, 'stack.json');
  const read = parse(path, readText(path));
  const { awsEndpoint, region, table, wmsSecret, webhookUrl, queues, functions } = read;
  const names: StageNames = {
    ...{ stage: localStage, title: 'the local stack', flag: '', production: false },
    ...{ table, webhookUrl, queues, shopSecrets: {}, logGroups: [] },
    functions: {
      acceptWebhook: functions['accept-webhook'] ?? '',
      deliverOrder: functions['deliver-order'] ?? '',
      browseDeadLetters: functions['browse-dead-letters'] ?? '',
      replayDeadLetters: functions['replay-dead-letters'] ?? '',
    },
  };
  return {
    names: wmsSecret === undefined ? names : { ...names, wmsSecret },
    awsEndpoint,
    region,
  };
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
