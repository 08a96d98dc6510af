/**
 * A shop's access token for the Admin API: by client credentials, kept for most of its day, or the
 * permanent one that the secret itself holds.
 *
 * One token request at a time, whoever asks; a failure is never kept. A new secret is used as soon as it
 * is read, whatever token is still good.
 */
import { type AdminSecret, adminSecretSchema, parseSecret } from '../config/secret-values.ts';
import { tokenForm, understandGrant } from '../reconciliation/admin/token-answer.ts';
import type { AdminTrouble } from '../reconciliation/admin-api.ts';
import type { SendHttp } from './http-request.ts';
import type { ReadSecretText } from './secrets.ts';
import { makeSingleFlight } from './single-flight.ts';

export type SecretInHand =
  | { readonly kind: 'secret'; readonly secret: AdminSecret }
  /** Nobody has set it, or what was set is none. */
  | Extract<AdminTrouble, { kind: 'not_configured' | 'unavailable' }>;

/** `fresh`: as it is now. Rejects where it cannot be read. */
export type ReadAdminSecret = (options: { readonly fresh: boolean }) => Promise<SecretInHand>;

export const makeReadAdminSecret =
  (readText: ReadSecretText): ReadAdminSecret =>
  async ({ fresh }) => {
    const { text } = await readText({ fresh: fresh ? 'now' : false });
    const secret = parseSecret(adminSecretSchema, text);
    return secret.kind === 'set'
      ? { kind: 'secret', secret: secret.value }
      : { kind: 'not_configured' };
  };

export type TokenResult = { readonly kind: 'token'; readonly value: string } | AdminTrouble;

export type ShopifyToken = {
  readonly token: () => Promise<TokenResult>;
  /** Forgets this one and no newer: what the app has been granted since is not in it. */
  readonly discard: (value: string) => void;
  /** Another one than this, which Shopify has just refused; the secret is read again for it. */
  readonly renewed: (refused: string) => Promise<TokenResult>;
};

export type ShopifyTokenDependencies = {
  /** `https://{shop}/admin` */
  readonly adminUrl: string;
  readonly readSecret: ReadAdminSecret;
  readonly request: SendHttp;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly userAgent: string;
};

const timeoutMillis = 5_000;
const connectTimeoutMillis = 2_000;
/** A token answer is small; what is longer is none. */
const answerBytesMax = 65_536;

type Client = Extract<AdminSecret, { clientId: string }>;
type Kept = { readonly of: Client; readonly value: string; readonly until: number };

export const makeShopifyToken = (dependencies: ShopifyTokenDependencies): ShopifyToken => {
  const { use, discard } = makeKeptToken(dependencies);

  const read = async (fresh: boolean): Promise<SecretInHand> => {
    const reading = dependencies.readSecret({ fresh });
    return reading.catch(() => ({ kind: 'unavailable', cause: 'secret_unreachable' }) as const);
  };
  const find = async (): Promise<TokenResult> => {
    const known = await read(false);
    const first = known.kind === 'secret' ? await use(known.secret) : known;
    if (first.kind !== 'refused' && first.kind !== 'not_configured') return first;
    // It may have been changed a moment ago; the same one is not sent again.
    const present = await read(true);
    if (present.kind !== 'secret' || isSameSecret(known, present)) return first;
    return use(present.secret);
  };
  const findFresh = async (): Promise<TokenResult> => {
    const present = await read(true);
    return present.kind === 'secret' ? use(present.secret) : present;
  };
  const [known, fresh] = [makeSingleFlight(find), makeSingleFlight(findFresh)];

  return {
    token: async () => (await known()) ?? abandoned,
    discard,
    renewed: async (refused) => {
      discard(refused);
      return (await fresh()) ?? abandoned;
    },
  };
};

/** The token of a secret: the one that is kept, as long as it is good and of this very secret. */
const makeKeptToken = (dependencies: ShopifyTokenDependencies) => {
  const { now } = dependencies;
  let kept: Kept | undefined;

  const obtain = async (client: Client): Promise<TokenResult> => {
    const askedAt = now();
    const grant = await ask(dependencies, client);
    if (grant.kind !== 'granted') return grant;
    kept = { of: client, value: grant.value, until: askedAt + grant.usableMillis };
    return { kind: 'token', value: grant.value };
  };
  return {
    use: async (secret: AdminSecret): Promise<TokenResult> => {
      if ('accessToken' in secret) return permanent(secret.accessToken);
      const isGood = kept !== undefined && isSame(kept.of, secret) && now() < kept.until;
      return isGood && kept ? { kind: 'token', value: kept.value } : obtain(secret);
    },
    discard: (value: string): void => {
      if (kept?.value === value) kept = undefined;
    },
  };
};

/** Of a flight that nobody waits for any longer; nobody hears it. */
const abandoned: AdminTrouble = { kind: 'unavailable', cause: 'token_abandoned' };

const isSameSecret = (one: SecretInHand, other: SecretInHand): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

const isSame = (one: Client, other: Client): boolean =>
  one.clientId === other.clientId && one.clientSecret === other.clientSecret;

/** What was copied with a line break, say, cannot stand in a header: it is as good as none. */
const permanent = (accessToken: string): TokenResult =>
  tokenForm.test(accessToken) ? { kind: 'token', value: accessToken } : { kind: 'not_configured' };

const ask = async (
  { adminUrl, request, now, userAgent }: ShopifyTokenDependencies,
  { clientId, clientSecret }: Client,
) => {
  const result = await request({
    method: 'POST',
    url: `${adminUrl}/oauth/access_token`,
    headers: {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      'user-agent': userAgent,
    },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    }).toString(),
    timeoutMillis,
    connectTimeoutMillis,
    answerBytesMax,
  });
  return result.kind === 'answer'
    ? understandGrant(result, now())
    : ({ kind: 'unavailable', cause: `token_${result.kind}` } as const);
};
