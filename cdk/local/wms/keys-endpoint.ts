/**
 * Answers `/keys` as the WMS contract says: new credentials beside the old ones, for a rotation.
 *
 * A request can neither renew nor revoke the key that let it in: whoever revokes the old one has
 * shown that the new one works, and the last good key cannot be lost.
 */
import * as z from 'zod';
import type { Caller } from './access.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { Credentials, WmsKey } from './credentials.ts';
import { type Answer, jsonAnswer } from './http.ts';
import { parseJson } from './orders-endpoint.ts';
import { badRequest, notFound, problemAnswer, problemTypes, unauthorized } from './problem.ts';

const newKeySchema = z.strictObject({ kind: z.enum(['client_secret', 'api_key']) });

export type KeysRequest = {
  readonly method: string;
  readonly pathname: string;
  readonly text: string;
  /** null for one that is not let in. */
  readonly caller: Caller | null;
};

export type KeysDependencies = {
  readonly credentials: Credentials;
  readonly tokens: AccessTokens;
};

const conflict = (title: string): Answer =>
  problemAnswer({ status: 409, type: problemTypes.conflict, title });

const ownKey = (): Answer => conflict('This is the key by which the request was let in');

const describe = (key: WmsKey, caller: Caller) => ({
  key_id: key.keyId,
  kind: key.kind,
  client_id: key.clientId,
  created_at: new Date(key.createdAtMillis).toISOString(),
  last_used_at: key.lastUsedAtMillis === null ? null : new Date(key.lastUsedAtMillis).toISOString(),
  current: key.keyId === caller.keyId,
});

const listKeys = ({ credentials }: KeysDependencies, caller: Caller): Answer =>
  jsonAnswer(
    200,
    { keys: credentials.of(caller.clientId).map((key) => describe(key, caller)) },
    { 'Cache-Control': 'no-store' },
  );

const putKey = (
  { credentials, tokens }: KeysDependencies,
  caller: Caller,
  keyId: string,
  text: string,
): Answer => {
  if (keyId === caller.keyId) return ownKey();
  const parsed = newKeySchema.safeParse(parseJson(text));
  if (!parsed.success) return badRequest('kind must be client_secret or api_key');
  const made = credentials.make(caller.clientId, keyId, parsed.data.kind);
  if (made.kind === 'too-many') return conflict('Too many keys: revoke one first');
  tokens.revokeOf({ clientId: caller.clientId, keyId });
  const body = { ...describe(made.key, caller), secret: made.secret };
  return jsonAnswer(made.kind === 'created' ? 201 : 200, body, { 'Cache-Control': 'no-store' });
};

const deleteKey = (
  { credentials, tokens }: KeysDependencies,
  caller: Caller,
  keyId: string,
): Answer => {
  if (keyId === caller.keyId) return ownKey();
  if (!credentials.revoke(caller.clientId, keyId)) return notFound();
  tokens.revokeOf({ clientId: caller.clientId, keyId });
  return { status: 204 };
};

export const makeKeysEndpoint =
  (dependencies: KeysDependencies) =>
  ({ method, pathname, text, caller }: KeysRequest): Answer => {
    if (caller === null) return unauthorized();
    if (pathname === '/keys' && method === 'GET') return listKeys(dependencies, caller);
    const keyId = /^\/keys\/([A-Za-z0-9_-]{1,64})$/.exec(pathname)?.[1];
    if (keyId === undefined) return notFound();
    if (method === 'PUT') return putKey(dependencies, caller, keyId, text);
    return method === 'DELETE' ? deleteKey(dependencies, caller, keyId) : notFound();
  };
