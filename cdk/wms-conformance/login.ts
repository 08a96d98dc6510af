/**
 * How the WMS under test knows who asks: OAuth 2.0 client credentials, an API key, or not at all.
 */
import { interpretTokenAnswer } from '../../lib/delivery/token-answer.ts';
import type { Exchange, Wire } from './wire.ts';

const retryAfterSecondsMax = 30;

export type Login =
  | {
      readonly kind: 'oauth2';
      readonly tokenUrl: string;
      readonly clientId: string;
      readonly clientSecret: string;
      readonly scope?: string;
    }
  | {
      readonly kind: 'apiKey';
      readonly apiKey: string;
      readonly header: string;
      readonly prefix: string;
    }
  | { readonly kind: 'none' };

export type OauthLogin = Extract<Login, { kind: 'oauth2' }>;
export type Headers = Readonly<Record<string, string>>;

/** `headers` are those of a request that is let in; null where the WMS lets us in no more. */
export type Admission = { readonly exchange: Exchange | null; readonly headers: Headers | null };

const encode = (text: string): string =>
  new URLSearchParams({ text }).toString().slice('text='.length);

/** Asks the token endpoint, by HTTP Basic as the bridge does. */
export const askToken = (wire: Wire, login: OauthLogin): Promise<Exchange> => {
  const basic = Buffer.from(`${encode(login.clientId)}:${encode(login.clientSecret)}`);
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  if (login.scope !== undefined) form.set('scope', login.scope);
  wire.hide(login.clientSecret);
  wire.hide(basic.toString('base64'));
  return wire.send({
    ...{ method: 'POST', endpoint: 'token', url: login.tokenUrl, body: form.toString() },
    headers: {
      accept: 'application/json',
      authorization: `Basic ${basic.toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
  });
};

/** The token in an answer of the token endpoint, and for how long it may be used. */
export const tokenIn = ({ answer }: Exchange, now: number) => {
  if (answer === null) return null;
  const { status, headers, text } = answer;
  const read = interpretTokenAnswer({ status, headers, body: text }, now, retryAfterSecondsMax);
  return read.kind === 'granted' ? read : null;
};

const admitByToken = async (wire: Wire, login: OauthLogin, now: () => number) => {
  const exchange = await askToken(wire, login);
  const token = tokenIn(exchange, now());
  if (token === null) return { exchange, headers: null, until: 0 };
  wire.hide(token.value);
  const headers = { authorization: `Bearer ${token.value}` };
  return { exchange, headers, until: now() + token.usableMillis };
};

/** Gets the headers for each request; a token is asked for again when it is about to expire. */
export const makeAdmission = (wire: Wire, login: Login, now: () => number) => {
  let kept: Admission & { readonly until: number } = { exchange: null, headers: null, until: 0 };
  return async (): Promise<Admission> => {
    if (login.kind === 'none') return { exchange: null, headers: {} };
    if (login.kind === 'apiKey') {
      wire.hide(login.apiKey);
      const headers = { [login.header.toLowerCase()]: `${login.prefix}${login.apiKey}` };
      return { exchange: null, headers };
    }
    if (kept.headers === null || now() >= kept.until) kept = await admitByToken(wire, login, now);
    return kept;
  };
};
