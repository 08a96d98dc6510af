/**
 * The WMS's access token: OAuth 2.0 client credentials (RFC 6749, section 4.4), kept until it expires.
 *
 * One token request at a time, whoever asks; a failure is never kept. Does not know what the token
 * is used for. The clock, the secret and the network are given.
 */
import type { WmsAuth } from '../config/policy.ts';
import type { ParsedSecret, WmsSecret } from '../config/secret-values.ts';
import type { Withheld } from '../delivery/attempt.ts';
import { interpretTokenAnswer, type TokenAnswer } from '../delivery/token-answer.ts';
import type { HttpRequest, HttpResult } from './http-request.ts';
import { makeSingleFlight } from './single-flight.ts';

/**
 * Reads the WMS's secret; `fresh`: again, unless it was read a moment ago. Bounds its own time and
 * rejects where the secret cannot be read.
 */
export type ReadWmsSecret = (options: { readonly fresh: boolean }) => Promise<VersionedSecret>;
export type VersionedSecret = ParsedSecret<WmsSecret> & {
  /** Changes with every new value. */
  readonly version?: string;
};

export type TokenResult =
  | { readonly kind: 'token'; readonly value: string; readonly version?: string }
  | { readonly kind: 'not-configured'; readonly version?: string }
  | { readonly kind: 'refused'; readonly status: number; readonly version?: string }
  | Exclude<TokenAnswer, { kind: 'granted' | 'refused' }>
  | Withheld;

export type WmsToken = {
  /** `unavailable` (timeout) when the signal ends the waiting. */
  readonly token: (signal?: AbortSignal) => Promise<TokenResult>;
  /** Forgets this token, and no newer one, after the WMS refused it. */
  readonly discard: (value: string) => void;
};

export type TokenDependencies = {
  readonly auth: Extract<WmsAuth, { kind: 'oauth2' }>;
  readonly readSecret: ReadWmsSecret;
  /** Withheld where the circuit or the pace does not let it through. */
  readonly request: (request: HttpRequest) => Promise<HttpResult | Withheld>;
  /** Whether the WMS has refused this version of the secret, and so what was granted for it. */
  readonly isRefused: (secretVersion: string | undefined) => boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly userAgent: string;
  readonly timeoutMillis: number;
  readonly connectTimeoutMillis: number;
  readonly retryAfterSecondsMax: number;
};

/** A token answer is small; what is longer is none. */
const answerBytesMax = 65_536;

/** Told of credentials that were refused before and are not sent again. */
const refusedStatus = 401;

const timedOut = { kind: 'unavailable', cause: 'timeout', endpoint: 'token' } as const;

type Client = { readonly clientId: string; readonly clientSecret: string };

type Kept = { readonly value: string; readonly until: number; readonly version?: string };

export const makeWmsToken = (dependencies: TokenDependencies): WmsToken => {
  const { now, isRefused } = dependencies;
  let kept: Kept | undefined;

  const refresh = makeSingleFlight(async (signal): Promise<TokenResult> => {
    const askedAt = now();
    const answer = await obtain(dependencies, signal);
    if (answer.kind !== 'granted') return answer;
    const { value, usableMillis, ...of } = answer;
    kept = { ...versionOf(of), value, until: askedAt + usableMillis };
    return { ...versionOf(of), kind: 'token', value };
  });

  return {
    token: async (signal) =>
      kept && now() < kept.until && !isRefused(kept.version)
        ? { ...versionOf(kept), kind: 'token', value: kept.value }
        : ((await refresh(signal)) ?? timedOut),
    discard: (value) => {
      if (kept?.value === value) kept = undefined;
    },
  };
};

const versionOf = ({ version }: { readonly version?: string }) =>
  version === undefined ? {} : { version };

type Obtained = Exclude<TokenResult, { kind: 'token' }> | (Granted & { readonly version?: string });
type Granted = Extract<TokenAnswer, { kind: 'granted' }>;

/** Asks with the secret as we know it; refused, with the secret as it is now, if it has changed. */
const obtain = async (dependencies: TokenDependencies, signal: AbortSignal): Promise<Obtained> => {
  const known = await dependencies.readSecret({ fresh: false });
  // Still the one that was refused: nobody sends it again by himself.
  if (dependencies.isRefused(known.version)) {
    return { kind: 'refused', status: refusedStatus, ...versionOf(known) };
  }
  const client = clientOf(known);
  const answer = client && (await ask(dependencies, client, signal));
  if (answer && answer.kind !== 'refused') return { ...answer, ...versionOf(known) };
  const refused = answer && { ...answer, ...versionOf(known) };
  const present = await dependencies.readSecret({ fresh: true }).catch((error) => {
    // Refused it is all the same; without a known secret nothing can be said.
    if (refused === undefined) throw error;
    return known;
  });
  const next = clientOf(present);
  if (next === undefined) return { kind: 'not-configured', ...versionOf(present) };
  if (refused && isSame(client, next)) return { ...refused, ...versionOf(present) };
  return { ...(await ask(dependencies, next, signal)), ...versionOf(present) };
};

const clientOf = (secret: VersionedSecret): Client | undefined =>
  secret.kind === 'set' && 'clientId' in secret.value ? secret.value : undefined;

const isSame = (one: Client | undefined, other: Client): boolean =>
  one?.clientId === other.clientId && one.clientSecret === other.clientSecret;

const ask = async (
  dependencies: TokenDependencies,
  client: Client,
  signal: AbortSignal,
): Promise<TokenAnswer | Withheld> => {
  const { auth, now, userAgent, timeoutMillis, connectTimeoutMillis } = dependencies;
  const scope = auth.scope === undefined ? {} : { scope: auth.scope };
  const result = await dependencies.request({
    method: 'POST',
    url: auth.tokenUrl,
    headers: {
      accept: 'application/json',
      authorization: basicOf(client),
      'content-type': 'application/x-www-form-urlencoded',
      'user-agent': userAgent,
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...scope }).toString(),
    timeoutMillis,
    connectTimeoutMillis,
    answerBytesMax,
    signal,
  });
  if (result.kind === 'withheld') return result;
  return result.kind === 'answer'
    ? interpretTokenAnswer(result, now(), dependencies.retryAfterSecondsMax)
    : { kind: 'unavailable', cause: result.kind, endpoint: 'token' };
};

/** Form-encoded before Basic (RFC 6749, 2.3.1): a colon in the id would otherwise move the border. */
const basicOf = ({ clientId, clientSecret }: Client): string => {
  const pair = `${formEncode(clientId)}:${formEncode(clientSecret)}`;
  return `Basic ${Buffer.from(pair, 'ascii').toString('base64')}`;
};

const formEncode = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1);
