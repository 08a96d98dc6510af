/**
 * Who is asking: the key behind a bearer token, or an API key as it is.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { AccessTokens } from './access-tokens.ts';
import type { Credentials } from './credentials.ts';

/** The key by which a request was let in. */
export type Caller = { readonly clientId: string; readonly keyId: string };

export type Access = (headers: IncomingHttpHeaders) => Caller | null;

/** An API key may be in `X-Api-Key`, or in `Authorization`, bare or after a word such as `ApiKey`. */
export const makeAccess =
  (tokens: AccessTokens, credentials: Credentials): Access =>
  (headers) => {
    const { authorization, 'x-api-key': given } = headers;
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    const key =
      typeof given === 'string' ? given : /^(?:\S+ +)?(\S+)$/.exec(authorization ?? '')?.[1];
    return (
      (token === undefined ? null : tokens.callerOf(token)) ??
      (key === undefined ? null : credentials.useApiKey(key))
    );
  };
