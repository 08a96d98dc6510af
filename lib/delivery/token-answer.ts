/**
 * What an answer of the token endpoint means (RFC 6749, sections 4.4, 5.1 and 5.2).
 *
 * Does not know how it was asked, nor with which credentials. A token's value is never logged.
 */
import type { Unavailable, WmsAnswer } from './attempt.ts';
import { parseJsonObject } from './json-object.ts';
import { parseRetryAfter } from './retry-after.ts';

export type TokenAnswer =
  /** `usableMillis` is the lifetime less a margin, so that a token does not expire on its way. */
  | { readonly kind: 'granted'; readonly value: string; readonly usableMillis: number }
  /** The client's credentials are not accepted: only a human can mend that. */
  | { readonly kind: 'refused'; readonly status: number }
  | Unavailable
  | { readonly kind: 'unusable'; readonly status: number; readonly fault: string };

/** The syntax of a bearer token (RFC 6750): nothing in it can end or add a header. */
const bearerForm = /^[A-Za-z0-9._~+/-]+=*$/;
/** Servers commonly refuse headers beyond 16 KiB in total. */
const tokenLengthMax = 8_192;

/** For a lifetime that is missing or makes no sense. */
const lifetimeSecondsDefault = 60;
const lifetimeSecondsMax = 86_400;
const marginRatio = 0.1;
const marginSecondsMin = 5;

/** @param now - Milliseconds since the epoch. */
export const interpretTokenAnswer = (
  answer: WmsAnswer,
  now: number,
  retryAfterSecondsMax: number,
): TokenAnswer => {
  const { status } = answer;
  if (status === 200) return interpretGrant(answer);
  if (status === 429 || status >= 500) {
    const seconds = parseRetryAfter(answer.headers['retry-after'], now, retryAfterSecondsMax);
    const pause = seconds === undefined ? {} : { retryAfterSeconds: seconds };
    return { kind: 'unavailable', cause: 'status', status, endpoint: 'token', ...pause };
  }
  if (status >= 400) return { kind: 'refused', status };
  return unusable(status, 'unexpected status');
};

const unusable = (status: number, fault: string): TokenAnswer => ({
  kind: 'unusable',
  status,
  fault: `token endpoint: ${fault}`,
});

const interpretGrant = ({ status, body }: WmsAnswer): TokenAnswer => {
  const grant = parseJsonObject(body);
  if (grant === undefined) return unusable(status, 'the answer is no JSON object');
  const { access_token: value, token_type: type, expires_in: lifetime } = grant;
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer')
    return unusable(status, 'token_type is not bearer');
  if (typeof value !== 'string' || value.length > tokenLengthMax || !bearerForm.test(value))
    return unusable(status, 'access_token is no bearer token');
  return { kind: 'granted', value, usableMillis: usableMillis(lifetime) };
};

const usableMillis = (lifetime: unknown): number => {
  const isLifetime = typeof lifetime === 'number' && Number.isFinite(lifetime) && lifetime > 0;
  const seconds = isLifetime ? Math.min(lifetime, lifetimeSecondsMax) : lifetimeSecondsDefault;
  const margin = Math.max(seconds * marginRatio, marginSecondsMin);
  // Of a very short life half is used: a margin longer than it would ask for a token every time.
  return Math.max(seconds - margin, seconds / 2) * 1_000;
};
