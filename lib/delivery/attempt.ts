/**
 * What one attempt (one HTTP call to the WMS) can end in. The only place that interprets a status.
 *
 * Does not know how the call was made, nor what follows: a kind says what is true of this attempt.
 */
import { parseJsonObject } from './json-object.ts';
import { parseRetryAfter } from './retry-after.ts';

export type AttemptOutcome =
  | { readonly kind: 'delivered'; readonly wmsOrderId: string }
  /** The WMS has a newer version of the order: a success. */
  | { readonly kind: 'superseded'; readonly currentVersion: string }
  | { readonly kind: 'throttled'; readonly status: 429; readonly retryAfterSeconds?: number }
  /** Tried again: 500, 502, 503, 504, connection errors, timeouts. */
  | Unavailable
  /** Not tried again within the delivery, and not the order's fault. */
  | { readonly kind: 'unusable'; readonly status: number; readonly fault: string }
  /** The credentials are refused, also after they were renewed; or nobody has set them yet. */
  | {
      readonly kind: 'unauthorized';
      readonly reason: 'refused' | 'not_configured';
      /** The status of the refusal: 401 of the WMS, 4xx of the token endpoint; none if not set. */
      readonly status?: number;
      /** Of the secret that was refused. */
      readonly secretVersion?: string;
    }
  | {
      readonly kind: 'forbidden';
      readonly status: 403;
      readonly problem?: string;
      readonly secretVersion?: string;
    }
  | { readonly kind: 'rejected'; readonly status: number; readonly problem?: string };

/** Nothing was sent: the circuit opened, the pace left no time, or the table is out of reach. */
export type Withheld = {
  readonly kind: 'withheld';
  readonly reason: 'circuit' | 'no_time' | 'state_unreachable';
};

export type Unavailable = {
  readonly kind: 'unavailable';
  readonly cause: 'status' | 'timeout' | 'connection';
  readonly status?: number;
  readonly retryAfterSeconds?: number;
  /** Set where the token endpoint or the secret, not the WMS itself, could not be reached. */
  readonly endpoint?: 'token';
};

/** An answer as it was read. `problem` texts made of it can echo an address: never log them. */
export type WmsAnswer = {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The body was longer than we read. */
  readonly truncated?: boolean;
};

export type AttemptContext = {
  /** The version that was sent, an RFC 3339 instant. */
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly retryAfterSecondsMax: number;
};

const retriedStatuses: ReadonlySet<number> = new Set([500, 502, 503, 504]);
const wmsOrderIdLengthMax = 200;
const problemLengthMax = 500;

/** Says what an answer of the WMS to a PUT means. */
export const interpretAnswer = (answer: WmsAnswer, context: AttemptContext): AttemptOutcome => {
  const { status } = answer;
  if (status === 200 || status === 201) return interpretAcceptance(answer);
  if (status === 401) return { kind: 'unauthorized', reason: 'refused', status };
  if (status === 403) return { kind: 'forbidden', status, ...problemOf(answer) };
  if (status === 409) return interpretConflict(answer, context);
  if (status === 429) return { kind: 'throttled', status, ...retryAfter(answer, context) };
  if (status >= 400 && status < 500) return { kind: 'rejected', status, ...problemOf(answer) };
  if (!retriedStatuses.has(status)) return { kind: 'unusable', status, fault: 'unexpected status' };
  const pause = status === 503 ? retryAfter(answer, context) : {};
  return { kind: 'unavailable', cause: 'status', status, ...pause };
};

/** A status alone proves nothing: a proxy's page or a login form is answered with 200, too. */
const interpretAcceptance = (answer: WmsAnswer): AttemptOutcome => {
  const { status } = answer;
  if (answer.truncated) return { kind: 'unusable', status, fault: 'answer too large' };
  const wmsOrderId = identifierOf(parseJsonObject(answer.body)?.wms_order_id);
  return wmsOrderId === undefined
    ? { kind: 'unusable', status, fault: 'no wms_order_id in the answer' }
    : { kind: 'delivered', wmsOrderId };
};

const interpretConflict = (answer: WmsAnswer, { version }: AttemptContext): AttemptOutcome => {
  const current = parseJsonObject(answer.body)?.current_version;
  return typeof current === 'string' && instantOf(current) > instantOf(version)
    ? { kind: 'superseded', currentVersion: current }
    : { kind: 'rejected', status: answer.status, ...problemOf(answer) };
};

const retryAfter = (answer: WmsAnswer, { now, retryAfterSecondsMax }: AttemptContext) => {
  const seconds = parseRetryAfter(answer.headers['retry-after'], now, retryAfterSecondsMax);
  return seconds === undefined ? {} : { retryAfterSeconds: seconds };
};

/** The title and detail of an RFC 9457 problem, where the answer has one. */
const problemOf = ({ body }: WmsAnswer): { readonly problem?: string } => {
  const object = parseJsonObject(body);
  const parts = [object?.title, object?.detail].filter((part) => part && typeof part === 'string');
  const problem = toAscii(parts.join(': '), problemLengthMax);
  return problem === '' ? {} : { problem };
};

const identifierOf = (value: unknown): string | undefined => {
  const text = Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string' || text.trim() === '') return undefined;
  return text.length <= wmsOrderIdLengthMax ? text : undefined;
};

const instantForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/** NaN, which is neither newer nor older than anything, for what is not an RFC 3339 instant. */
const instantOf = (text: string): number =>
  instantForm.test(text) ? Date.parse(text) : Number.NaN;

/** Control characters become spaces and everything beyond ASCII `\uXXXX`, never cut in half. */
const toAscii = (text: string, lengthMax: number): string => {
  let ascii = '';
  // No character gets shorter, so what lies beyond the limit cannot matter.
  for (const unit of text.slice(0, lengthMax).split('')) {
    const next = asciiOf(unit);
    if (ascii.length + next.length > lengthMax) break;
    ascii += next;
  }
  return ascii.trim();
};

const asciiOf = (unit: string): string => {
  const code = unit.charCodeAt(0);
  if (code > 0x7e) return `\\u${code.toString(16).padStart(4, '0')}`;
  return code < 0x20 ? ' ' : unit;
};
