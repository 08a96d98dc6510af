/**
 * One attempt: puts an order's desired state to the WMS (DESIGN section 5) and says what came of it.
 *
 * Refused credentials are renewed once, and only new ones are sent again: that is no retry. Knows no
 * retries and no order; waiting for its turn takes nothing of a request's time.
 */

import type { RequestBy } from '../circuit/guard.ts';
import type { DeliverySettings, WmsSettings } from '../config/policy.ts';
import { type AttemptOutcome, interpretAnswer, type Withheld } from '../delivery/attempt.ts';
import type { Attempt, AttemptCall } from '../delivery/deliver.ts';
import type { Pass } from '../delivery/pass.ts';
import type { HttpRequest, HttpResult, SendHttp } from './http-request.ts';
import { type Credentials, isHeaderValue, makeWmsCredentials } from './wms-credentials.ts';
import { makeWmsRequest } from './wms-tls.ts';
import type { ReadWmsSecret } from './wms-token.ts';

/** Rejects only if the secret cannot be read, or for a call that no request can be made of. */
export type WmsClient = Attempt;

export type WmsClientDependencies = {
  readonly settings: WmsSettings;
  readonly delivery: Pick<
    DeliverySettings,
    'attemptTimeoutMillis' | 'connectTimeoutMillis' | 'retryAfterSecondsMax'
  >;
  /** The release's version, for the User-Agent header. */
  readonly release: string;
  readonly readSecret: ReadWmsSecret;
  /** Whether the WMS has refused this version of the secret. */
  readonly isRefused: (secretVersion: string | undefined) => boolean;
  readonly request: SendHttp;
  /** Asked before every request, those for tokens included. */
  readonly pass: Pass;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
};

/** Answers of the WMS are a few hundred bytes; of a longer one only its status is used. */
const answerBytesMax = 65_536;

export const makeWmsClient = (dependencies: WmsClientDependencies): WmsClient => {
  const { settings, delivery, release, now } = dependencies;
  const userAgent = `shopify-wms-bridge/${release}`;
  const request = makeRequest({ ...dependencies, request: makeWmsRequest(dependencies) });
  const put = makePut(dependencies, request, userAgent);
  const credentials = makeWmsCredentials({
    ...dependencies,
    request: (token) => request('token', token),
    auth: settings.auth,
    userAgent,
    timeoutMillis: delivery.attemptTimeoutMillis,
    connectTimeoutMillis: delivery.connectTimeoutMillis,
    retryAfterSecondsMax: delivery.retryAfterSecondsMax,
  });

  const attempt = async (call: AttemptCall, signal: AbortSignal) => {
    const first = await credentials({ signal });
    if (first.kind !== 'credentials') return first;
    const outcome = await put(call, first, signal);
    if (outcome.kind !== 'unauthorized') return outcome;
    const second = await credentials({ refused: first, signal });
    if (second.kind !== 'credentials') return second;
    // The same credentials again would only bring us nearer to being locked out.
    return second.value === first.value ? outcome : put(call, second, signal);
  };

  return (call) => {
    const end = Math.min(call.deadline, call.lease?.until ?? call.deadline);
    return within(end - now(), (signal) => attempt(call, signal));
  };
};

const makePut =
  ({ settings, delivery, now }: WmsClientDependencies, request: Request, userAgent: string) =>
  async (
    call: AttemptCall,
    sent: Credentials,
    signal: AbortSignal,
  ): Promise<AttemptOutcome | Withheld> => {
    const result = await request(call.lease ?? 'attempt', {
      method: 'PUT',
      url: orderUrl(settings.baseUrl, call.orderId),
      headers: headersOf(call, sent, userAgent),
      body: call.body,
      timeoutMillis: delivery.attemptTimeoutMillis,
      connectTimeoutMillis: delivery.connectTimeoutMillis,
      answerBytesMax,
      signal,
    });
    if (result.kind === 'withheld') return result;
    if (result.kind !== 'answer') return { kind: 'unavailable', cause: result.kind };
    const outcome = interpretAnswer(result, { ...delivery, version: call.version, now: now() });
    const isRefusal = outcome.kind === 'unauthorized' || outcome.kind === 'forbidden';
    return isRefusal && sent.secretVersion !== undefined
      ? { ...outcome, secretVersion: sent.secretVersion }
      : outcome;
  };

type Request = (by: RequestBy, request: HttpRequest) => Promise<HttpResult | Withheld>;

/** For a request that nothing but its own timeout ends. */
const never = new AbortController().signal;

/** A request's time begins when it is its turn. */
const makeRequest =
  ({ pass, request }: WmsClientDependencies): Request =>
  async (by, outgoing) =>
    (await pass(by, outgoing.signal ?? never)) ?? request(outgoing);

/** One signal for all that an attempt does, so that none of it outlives the delivery. */
const within = async <Value>(
  millis: number,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> => {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), Math.max(1, millis));
  try {
    return await work(timeout.signal);
  } finally {
    clearTimeout(timer);
  }
};

const orderUrl = (baseUrl: string, orderId: string): string => {
  // `.` and `..` survive the encoding, and a URL parser would climb out of /orders/ with them.
  if (/^\.{0,2}$/.test(orderId)) throw new Error('an order id must be more than dots');
  return `${baseUrl.replace(/\/+$/, '')}/orders/${encodeURIComponent(orderId)}`;
};

const headersOf = (call: AttemptCall, { header, value }: Credentials, userAgent: string) => {
  const headers = {
    accept: 'application/json, application/problem+json',
    'content-type': 'application/json',
    'idempotency-key': call.idempotencyKey,
    'user-agent': userAgent,
    'x-correlation-id': call.correlationId,
    traceparent: call.traceparent,
    ...(header === undefined ? {} : { [header]: value }),
  };
  const wrong = Object.entries(headers).find(([, text]) => !isHeaderValue(text));
  if (wrong) throw new Error(`the header ${wrong[0]} must be printable ASCII`);
  return headers;
};
