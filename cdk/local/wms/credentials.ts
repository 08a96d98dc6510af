/**
 * The client secrets and API keys by which the simulated WMS knows its clients, old and new side by
 * side: what is good, whose it is, and when it was last used. Knows no HTTP and no tokens.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';

/** A client that forgets to revoke is told so by the sixth key. */
const keysPerClientMax = 5;
const secretBytes = 32;

export type WmsClient = { readonly clientId: string; readonly clientSecret: string };

export type KeyKind = 'client_secret' | 'api_key';

export type WmsKey = {
  readonly keyId: string;
  readonly clientId: string;
  readonly kind: KeyKind;
  readonly createdAtMillis: number;
  readonly lastUsedAtMillis: number | null;
};

type Entry = { -readonly [Field in keyof WmsKey]: WmsKey[Field] } & { readonly secret: string };

export type MadeKey =
  | { readonly kind: 'created' | 'renewed'; readonly key: WmsKey; readonly secret: string }
  | { readonly kind: 'too-many' };

export type CredentialSettings = {
  readonly clients: readonly WmsClient[];
  readonly apiKeys: readonly string[];
  readonly now: () => number;
};

const equal = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};

const withoutSecret = ({ secret: _secret, ...key }: Entry): WmsKey => key;

const isClientSecret =
  ({ clientId, clientSecret }: WmsClient) =>
  (entry: Entry): boolean =>
    entry.kind === 'client_secret' &&
    equal(entry.clientId, clientId) &&
    equal(entry.secret, clientSecret);

const isApiKey =
  (text: string) =>
  (entry: Entry): boolean =>
    entry.kind === 'api_key' && equal(entry.secret, text);

const makeKeyRing = (now: () => number) => {
  let entries: Entry[] = [];

  const add = (given: Pick<Entry, 'keyId' | 'clientId' | 'kind' | 'secret'>): WmsKey => {
    const entry: Entry = { ...given, createdAtMillis: now(), lastUsedAtMillis: null };
    entries.push(entry);
    return withoutSecret(entry);
  };

  /** Whether there were such keys. */
  const remove = (fits: (key: WmsKey) => boolean): boolean => {
    const before = entries.length;
    entries = entries.filter((entry) => !fits(entry));
    return entries.length < before;
  };

  /** The key that fits; it counts as used. */
  const use = (fits: (entry: Entry) => boolean): WmsKey | null => {
    const entry = entries.find(fits);
    if (entry === undefined) return null;
    entry.lastUsedAtMillis = now();
    return withoutSecret(entry);
  };

  return { add, remove, use, all: (): readonly WmsKey[] => entries.map(withoutSecret) };
};

const isOf =
  (clientId: string) =>
  (key: WmsKey): boolean =>
    key.clientId === clientId;

type NewKey = { readonly clientId: string; readonly keyId: string; readonly kind: KeyKind };

const makeKey = (ring: ReturnType<typeof makeKeyRing>, given: NewKey): MadeKey => {
  const own = ring.all().filter(isOf(given.clientId));
  const known = own.find(({ keyId }) => keyId === given.keyId);
  if (known === undefined && own.length >= keysPerClientMax) return { kind: 'too-many' };
  ring.remove(({ clientId, keyId }) => clientId === given.clientId && keyId === given.keyId);
  const secret = randomBytes(secretBytes).toString('base64url');
  const key = ring.add({ ...given, secret });
  return { kind: known === undefined ? 'created' : 'renewed', key, secret };
};

export const makeCredentials = ({ clients, apiKeys, now }: CredentialSettings) => {
  const ring = makeKeyRing(now);

  const addClients = (next: readonly WmsClient[]): void =>
    next.forEach(({ clientId, clientSecret: secret }, index) => {
      ring.add({ keyId: `initial-${index + 1}`, clientId, kind: 'client_secret', secret });
    });

  addClients(clients);
  const clientId = clients[0]?.clientId ?? 'initial';
  apiKeys.forEach((secret, index) => {
    ring.add({ keyId: `initial-api-key-${index + 1}`, clientId, kind: 'api_key', secret });
  });

  return {
    useClientSecret: (given: WmsClient): WmsKey | null => ring.use(isClientSecret(given)),
    useApiKey: (text: string): WmsKey | null => ring.use(isApiKey(text)),
    of: (clientId: string): readonly WmsKey[] => ring.all().filter(isOf(clientId)),
    all: ring.all,
    /** Makes a key, or gives the key of this id a new secret: the old one is no longer good. */
    make: (clientId: string, keyId: string, kind: KeyKind): MadeKey =>
      makeKey(ring, { clientId, keyId, kind }),
    /** Whether there was such a key. */
    revoke: (clientId: string, keyId: string): boolean =>
      ring.remove((key) => isOf(clientId)(key) && key.keyId === keyId),
    /** Replaces all client secrets. */
    setClients: (next: readonly WmsClient[]): void => {
      ring.remove(({ kind }) => kind === 'client_secret');
      addClients(next);
    },
  };
};
export type Credentials = ReturnType<typeof makeCredentials>;
