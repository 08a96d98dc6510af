/**
 * The two functions for dead letters, as the commands ask them: one reads, the other one also acts.
 *
 * Whatever is refused is an error with one line for the person.
 */
import * as z from 'zod';
import type { Job } from '../../../lib/letters/job.ts';
import type { browseRequestSchema, operateRequestSchema } from '../../../lib/letters/request.ts';
import { invoke, invokeAside } from '../invoke.ts';
import type { Stage } from '../open-stage.ts';
import { inOneLine } from '../plain-text.ts';
import { refusal } from '../refusal.ts';
import { answerSchemas, refusedSchema } from './answers.ts';

type Browse = z.input<typeof browseRequestSchema>;
type Operate = Exclude<z.input<typeof operateRequestSchema>, { action: 'work' }>;

export type LettersDesk = {
  /** @param schema - of the answer: one of `answerSchemas`. */
  readonly browse: <Answer extends object>(
    request: Browse,
    schema: z.ZodType<Answer>,
  ) => Promise<Answer>;
  /** The job as it is then. */
  readonly operate: (request: Operate) => Promise<Job>;
  /** Sets to work whoever works the jobs off; the schedule does so every minute. */
  readonly kick: () => Promise<void>;
};

export const openDesk = ({ lambda, names }: Pick<Stage, 'lambda' | 'names'>): LettersDesk => {
  const { browseDeadLetters, replayDeadLetters } = names.functions;
  const ask = async <Answer extends object>(
    name: string,
    request: object,
    schema: z.ZodType<Answer>,
  ): Promise<Answer> => {
    const given = schema.transform((answer) => ({ answer }));
    const got = await invoke(lambda, name, request, z.union([refused, given]));
    if ('fault' in got) throw refusal(inOneLine(got.fault), 1);
    return got.answer;
  };
  return {
    browse: (request, schema) => ask(browseDeadLetters, request, schema),
    operate: async (request) => (await ask(replayDeadLetters, request, answerSchemas.job)).job,
    kick: () => invokeAside(lambda, replayDeadLetters, { action: 'work' }),
  };
};

const refused = refusedSchema.transform(({ fault }) => ({ fault }));
