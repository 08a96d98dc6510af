/**
 * Answers whatever replay-dead-letters is asked, by direct invoke and through the operations route alike:
 * looking, deciding, and working off what was decided.
 */
import type { Browse } from './browse.ts';
import type { Operate } from './operate.ts';
import { parseAnyRequest } from './parse-request.ts';
import type { BrowseAnswer, BrowseRequest, OperateAnswer, OperateRequest } from './request.ts';
import type { Worked } from './work.ts';

export type Answer = BrowseAnswer | OperateAnswer;
export type AnyRequest = BrowseRequest | OperateRequest;

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

export const makeAnswerRequest = (answerers: Answerers): AnswerRequest => {
  const answer = makeAnswer(answerers);
  return async (event, remainingMillis, verified) => {
    const parsed = parseAnyRequest(event);
    if (parsed.kind === 'refused') return parsed;
    const { request } = parsed;
    return answer(verified === undefined ? request : signedBy(request, verified), remainingMillis);
  };
};

/** Answers what was understood. */
export const makeAnswer =
  ({ browse, operate, work }: Answerers) =>
  async (request: AnyRequest, remainingMillis: () => number): Promise<Answer> => {
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

/** Whoever asks in the request, it is this one; where nobody is asked, nobody is named. */
export const signedBy = <Request extends object>(request: Request, who: string): Request =>
  'by' in request ? { ...request, by: who } : request;
