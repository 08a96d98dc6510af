/**
 * Refusals as application/problem+json (RFC 9457).
 */
import type { Answer } from './http.ts';
import type { RateLimit } from './rate-limit.ts';

export const problemTypes = {
  badRequest: 'bad-request',
  unauthorized: 'unauthorized',
  forbidden: 'forbidden',
  notFound: 'not-found',
  invalidOrder: 'invalid-order',
  newerVersion: 'newer-version',
  keyReused: 'idempotency-key-reused',
  conflict: 'conflict',
  tooManyRequests: 'too-many-requests',
  outOfCapacity: 'out-of-capacity',
  simulated: 'simulated-fault',
} as const;
export type ProblemType = (typeof problemTypes)[keyof typeof problemTypes];

export type Problem = {
  readonly status: number;
  readonly type: ProblemType;
  readonly title: string;
  readonly detail?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Extension members, `current_version` for instance. */
  readonly members?: Readonly<Record<string, unknown>>;
};

export const problemAnswer = (problem: Problem): Answer => ({
  status: problem.status,
  headers: { ...problem.headers, 'Content-Type': 'application/problem+json' },
  body: JSON.stringify({
    type: `urn:wms:problem:${problem.type}`,
    title: problem.title,
    status: problem.status,
    ...(problem.detail === undefined ? {} : { detail: problem.detail }),
    ...problem.members,
  }),
});

export const tooManyRequests = (limit: RateLimit): Answer =>
  problemAnswer({
    status: 429,
    type: problemTypes.tooManyRequests,
    title: 'Too many requests',
    headers: { 'Retry-After': String(limit.retryAfterSeconds()) },
  });

export const outOfCapacity = (): Answer =>
  problemAnswer({
    status: 503,
    type: problemTypes.outOfCapacity,
    title: 'Too many requests at once',
    headers: { 'Retry-After': '1' },
  });

export const badRequest = (title: string): Answer =>
  problemAnswer({ status: 400, type: problemTypes.badRequest, title });

export const notFound = (): Answer =>
  problemAnswer({ status: 404, type: problemTypes.notFound, title: 'No such resource' });

export const unauthorized = (): Answer =>
  problemAnswer({
    status: 401,
    type: problemTypes.unauthorized,
    title: 'No valid access token or API key',
    headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
  });
