/**
 * The header by which the WMS knows us, for each kind of authentication, and how it is renewed.
 *
 * Renewed means: a new token, or the secret read again. What it gives then can be the same as
 * before; whether to send it again is the caller's decision.
 */
import type { WmsAuth } from '../config/policy.ts';
import type { ParsedSecret, WmsSecret } from '../config/secret-values.ts';
import type { AttemptOutcome } from '../delivery/attempt.ts';
import {
  makeWmsToken,
  type ReadWmsSecret,
  type TokenDependencies,
  type TokenResult,
} from './wms-token.ts';

export type Credentials = {
  readonly kind: 'credentials';
  /** The header's lower-case name; undefined where the WMS asks for no credentials. */
  readonly header?: string;
  readonly value: string;
};

export type CredentialsResult =
  | Credentials
  | Extract<AttemptOutcome, { kind: 'unauthorized' | 'unavailable' | 'unusable' }>;

/** @param refused - Credentials that the WMS has just refused: they are renewed first. */
export type GetCredentials = (options: {
  readonly refused?: Credentials;
  readonly signal: AbortSignal;
}) => Promise<CredentialsResult>;

export type CredentialsDependencies = Omit<TokenDependencies, 'auth'> & {
  readonly auth: WmsAuth;
};

const timedOut = { kind: 'unavailable', cause: 'timeout', endpoint: 'token' } as const;
const stillRefused = { kind: 'unauthorized', reason: 'refused', status: 401 } as const;
const notConfigured = { kind: 'unauthorized', reason: 'not_configured' } as const;

export const makeWmsCredentials = (dependencies: CredentialsDependencies): GetCredentials => {
  const { auth, readSecret } = dependencies;
  if (auth.kind === 'none') return async () => ({ kind: 'credentials', value: '' });
  if (auth.kind === 'apiKey') return makeApiKeyCredentials(auth, readSecret);
  return makeTokenCredentials({ ...dependencies, auth });
};

const makeApiKeyCredentials = (
  { header, prefix }: Extract<WmsAuth, { kind: 'apiKey' }>,
  readSecret: ReadWmsSecret,
): GetCredentials => {
  const credentialsOf = (secret: ParsedSecret<WmsSecret>): Credentials | undefined => {
    if (secret.kind !== 'set' || !('apiKey' in secret.value)) return undefined;
    const value = `${prefix}${secret.value.apiKey}`;
    return isHeaderValue(value)
      ? { kind: 'credentials', header: header.toLowerCase(), value }
      : undefined;
  };
  const read = async (refused: boolean): Promise<CredentialsResult> => {
    const known = refused ? undefined : credentialsOf(await readSecret({ fresh: false }));
    return known ?? credentialsOf(await readSecret({ fresh: true })) ?? notConfigured;
  };
  return async ({ refused, signal }) => {
    const left = Promise.withResolvers<CredentialsResult>();
    // Refused ones stay refused: a retry would send them again.
    const outOfTime = refused ? stillRefused : timedOut;
    const leave = () => left.resolve(outOfTime);
    if (signal.aborted) return outOfTime;
    signal.addEventListener('abort', leave, { once: true });
    try {
      // The secret's reader bounds its own time, which is longer than an attempt's.
      return await Promise.race([read(refused !== undefined), left.promise]);
    } finally {
      signal.removeEventListener('abort', leave);
    }
  };
};

const makeTokenCredentials = (dependencies: TokenDependencies): GetCredentials => {
  const { token, discard } = makeWmsToken(dependencies);
  const tokenOf = ({ value }: Credentials): string => value.slice('Bearer '.length);

  return async ({ refused, signal }) => {
    if (refused) discard(tokenOf(refused));
    return tokenCredentials(await token(signal));
  };
};

const tokenCredentials = (result: TokenResult): CredentialsResult => {
  switch (result.kind) {
    case 'token':
      return { kind: 'credentials', header: 'authorization', value: `Bearer ${result.value}` };
    case 'not-configured':
      return notConfigured;
    case 'refused':
      return { kind: 'unauthorized', reason: 'refused', status: result.status };
    default:
      return result;
  }
};

/** Printable ASCII without a space at either end: nothing in it can end or add a header. */
export const isHeaderValue = (value: string): boolean =>
  /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value);
