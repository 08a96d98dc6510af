/**
 * What the widget asks: the same requests as by direct invoke, under a name of its own, since CloudWatch
 * does not tell the function who looks. CloudTrail has it, where it keeps the invocations of functions.
 */
import {
  type Answer,
  type Answerers,
  type AnyRequest,
  makeAnswer,
  signedBy,
} from '../answer-request.ts';
import type { Browse } from '../browse.ts';
import { type Parsed, parseAnyRequest, parseBrowseRequest } from '../parse-request.ts';

/** The answer, and the request as it was understood, if it was. */
export type Asked = { readonly request?: AnyRequest; readonly answer: Answer };
export type Ask = (event: unknown) => Promise<Asked>;

const widgetCaller = 'dashboard';

const makeAsk =
  <Request extends AnyRequest>(
    parse: (event: unknown) => Parsed<Request>,
    answer: (request: Request) => Promise<Answer>,
  ): Ask =>
  async (event) => {
    const parsed = parse(event);
    if (parsed.kind === 'refused') return { answer: parsed };
    const request = signedBy(parsed.request, widgetCaller);
    return { request, answer: await answer(request) };
  };

/** For the function that only looks. */
export const makeBrowseAsk = (browse: Browse): Ask => makeAsk(parseBrowseRequest, browse);

/** So long at most does a click that makes a job wait to see it move; a small one is done by then. */
const clickMillis = 10_000;

/**
 * For the function that acts. A job that a click has made is begun at once, because nobody else would before
 * the next minute; and what is shown is how far it has come.
 *
 * @param remainingMillis - until this invocation is killed.
 */
export const makeReplayAsk = (answerers: Answerers, remainingMillis: () => number): Ask => {
  const answer = makeAnswer(answerers);
  return makeAsk(parseAnyRequest, async (request) => {
    const answered = await answer(request, remainingMillis);
    if (answered.kind !== 'job' || !begins.has(request.action)) return answered;
    const over = Math.max(0, remainingMillis() - clickMillis);
    await answerers.work(() => remainingMillis() - over);
    return answerers.browse({ action: 'job', jobId: answered.job.jobId });
  });
};

const begins: ReadonlySet<string> = new Set(['replay', 'discard', 'resume']);
