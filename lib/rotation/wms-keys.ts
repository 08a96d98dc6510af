/**
 * The WMS's `/keys` (docs/wms-openapi.yaml) as a rotation uses it: what its answers mean. No answer's text is
 * told to anybody: one of them holds a secret.
 */
import * as z from 'zod';
import type { WmsSecret } from '../config/secret-values.ts';

export type KeyKind = 'client_secret' | 'api_key';
export type WmsKey = {
  readonly keyId: string;
  readonly kind: KeyKind;
  /** It is the one that let the request in. */
  readonly current: boolean;
};

/** `why`: a word or two for the log. */
export type KeysFailure =
  /** The credentials are none of the WMS's. */
  | { readonly kind: 'refused'; readonly why: string }
  /** One key too many, or the very one that let the request in. */
  | { readonly kind: 'conflict'; readonly why: string }
  /** Away, in trouble, or its answer is not the contract's: the same step may go through later. */
  | { readonly kind: 'failed'; readonly why: string };
export type KeysResult<Value> = { readonly kind: 'ok'; readonly value: Value } | KeysFailure;

/** `/keys`, asked with the credentials that are given. Never rejects for what the WMS does. */
export type WmsKeys = {
  readonly list: (by: WmsSecret) => Promise<KeysResult<readonly WmsKey[]>>;
  /** Makes the key, or gives it another secret; gives the credentials that are good then. */
  readonly put: (by: WmsSecret, keyId: string) => Promise<KeysResult<WmsSecret>>;
  /** Revokes it; one that is not there is done with. */
  readonly revoke: (by: WmsSecret, keyId: string) => Promise<KeysResult<undefined>>;
};

export type KeysAnswer = { readonly status: number; readonly body: string };

export const kindOf = (secret: WmsSecret): KeyKind =>
  'apiKey' in secret ? 'api_key' : 'client_secret';

/** More than a client may have by the contract, for a WMS that allows more. */
const keysMax = 100;
const listSchema = z.object({
  keys: z
    .array(
      z.object({
        key_id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
        kind: z.enum(['client_secret', 'api_key']),
        current: z.boolean(),
      }),
    )
    .max(keysMax),
});

export const interpretList = (answer: KeysAnswer): KeysResult<readonly WmsKey[]> => {
  if (answer.status !== 200) return failureOf(answer);
  const parsed = listSchema.safeParse(parseJson(answer.body));
  if (!parsed.success) return { kind: 'failed', why: 'the list is not as the contract has it' };
  return {
    kind: 'ok',
    value: parsed.data.keys.map(({ key_id: keyId, kind, current }) => ({ keyId, kind, current })),
  };
};

const newKeySchema = z.object({
  key_id: z.string(),
  client_id: z.string().min(1),
  secret: z.string().min(1),
});

/** @param asked - the key that was put, and by whom. */
export const interpretNewKey = (
  answer: KeysAnswer,
  asked: { readonly by: WmsSecret; readonly keyId: string },
): KeysResult<WmsSecret> => {
  if (answer.status !== 200 && answer.status !== 201) return failureOf(answer);
  const parsed = newKeySchema.safeParse(parseJson(answer.body));
  if (!parsed.success || parsed.data.key_id !== asked.keyId) {
    return { kind: 'failed', why: 'the new key is not as the contract has it' };
  }
  const { client_id: clientId, secret } = parsed.data;
  const { by } = asked;
  // What else lies in the secret stays as it is.
  const value =
    'apiKey' in by ? { ...by, apiKey: secret } : { ...by, clientId, clientSecret: secret };
  return { kind: 'ok', value };
};

export const interpretRevoked = (answer: KeysAnswer): KeysResult<undefined> =>
  answer.status === 204 || answer.status === 200 || answer.status === 404
    ? { kind: 'ok', value: undefined }
    : failureOf(answer);

const kindOfStatus: Readonly<Record<number, KeysFailure['kind']>> = {
  401: 'refused',
  403: 'refused',
  409: 'conflict',
};

const failureOf = ({ status }: KeysAnswer): KeysFailure => ({
  kind: kindOfStatus[status] ?? 'failed',
  why: `status ${status}`,
});

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
