/**
 * `POST /admin/oauth/access_token`: Shopify's client credentials grant, and which tokens are good.
 */
import { randomBytes } from 'node:crypto';
import { type Answer, jsonAnswer } from '../wms/http.ts';
import { forgetOldest } from '../wms/newest.ts';
import { isFields, parseJson } from './read-json.ts';

const tokensMax = 10_000;
/** A second less than a day. */
export const tokenSecondsDefault = 86_399;

export type AdminClient = { readonly clientId: string; readonly clientSecret: string };

/** A page of HTML, as Shopify answers some of these. */
const unknownApp: Answer = {
  status: 400,
  headers: { 'Content-Type': 'text/html; charset=utf-8' },
  body: '<!doctype html><title>400 - Oauth error application_cannot_be_found</title>',
};

const refusal = (status: number, error: string, description: string): Answer =>
  jsonAnswer(status, { error, error_description: description });

type Asked = (name: string) => string | undefined;

/** The fields of a form or of JSON: Shopify takes both. */
const readAsked = (contentType: string, text: string): Asked => {
  if (!contentType.includes('json')) {
    const form = new URLSearchParams(text);
    return (name) => form.get(name) ?? undefined;
  }
  const body = parseJson(text);
  return (name) => {
    const value = isFields(body) ? body[name] : undefined;
    return typeof value === 'string' ? value : undefined;
  };
};

export type AdminTokenSettings = {
  readonly client: AdminClient;
  readonly seconds: number;
  readonly scopes: () => readonly string[];
  readonly now: () => number;
};

export const makeAdminTokens = ({ scopes, now, ...settings }: AdminTokenSettings) => {
  /** Until when they are good. */
  const tokens = new Map<string, number>();
  let { client, seconds } = settings;

  const issue = (goodUntil: number): string => {
    const token = `shpat_${randomBytes(16).toString('hex')}`;
    tokens.set(token, goodUntil);
    forgetOldest(tokens, tokensMax);
    return token;
  };

  const answer = (contentType: string, text: string): Answer => {
    const asked = readAsked(contentType, text);
    if (asked('grant_type') !== 'client_credentials')
      return refusal(400, 'unsupported_grant_type', 'only client_credentials is simulated');
    if (asked('client_id') !== client.clientId) return unknownApp;
    if (asked('client_secret') !== client.clientSecret)
      return refusal(401, 'invalid_client', 'the client secret is not the app’s');
    const token = issue(now() + seconds * 1_000);
    const body = { access_token: token, scope: scopes().join(','), expires_in: seconds };
    return jsonAnswer(200, body);
  };

  return {
    answer,
    isGood: (token: string): boolean => (tokens.get(token) ?? 0) > now(),
    /** A token without an end, as apps have that were made in a shop's admin. */
    issuePermanent: (): string => issue(Number.POSITIVE_INFINITY),
    revokeAll: (): void => tokens.clear(),
    setSeconds: (next: number): void => {
      seconds = next;
    },
    /** Tokens of a revoked secret are good no more. */
    setClient: (next: AdminClient): void => {
      client = next;
      tokens.clear();
    },
  };
};
export type AdminTokens = ReturnType<typeof makeAdminTokens>;
