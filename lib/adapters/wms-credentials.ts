/**
 * The header by which the WMS knows us, for each kind of authentication, and how it is renewed.
 *
 * Renewed means: a new token, or the secret read again. What it gives then can be the same as
 * before; whether to send it again is the caller's decision.
 */
import type { WmsAuth } from '../config/policy.ts';
import type { AttemptOutcome, Withheld } from '../delivery/attempt.ts';
import { endedBy } from '../delivery/ended-by.ts';
import {
  makeWmsToken,
  type TokenDependencies,
  type TokenResult,
  type VersionedSecret,
} from './wms-token.ts';

export type Credentials = {
  readonly kind: 'credentials';
  /** The header's lower-case name; undefined where the WMS asks for none. */
  readonly header?: string;
  readonly value: string;
  /** Of the secret that they come from. */
  readonly secretVersion?: string;
};

export type CredentialsResult =
  | Credentials
  | Extract<AttemptOutcome, { kind: 'unauthorized' | 'unavailable' | 'unusable' }>
  | Withheld;

/** @param refused - Credentials that the WMS has just refused: they are renewed first. */
export type GetCredentials = (options: {
  readonly refused?: Credentials;
  readonly signal: AbortSignal;
}) => Promise<CredentialsResult>;

export type CredentialsDependencies = Omit<TokenDependencies, 'auth'> & {
  readonly auth: WmsAuth;
};

const timedOut = { kind: 'unavailable', cause: 'timeout', endpoint: 'token' } as const;
const stillRefused = ({ secretVersion }: Credentials) =>
  ({
    kind: 'unauthorized',
    reason: 'refused',
    status: 401,
    ...(secretVersion === undefined ? {} : { secretVersion }),
  }) as const;
const notConfigured = (version: string | undefined) =>
  ({
    kind: 'unauthorized',
    reason: 'not_configured',
    ...(version === undefined ? {} : { secretVersion: version }),
  }) as const;

export const makeWmsCredentials = (dependencies: CredentialsDependencies): GetCredentials => {
  const { auth } = dependencies;
  if (auth.kind === 'none') return async () => ({ kind: 'credentials', value: '' });
  if (auth.kind === 'apiKey') return makeSecretCredentials(apiKeyOf(auth), dependencies);
  if (auth.kind === 'mutualTls') return makeSecretCredentials(certificateOf, dependencies);
  return makeTokenCredentials({ ...dependencies, auth });
};

/** Undefined where the secret holds none of that kind. */
type CredentialsOf = (secret: VersionedSecret) => Credentials | undefined;

const apiKeyOf =
  ({ header, prefix }: Extract<WmsAuth, { kind: 'apiKey' }>): CredentialsOf =>
  (secret) => {
    if (secret.kind !== 'set' || !('apiKey' in secret.value)) return undefined;
    const value = `${prefix}${secret.value.apiKey}`;
    if (!isHeaderValue(value)) return undefined;
    const of = secret.version === undefined ? {} : { secretVersion: secret.version };
    return { kind: 'credentials', header: header.toLowerCase(), value, ...of };
  };

/** It goes with the connection; here it only tells one that was refused from its successor. */
const certificateOf: CredentialsOf = (secret) => {
  const certificate = secret.kind === 'set' ? secret.value.tls?.certificate : undefined;
  if (certificate === undefined) return undefined;
  const of = secret.version === undefined ? {} : { secretVersion: secret.version };
  return { kind: 'credentials', value: certificate, ...of };
};

const makeSecretCredentials = (
  credentialsOf: CredentialsOf,
  { readSecret, isRefused }: Pick<CredentialsDependencies, 'readSecret' | 'isRefused'>,
): GetCredentials => {
  const readAgain = async (): Promise<CredentialsResult> => {
    const present = await readSecret({ fresh: true });
    return credentialsOf(present) ?? notConfigured(present.version);
  };
  const read = async (refused: boolean): Promise<CredentialsResult> => {
    const known = refused ? undefined : credentialsOf(await readSecret({ fresh: false }));
    const present = known ?? (await readAgain());
    // Still the one that was refused: nobody sends it again by himself.
    return present.kind === 'credentials' && isRefused(present.secretVersion)
      ? stillRefused(present)
      : present;
  };
  return async ({ refused, signal }) => {
    // Refused ones stay refused, also where the secret cannot be read: a retry would send them again.
    if (refused === undefined) return endedBy(signal, read(false), timedOut);
    const renewed = read(true).catch(() => stillRefused(refused));
    // The secret's reader bounds its own time, which is longer than an attempt's.
    return endedBy(signal, renewed, stillRefused(refused));
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
    case 'token': {
      const of = result.version === undefined ? {} : { secretVersion: result.version };
      const value = `Bearer ${result.value}`;
      return { kind: 'credentials', header: 'authorization', value, ...of };
    }
    case 'not-configured':
      return notConfigured(result.version);
    case 'refused': {
      const of = result.version === undefined ? {} : { secretVersion: result.version };
      return { kind: 'unauthorized', reason: 'refused', status: result.status, ...of };
    }
    default:
      return result;
  }
};

/** Printable ASCII without a space at either end: nothing in it can end or add a header. */
export const isHeaderValue = (value: string): boolean =>
  /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value);
