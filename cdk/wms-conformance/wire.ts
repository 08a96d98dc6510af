/**
 * Requests to the WMS under test, each with what a person needs to see of it.
 *
 * Everything is bounded: requests, waiting for an answer, pauses that the WMS asks for. Knows no clause.
 */
import type { HttpAnswer, HttpRequest, SendHttp } from '../../lib/adapters/http-request.ts';
import { parseJsonObject } from '../../lib/delivery/json-object.ts';
import { parseRetryAfter } from '../../lib/delivery/retry-after.ts';

const answerBytesMax = 16 * 1_024 * 1_024;
const timeoutMillis = 10_000;
const connectTimeoutMillis = 5_000;
const requestsMax = 1_000;
/** Nobody shall wait for hours for a WMS that has gone away in the middle. */
const unansweredMax = 5;
const pauseSecondsMax = 30;
const pausesMax = 40;
const cameLengthMax = 20_000;
const hidden = '***';

export type WireAnswer = {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The body, where it is a JSON object. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
};

export type Exchange = {
  readonly method: HttpRequest['method'];
  /** `orders`, `keys` or `token`. */
  readonly endpoint: Endpoint;
  /** The request in words. */
  readonly sent: string;
  /** The answer in words. Like `sent` it may have a secret in it until it is redacted. */
  readonly came: string;
  /** null where none came. */
  readonly answer: WireAnswer | null;
  readonly millis: number;
};
export type Endpoint = 'orders' | 'keys' | 'token';

export type WireRequest = {
  readonly method: HttpRequest['method'];
  readonly endpoint: Endpoint;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** What is said of it, besides method and path. */
  readonly about?: string;
  /** Whether a 429 is waited out. @default true */
  readonly patient?: boolean;
};

export type Wire = {
  readonly send: (request: WireRequest) => Promise<Exchange>;
  /** Makes a text one that `redact` takes out. */
  readonly hide: (secret: string) => void;
  readonly redact: (text: string) => string;
  readonly history: () => readonly Exchange[];
};

export type WireDependencies = {
  readonly request: SendHttp;
  readonly sleep: (millis: number) => Promise<void>;
  readonly now: () => number;
};

const makeRedaction = () => {
  const secrets = new Set<string>();
  return {
    hide: (secret: string): void => {
      if (secret !== '') secrets.add(secret);
    },
    redact: (text: string): string =>
      [...secrets].reduce((clean, secret) => clean.replaceAll(secret, hidden), text),
  };
};

const printable = (text: string): string =>
  text.replace(/\s+/g, ' ').replace(/[\p{Cc}\p{Cf}]/gu, '');

const describeAnswer = ({ status, headers, body }: HttpAnswer): string => {
  const type = headers['content-type'] ?? 'without Content-Type';
  return `${status} ${type} ${printable(body.slice(0, cameLengthMax))}`.trim();
};

const isThrottled = ({ answer }: Exchange): boolean => answer?.status === 429;

const readAnswer = ({ status, headers, body }: HttpAnswer): WireAnswer => ({
  ...{ status, headers, text: body },
  json: parseJsonObject(body),
});

export const makeWire = ({ request, sleep, now }: WireDependencies): Wire => {
  const { hide, redact } = makeRedaction();
  const exchanges: Exchange[] = [];
  let unanswered = 0;
  let pauses = 0;

  const once = async (given: WireRequest): Promise<Exchange> => {
    const { method, endpoint, url, headers = {}, body = '', about } = given;
    const begun = now();
    const left = unanswered >= unansweredMax || exchanges.length >= requestsMax;
    const limits = { timeoutMillis, connectTimeoutMillis, answerBytesMax };
    const result = left ? null : await request({ method, url, headers, body, ...limits });
    const answer = result?.kind === 'answer' ? readAnswer(result) : null;
    unanswered = answer === null ? unanswered + 1 : 0;
    const exchange: Exchange = {
      ...{ method, endpoint, answer, millis: now() - begun },
      sent: `${method} ${new URL(url).pathname}${about === undefined ? '' : `, ${about}`}`,
      came: describe(result),
    };
    exchanges.push(exchange);
    return exchange;
  };

  const send = async (given: WireRequest): Promise<Exchange> => {
    let exchange = await once(given);
    while (given.patient !== false && isThrottled(exchange) && pauses < pausesMax) {
      pauses += 1;
      const asked = exchange.answer?.headers['retry-after'];
      await sleep((parseRetryAfter(asked, now(), pauseSecondsMax) ?? 1) * 1_000);
      exchange = await once(given);
    }
    return exchange;
  };

  return { send, hide, redact, history: () => exchanges };
};

const describe = (result: Awaited<ReturnType<SendHttp>> | null): string => {
  if (result === null) return 'nothing: not sent any more, too many requests had no answer';
  if (result.kind === 'timeout') return `no answer within ${timeoutMillis / 1_000} s`;
  if (result.kind === 'connection')
    return `no answer: ${result.code ?? 'the connection was closed'}`;
  return describeAnswer(result);
};
