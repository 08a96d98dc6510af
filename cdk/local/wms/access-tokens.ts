/**
 * OAuth 2.0 client credentials (RFC 6749 section 4.4): who gets a token, and how long it is good.
 */
import { randomBytes } from 'node:crypto';
import type { Caller } from './access.ts';
import type { Credentials, WmsClient } from './credentials.ts';
import { type Answer, jsonAnswer } from './http.ts';
import { forgetOldest } from './newest.ts';
import { problemAnswer, problemTypes } from './problem.ts';

const tokensMax = 10_000;

/** `error` is what RFC 6749 section 5.2 asks for; the rest makes it a problem. */
const refusal = (status: number, error: string, title: string): Answer =>
  problemAnswer({
    status,
    type: status === 401 ? problemTypes.unauthorized : problemTypes.badRequest,
    title,
    headers: status === 401 ? { 'WWW-Authenticate': 'Basic realm="wms"' } : {},
    members: { error },
  });

const decodeForm = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
};

/** HTTP Basic (id and secret are form-encoded first, RFC 6749 section 2.3.1), else the form's fields. */
const readClient = (authorization: string | undefined, form: URLSearchParams): WmsClient => {
  const basic = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1];
  if (basic === undefined) {
    return { clientId: form.get('client_id') ?? '', clientSecret: form.get('client_secret') ?? '' };
  }
  const [clientId = '', ...secret] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  return { clientId: decodeForm(clientId), clientSecret: decodeForm(secret.join(':')) };
};

export type AccessTokenSettings = {
  readonly credentials: Credentials;
  readonly tokenSeconds: number;
  readonly now: () => number;
};

type Token = Caller & { readonly goodUntil: number };

const makeTokenStore = (now: () => number) => {
  const tokens = new Map<string, Token>();

  const issue = ({ clientId, keyId }: Caller, seconds: number): string => {
    const text = randomBytes(24).toString('base64url');
    tokens.set(text, { clientId, keyId, goodUntil: now() + seconds * 1_000 });
    forgetOldest(tokens, tokensMax);
    return text;
  };

  const callerOf = (text: string): Caller | null => {
    const token = tokens.get(text);
    return token !== undefined && token.goodUntil > now() ? token : null;
  };

  const revokeOf = ({ clientId, keyId }: Caller): void => {
    for (const [text, token] of tokens) {
      if (token.clientId === clientId && token.keyId === keyId) tokens.delete(text);
    }
  };

  return { issue, callerOf, revokeOf, revokeAll: () => tokens.clear() };
};

export const makeAccessTokens = ({ credentials, now, ...settings }: AccessTokenSettings) => {
  const store = makeTokenStore(now);
  let seconds = settings.tokenSeconds;

  const issue = (caller: Caller): Answer => {
    const token = store.issue(caller, seconds);
    const body = { access_token: token, token_type: 'Bearer', expires_in: seconds };
    return jsonAnswer(200, body, { 'Cache-Control': 'no-store' });
  };

  /** Answers `POST /oauth/token`. */
  const answerTokenRequest = (authorization: string | undefined, body: string): Answer => {
    const form = new URLSearchParams(body);
    if (form.get('grant_type') !== 'client_credentials') {
      return refusal(400, 'unsupported_grant_type', 'grant_type is not client_credentials');
    }
    const key = credentials.useClientSecret(readClient(authorization, form));
    return key === null
      ? refusal(401, 'invalid_client', 'Client unknown or secret wrong')
      : issue(key);
  };

  return {
    answerTokenRequest,
    /** Whose token it is, while it is good. */
    callerOf: store.callerOf,
    /** Ends the tokens that one key got. */
    revokeOf: store.revokeOf,
    revokeAll: store.revokeAll,
    /** How long the tokens issued from now on are good. */
    setSeconds: (next: number): void => {
      seconds = next;
    },
  };
};
export type AccessTokens = ReturnType<typeof makeAccessTokens>;
