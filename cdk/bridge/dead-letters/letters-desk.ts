/**
 * The two functions for dead letters, as the commands ask them: one reads, the other one also acts.
 *
 * Whatever is refused is an error with one line for the person.
 */
import type * as z from 'zod';
import type { Job } from '../../../lib/letters/job.ts';
import type { browseRequestSchema, operateRequestSchema } from '../../../lib/letters/request.ts';
import { invokeAside, invokeUnlessRefused } from '../invoke.ts';
import type { Stage } from '../open-stage.ts';
import { answerSchemas } from './answers.ts';

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
  return {
    browse: (request, schema) => invokeUnlessRefused(lambda, browseDeadLetters, request, schema),
    operate: async (request) => {
      const { job: schema } = answerSchemas;
      return (await invokeUnlessRefused(lambda, replayDeadLetters, request, schema)).job;
    },
    kick: () => invokeAside(lambda, replayDeadLetters, { action: 'work' }),
  };
};
