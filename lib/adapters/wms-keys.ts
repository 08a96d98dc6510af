/**
 * `/keys` of the WMS, in its turn and with the credentials that each request is given: a rotation has two
 * or three that are good at once. Repeats nothing, and keeps no token beyond one credentials' use.
 */
import type { WmsSettings } from '../config/policy.ts';
import { type WmsSecret, wmsSecretSchema } from '../config/secret-values.ts';
import type { WmsKeysSettings } from '../config/wms-keys.ts';
import type { Pacer } from '../delivery/pacer.ts';
import {
  interpretList,
  interpretNewKey,
  interpretRevoked,
  type KeysAnswer,
  type KeysFailure,
  type KeysResult,
  kindOf,
  type WmsKeys,
} from '../rotation/wms-keys.ts';
import type { HttpRequest, SendHttp } from './http-request.ts';
import { type GetCredentials, isHeaderValue, makeWmsCredentials } from './wms-credentials.ts';
import { makeWmsRequest } from './wms-tls.ts';

export type WmsKeysDependencies = {
  readonly settings: WmsSettings;
  readonly keys: WmsKeysSettings;
  readonly release: string;
  readonly request: SendHttp;
  /** Of these requests alone, those for tokens included. */
  readonly pacer: Pacer;
  /** Epoch milliseconds. */
  readonly now: () => number;
};

/** Nobody waits for it but Secrets Manager. */
const timeoutMillis = 10_000;
const connectTimeoutMillis = 2_000;
const answerBytesMax = 65_536;
const retryAfterSecondsMax = 60;
const correlationId = 'rotation';
/** Credentials that a rotation has at once: to come, in use, before. */
const rememberedMax = 3;

const never = new AbortController().signal;

export const makeWmsKeys = (dependencies: WmsKeysDependencies): WmsKeys => {
  const credentialsOf = makeRememberCredentials(dependencies);
  const ask = (by: WmsSecret, part: KeysPart) =>
    askKeys(withCertificates(dependencies, by), credentialsOf(by), part);
  return {
    list: async (by) => read(await ask(by, { method: 'GET', path: '' }), interpretList),
    put: async (by, keyId) =>
      usable(
        read(
          await ask(by, {
            ...{ method: 'PUT', path: `/${keyId}` },
            body: JSON.stringify({ kind: kindOf(by) }),
          }),
          (answer) => interpretNewKey(answer, { by, keyId }),
        ),
      ),
    revoke: async (by, keyId) =>
      read(await ask(by, { method: 'DELETE', path: `/${keyId}` }), interpretRevoked),
  };
};

/** The authority and the certificate lie in the very credentials that a request is made with. */
const withCertificates = (
  dependencies: WmsKeysDependencies,
  value: WmsSecret,
): WmsKeysDependencies => ({
  ...dependencies,
  request: makeWmsRequest({
    ...dependencies,
    readSecret: async () => ({ kind: 'set', value }),
  }),
});

type KeysPart = Pick<HttpRequest, 'method'> & { readonly path: string; readonly body?: string };

const read = <Value>(
  asked: KeysAnswer | KeysFailure,
  interpret: (answer: KeysAnswer) => KeysResult<Value>,
): KeysResult<Value> => ('status' in asked ? interpret(asked) : asked);

/** One that could be guessed, or that no header takes, is none: it must not get into the secret. */
const usable = (made: KeysResult<WmsSecret>): KeysResult<WmsSecret> => {
  if (made.kind !== 'ok') return made;
  const { value } = made;
  const text = 'apiKey' in value ? value.apiKey : 'clientSecret' in value && value.clientSecret;
  return wmsSecretSchema.safeParse(value).success && text !== false && isHeaderValue(text)
    ? made
    : { kind: 'failed', why: 'the new key is too short, too long, or no printable ASCII' };
};

/** One token for all requests of one step by the same credentials. */
const makeRememberCredentials = (dependencies: WmsKeysDependencies) => {
  const known = new Map<string, GetCredentials>();
  return (secret: WmsSecret): GetCredentials => {
    const text = JSON.stringify(secret);
    const credentials = known.get(text) ?? makeCredentials(dependencies, secret);
    known.set(text, credentials);
    for (const oldest of [...known.keys()].slice(0, -rememberedMax)) known.delete(oldest);
    return credentials;
  };
};

const makeCredentials = (dependencies: WmsKeysDependencies, value: WmsSecret): GetCredentials => {
  const { settings, keys, release, pacer, now } = dependencies;
  const { request } = withCertificates(dependencies, value);
  const { auth } = settings;
  const { scope } = keys;
  return makeWmsCredentials({
    auth: auth.kind === 'oauth2' && scope !== undefined ? { ...auth, scope } : auth,
    readSecret: async () => ({ kind: 'set', value }),
    // A rotation asks each only once, whatever became of it elsewhere.
    isRefused: () => false,
    request: inTurn(pacer, request),
    userAgent: userAgentOf(release),
    ...{ now, timeoutMillis, connectTimeoutMillis, retryAfterSecondsMax },
  });
};

const userAgentOf = (release: string): string => `shopify-wms-bridge/${release}`;

const inTurn =
  (pacer: Pacer, request: SendHttp): SendHttp =>
  async (outgoing) => {
    const sent = await pacer(never, () => request(outgoing));
    return sent === false ? { kind: 'timeout' } : sent;
  };

const askKeys = async (
  { settings, release, request, pacer }: WmsKeysDependencies,
  credentials: GetCredentials,
  { method, path, body = '' }: KeysPart,
): Promise<KeysAnswer | KeysFailure> => {
  const sent = await credentials({ signal: never });
  if (sent.kind === 'unauthorized') return { kind: 'refused', why: sent.reason };
  if (sent.kind !== 'credentials') return { kind: 'failed', why: `no token: ${sent.kind}` };
  const answer = await inTurn(
    pacer,
    request,
  )({
    method,
    url: `${settings.baseUrl.replace(/\/+$/, '')}/keys${path}`,
    headers: {
      accept: 'application/json, application/problem+json',
      'user-agent': userAgentOf(release),
      'x-correlation-id': correlationId,
      ...(body === '' ? {} : { 'content-type': 'application/json' }),
      ...(sent.header === undefined ? {} : { [sent.header]: sent.value }),
    },
    body,
    ...{ timeoutMillis, connectTimeoutMillis, answerBytesMax },
  });
  return answer.kind === 'answer' ? answer : { kind: 'failed', why: answer.kind };
};
