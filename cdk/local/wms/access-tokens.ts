/**
 * OAuth 2.0 client credentials (RFC 6749 section 4.4): who gets a token, and how long it is good.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { type Answer, jsonAnswer } from './http.ts';
import { forgetOldest } from './newest.ts';
import { problemAnswer, problemTypes } from './problem.ts';

const tokensMax = 10_000;

export type WmsClient = { readonly clientId: string; readonly clientSecret: string };

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

const equal = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};

export type AccessTokenSettings = {
  readonly clients: readonly WmsClient[];
  readonly tokenSeconds: number;
  readonly now: () => number;
};

export const makeAccessTokens = (settings: AccessTokenSettings) => {
  let clients = settings.clients;
  const goodUntil = new Map<string, number>();

  const issue = (): Answer => {
    const token = randomBytes(24).toString('base64url');
    goodUntil.set(token, settings.now() + settings.tokenSeconds * 1_000);
    forgetOldest(goodUntil, tokensMax);
    const body = { access_token: token, token_type: 'Bearer', expires_in: settings.tokenSeconds };
    return jsonAnswer(200, body, { 'Cache-Control': 'no-store' });
  };

  /** Answers `POST /oauth/token`. */
  const answerTokenRequest = (authorization: string | undefined, body: string): Answer => {
    const form = new URLSearchParams(body);
    const given = readClient(authorization, form);
    const known = clients.some(
      (each) =>
        equal(each.clientId, given.clientId) && equal(each.clientSecret, given.clientSecret),
    );
    if (form.get('grant_type') !== 'client_credentials') {
      return refusal(400, 'unsupported_grant_type', 'grant_type is not client_credentials');
    }
    return known ? issue() : refusal(401, 'invalid_client', 'Client unknown or secret wrong');
  };

  /** Whether an `Authorization` header holds a token that is still good. */
  const admits = (authorization: string | undefined): boolean => {
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    return token !== undefined && (goodUntil.get(token) ?? 0) > settings.now();
  };

  /** Rotates the credentials. Tokens that are out stay good until they expire or are revoked. */
  const setClients = (next: readonly WmsClient[]): void => {
    clients = next;
  };

  return { answerTokenRequest, admits, setClients, revokeAll: () => goodUntil.clear() };
};
export type AccessTokens = ReturnType<typeof makeAccessTokens>;
