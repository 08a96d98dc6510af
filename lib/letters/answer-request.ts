/**
 * Answers whatever replay-dead-letters is asked, by direct invoke and through the operations route alike:
 * looking, deciding, and working off what was decided.
 */
import type { Browse } from './browse.ts';
import type { Operate } from './operate.ts';
import { parseAnyRequest } from './parse-request.ts';
import type { BrowseAnswer, OperateAnswer } from './request.ts';
import type { Worked } from './work.ts';

export type Answer = BrowseAnswer | OperateAnswer;

export type Answerers = {
  readonly browse: Browse;
  readonly operate: Operate;
  /** One slice of the jobs. */
  readonly work: (remainingMillis: () => number) => Promise<Worked>;
};

export type AnswerRequest = (
  request: unknown,
  /** Until nobody waits for the answer any more. */
  remainingMillis: () => number,
  /** Who asks, where API Gateway has verified it; else they say so themselves. */
  verified?: string,
) => Promise<Answer>;

export const makeAnswerRequest =
  ({ browse, operate, work }: Answerers): AnswerRequest =>
  async (event, remainingMillis, verified) => {
    const parsed = parseAnyRequest(event);
    if (parsed.kind === 'refused') return parsed;
    const request = by(parsed.request, verified);
    switch (request.action) {
      case 'list':
      case 'show':
      case 'plan':
      case 'jobs':
      case 'job':
        return browse(request);
      case 'replay':
      case 'discard':
      case 'stop':
      case 'resume':
        return operate(request);
      case 'work':
        return { kind: 'worked', ...(await work(remainingMillis)) };
    }
  };

const by = <Request extends object>(request: Request, verified: string | undefined): Request =>
  verified !== undefined && 'by' in request ? { ...request, by: verified } : request;
