/** Seeds that have failed once, each with the reason: run before all others, for ever. */
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { Regression } from './campaign.ts';
import { replaySchema } from './replay.ts';

const regressionsSchema = z.array(
  replaySchema.extend({
    /** One sentence: what was wrong. */
    why: z.string().regex(/\S.{10,}/),
  }),
);

const file = new URL('../regressions.json', import.meta.url);

/** @throws Error where the file is not what it should be. */
export const parseRegressions = (text: string): readonly Regression[] =>
  regressionsSchema.parse(JSON.parse(text)).map(({ why, ...replay }) => ({ why, replay }));

export const readRegressions = (): readonly Regression[] =>
  parseRegressions(readFileSync(file, 'utf8'));
