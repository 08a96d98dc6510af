/**
 * The operations route, as the HTTP API hands it over (payload format 2.0) and as it is answered: the same
 * requests and answers as by direct invoke, with the caller that API Gateway has verified.
 */
import * as z from 'zod';
import type { Answer, AnswerRequest } from './answer-request.ts';
import { refused } from './refusals.ts';
import type { Refused } from './request.ts';

const routeEventSchema = z.object({
  version: z.literal('2.0'),
  requestContext: z.object({
    http: z.object({}),
    /** Of another kind than IAM, or none: not verified, whoever it is. */
    authorizer: z
      .object({ iam: z.object({ userArn: z.string().min(1) }) })
      .optional()
      .catch(undefined),
  }),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
});
export type RouteEvent = z.output<typeof routeEventSchema>;

export type RouteAnswer = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** `undefined` for a direct invoke: no request of ours looks like this. */
export const readRouteEvent = (event: unknown): RouteEvent | undefined =>
  routeEventSchema.safeParse(event).data;

/** The HTTP API waits for 30 s, and then tells its caller nothing. */
const routeMillisMax = 29_000;

/** Throws what a port throws: API Gateway then answers 500, without detail. */
export const answerRoute = async (
  answer: AnswerRequest,
  { requestContext, body, isBase64Encoded }: RouteEvent,
  remainingMillis: () => number,
): Promise<RouteAnswer> => {
  const caller = requestContext.authorizer?.iam.userArn;
  // Without IAM's word the route would be open to everybody: a deployment that nobody meant.
  if (caller === undefined) return respond(403, { message: 'Forbidden' });
  const request = readJson(Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'));
  if (request === undefined) return respondWith(notJson);
  const over = remainingMillis() - routeMillisMax;
  return respondWith(await answer(request, () => remainingMillis() - Math.max(0, over), caller));
};

const notJson = refused(
  'invalid_request',
  'the body must be a JSON object like {"action": "list"}',
);

const readJson = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
};

const statuses: Readonly<Record<Refused['code'], number>> = {
  invalid_request: 400,
  not_found: 404,
  count_changed: 409,
  too_many_jobs: 409,
  wrong_state: 409,
};

const respondWith = (answer: Answer): RouteAnswer =>
  respond(answer.kind === 'refused' ? statuses[answer.code] : 200, answer);

const respond = (statusCode: number, value: object): RouteAnswer => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});
