/**
 * What Shopify answers to an app that asks for an access token with its client credentials.
 *
 * Unlike RFC 6749 it names no type of token. A token's value is never logged.
 */
import * as z from 'zod';
import { parseJsonObject } from '../../delivery/json-object.ts';
import type { AdminTrouble } from '../admin-api.ts';
import type { GraphAnswer } from './graph-answer.ts';
import { retrySeconds } from './retry-seconds.ts';

export type TokenGrant =
  /** `usableMillis` is its lifetime less a margin: it is renewed before it ends. */
  | { readonly kind: 'granted'; readonly value: string; readonly usableMillis: number }
  | AdminTrouble;

/** Nothing that could end or add a header. */
export const tokenForm = /^[\x21-\x7e]{1,512}$/;

const grantSchema = z.object({
  access_token: z.string().regex(tokenForm),
  expires_in: z.number().positive().optional().catch(undefined),
});

/** Documented is a day (86,399 s). */
const lifetimeSecondsMax = 86_400;
const lifetimeSecondsDefault = 3_600;
const usableRatio = 0.9;

/** @param now - epoch milliseconds. */
export const understandGrant = (answer: GraphAnswer, now: number): TokenGrant => {
  const { status, headers, body } = answer;
  if (status === 429) return { kind: 'throttled', seconds: retrySeconds(headers, now) };
  if (status >= 500) return { kind: 'unavailable', cause: `token_http_${status}` };
  if (status !== 200) return { kind: 'refused', status };
  const grant = grantSchema.safeParse(parseJsonObject(body));
  if (!grant.success) return { kind: 'unavailable', cause: 'token_not_readable' };
  const { access_token: value, expires_in: lifetime = lifetimeSecondsDefault } = grant.data;
  const usableMillis = Math.min(lifetime, lifetimeSecondsMax) * usableRatio * 1_000;
  return { kind: 'granted', value, usableMillis };
};
