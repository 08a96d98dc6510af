/**
 * One attempt: puts an order's desired state to the WMS (DESIGN section 5) and says what came of it.
 *
 * Refused credentials are renewed once, and only new ones are sent again: that is no retry. Knows no
 * retries, no circuit and no order; everything it does shares the attempt's time.
 */
import type { DeliverySettings, WmsSettings } from '../config/policy.ts';
import { type AttemptOutcome, interpretAnswer } from '../delivery/attempt.ts';
import type { AttemptCall } from '../delivery/deliver.ts';
import type { SendHttp } from './http-request.ts';
import { type Credentials, isHeaderValue, makeWmsCredentials } from './wms-credentials.ts';
import type { ReadWmsSecret } from './wms-token.ts';

export type WmsCall = AttemptCall & {
  /** Ends the attempt like its timeout does. */
  readonly signal?: AbortSignal;
};

/** Rejects only if the secret cannot be read, or for a call that no request can be made of. */
export type WmsClient = (call: WmsCall) => Promise<AttemptOutcome>;

export type WmsClientDependencies = {
  readonly settings: WmsSettings;
  readonly delivery: Pick<
    DeliverySettings,
    'attemptTimeoutMillis' | 'connectTimeoutMillis' | 'retryAfterSecondsMax'
  >;
  /** The release's version, for the User-Agent header. */
  readonly release: string;
  readonly readSecret: ReadWmsSecret;
  readonly request: SendHttp;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
};

/** Answers of the WMS are a few hundred bytes; of a longer one only its status is used. */
const answerBytesMax = 65_536;

export const makeWmsClient = (dependencies: WmsClientDependencies): WmsClient => {
  const { settings, delivery, release, now } = dependencies;
  const userAgent = `shopify-wms-bridge/${release}`;
  const credentials = makeWmsCredentials({
    ...dependencies,
    auth: settings.auth,
    userAgent,
    timeoutMillis: delivery.attemptTimeoutMillis,
    connectTimeoutMillis: delivery.connectTimeoutMillis,
    retryAfterSecondsMax: delivery.retryAfterSecondsMax,
  });

  const put = async (call: WmsCall, sent: Credentials, signal: AbortSignal) => {
    const result = await dependencies.request({
      method: 'PUT',
      url: orderUrl(settings.baseUrl, call.orderId),
      headers: headersOf(call, sent, userAgent),
      body: call.body,
      timeoutMillis: call.timeoutMillis,
      connectTimeoutMillis: delivery.connectTimeoutMillis,
      answerBytesMax,
      signal,
    });
    if (result.kind !== 'answer') return { kind: 'unavailable', cause: result.kind } as const;
    return interpretAnswer(result, { ...delivery, version: call.version, now: now() });
  };

  const attempt = async (call: WmsCall, signal: AbortSignal): Promise<AttemptOutcome> => {
    const first = await credentials({ signal });
    if (first.kind !== 'credentials') return first;
    const outcome = await put(call, first, signal);
    if (outcome.kind !== 'unauthorized') return outcome;
    const second = await credentials({ refused: first, signal });
    if (second.kind !== 'credentials') return second;
    // The same credentials again would only bring us nearer to being locked out.
    return second.value === first.value ? outcome : put(call, second, signal);
  };

  return (call) => within(call, (signal) => attempt(call, signal));
};

/** One signal for all that an attempt does, so that its parts share the time and none outlives it. */
const within = async <Value>(
  { timeoutMillis, signal }: WmsCall,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> => {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), timeoutMillis);
  try {
    return await work(signal ? AbortSignal.any([timeout.signal, signal]) : timeout.signal);
  } finally {
    clearTimeout(timer);
  }
};

const orderUrl = (baseUrl: string, orderId: string): string => {
  // `.` and `..` survive the encoding, and a URL parser would climb out of /orders/ with them.
  if (/^\.{0,2}$/.test(orderId)) throw new Error('an order id must be more than dots');
  return `${baseUrl.replace(/\/+$/, '')}/orders/${encodeURIComponent(orderId)}`;
};

const headersOf = (call: WmsCall, { header, value }: Credentials, userAgent: string) => {
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
