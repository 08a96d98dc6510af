/**
 * Clauses about `/keys`, where the WMS offers it: makes a key of its own, tries it, and revokes it.
 *
 * Only where the list of keys is as it should be: a WMS that ended the old key for a new one would
 * take away the credentials that it is checked with. Apart from that only its own key is touched.
 */
import * as z from 'zod';
import {
  broken,
  expectStatus,
  type Finding,
  type Findings,
  firstBroken,
  holds,
} from '../finding.ts';
import type { Kit } from '../kit.ts';
import { askToken, type Headers, type Login, tokenIn } from '../login.ts';
import type { Exchange } from '../wire.ts';

const clauseIds = ['keys.list', 'keys.overlap', 'keys.renew', 'keys.own', 'keys.revoked'] as const;
/** 403: offered, but not to this client. */
const notOfferedStatuses = [403, 404, 405, 501];
const secretLengthMin = 16;

const listSchema = z.object({
  keys: z.array(
    z.object({
      key_id: z.string().min(1),
      kind: z.enum(['client_secret', 'api_key']),
      client_id: z.string(),
      current: z.boolean(),
    }),
  ),
});
const newKeySchema = z.object({
  key_id: z.string().min(1),
  client_id: z.string().min(1),
  secret: z.string().min(secretLengthMin),
});
type NewKey = z.output<typeof newKeySchema>;
type KeyLogin = Exclude<Login, { kind: 'none' }>;

const all = (finding: Finding): Findings =>
  Object.fromEntries(clauseIds.map((clause) => [clause, finding]));

const checkList = (exchange: Exchange, login: KeyLogin): Finding => {
  const parsed = listSchema.safeParse(exchange.answer?.json);
  const used = parsed.data?.keys.filter(({ current }) => current) ?? [];
  if (exchange.answer?.status !== 200 || used.length !== 1) {
    return broken(
      exchange,
      '200 with keys [{key_id, kind, client_id, current}], one of them current',
    );
  }
  const secret = login.kind === 'oauth2' ? login.clientSecret : login.apiKey;
  return exchange.answer.text.includes(secret) ? broken(exchange, 'no secret in the list') : holds;
};

/** The login by a new key instead of ours. */
const loginBy = (login: KeyLogin, key: NewKey): KeyLogin =>
  login.kind === 'oauth2'
    ? { ...login, clientId: key.client_id, clientSecret: key.secret }
    : { ...login, apiKey: key.secret };

/** Tries a login. `headers` are null where it is not let in. */
const tryLogin = async ({ wire, ask }: Kit, login: KeyLogin) => {
  if (login.kind === 'oauth2') {
    const exchange = await askToken(wire, login);
    const token = tokenIn(exchange, 0);
    if (token !== null) wire.hide(token.value);
    const headers = token === null ? null : { authorization: `Bearer ${token.value}` };
    return { exchange, headers };
  }
  const credentials: Headers = { [login.header.toLowerCase()]: `${login.prefix}${login.apiKey}` };
  const exchange = await ask('GET', '/keys', { credentials });
  return { exchange, headers: exchange.answer?.status === 200 ? credentials : null };
};

const expectLogin = async (kit: Kit, login: KeyLogin, good: boolean) => {
  const { exchange, headers } = await tryLogin(kit, login);
  if ((headers !== null) === good) return null;
  return broken(exchange, good ? 'the key is good' : 'the key is refused');
};

const putKey = async (
  { ask, wire }: Kit,
  keyId: string,
  login: KeyLogin,
  credentials?: Headers,
) => {
  const kind = login.kind === 'oauth2' ? 'client_secret' : 'api_key';
  const exchange = await ask('PUT', `/keys/${keyId}`, {
    ...{ body: JSON.stringify({ kind }), about: `kind ${kind}` },
    ...(credentials === undefined ? {} : { credentials }),
  });
  const parsed = newKeySchema.safeParse(exchange.answer?.json);
  if (parsed.success) wire.hide(parsed.data.secret);
  const success = exchange.answer?.status === 200 || exchange.answer?.status === 201;
  return { exchange, key: success ? parsed.data : undefined };
};

const checkOwn = async (kit: Kit, keyId: string, login: KeyLogin): Promise<Finding> => {
  const { exchange, headers } = await tryLogin(kit, login);
  if (headers === null) return broken(exchange, 'the key is good');
  const { exchange: renewed } = await putKey(kit, keyId, login, headers);
  const revoked = await kit.ask('DELETE', `/keys/${keyId}`, { credentials: headers });
  return firstBroken(expectStatus(renewed, [409]), expectStatus(revoked, [409]));
};

const checkKey = async (kit: Kit, keyId: string, login: KeyLogin): Promise<Findings> => {
  const made = await putKey(kit, keyId, login);
  if (made.key === undefined) {
    return {
      'keys.overlap': broken(made.exchange, '200 or 201 with key_id, client_id and secret'),
    };
  }
  const first = loginBy(login, made.key);
  const overlap = firstBroken(
    await expectLogin(kit, first, true),
    await expectLogin(kit, login, true),
  );
  const again = await putKey(kit, keyId, login);
  const second = again.key === undefined ? first : loginBy(login, again.key);
  const renew = firstBroken(
    again.key === undefined || again.key.secret === made.key.secret
      ? broken(again.exchange, '200 with another secret')
      : null,
    await expectLogin(kit, first, false),
    await expectLogin(kit, second, true),
  );
  return {
    ...{ 'keys.overlap': overlap, 'keys.renew': renew },
    'keys.own': await checkOwn(kit, keyId, second),
    'keys.revoked': firstBroken(
      expectStatus(await kit.ask('DELETE', `/keys/${keyId}`), [204]),
      await expectLogin(kit, second, false),
    ),
  };
};

export const checkRotation = async (kit: Kit, wanted: boolean): Promise<Findings> => {
  const { login } = kit;
  if (!wanted) return all({ kind: 'not-checked', note: 'only with --with-keys' });
  if (login.kind === 'none') return all({ kind: 'not-offered', note: 'no credentials were given' });
  const list = await kit.ask('GET', '/keys');
  const status = list.answer?.status ?? 0;
  if (notOfferedStatuses.includes(status)) {
    return all({ kind: 'not-offered', note: `GET /keys is answered ${status}` });
  }
  const listed = checkList(list, login);
  if (listed.kind === 'broken') return { 'keys.list': listed };
  return {
    'keys.list': listed,
    ...(await checkKey(kit, `wms-conformance-${kit.orders.idsBegin}`, login)),
  };
};
