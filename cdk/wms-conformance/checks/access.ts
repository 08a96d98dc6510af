/** Clauses about who is let in: the token endpoint, and orders with no or wrong credentials. */
import { broken, expectStatus, type Finding, type Findings, holds } from '../finding.ts';
import type { Kit } from '../kit.ts';
import { askToken, type OauthLogin, tokenIn } from '../login.ts';

const wrongSecret = 'wms-conformance-wrong-secret';

const noToken: Finding = { kind: 'not-offered', note: 'no client id was given' };
const open: Finding = { kind: 'not-offered', note: 'no credentials were given' };

const checkTokenEndpoint = async ({ wire }: Kit, login: OauthLogin): Promise<Findings> => {
  const issued = await askToken(wire, login);
  const token = tokenIn(issued, 0);
  if (token !== null) wire.hide(token.value);
  const refused = await askToken(wire, { ...login, clientSecret: wrongSecret });
  return {
    'token.issued':
      token === null ? broken(issued, '200 with access_token and token_type Bearer') : holds,
    'token.refused': expectStatus(refused, [400, 401]) ?? holds,
  };
};

export const checkToken = async (kit: Kit): Promise<Findings> =>
  kit.login.kind === 'oauth2'
    ? checkTokenEndpoint(kit, kit.login)
    : { 'token.issued': noToken, 'token.refused': noToken };

export const checkAccess = async (kit: Kit): Promise<Findings> => {
  const { login, orders, put } = kit;
  if (login.kind === 'none') return { 'access.missing': open, 'access.wrong': open };
  const wrong =
    login.kind === 'apiKey'
      ? { [login.header.toLowerCase()]: `${login.prefix}${wrongSecret}` }
      : { authorization: `Bearer ${wrongSecret}` };
  const missing = await put(orders.next(), { credentials: {} });
  return {
    'access.missing': expectStatus(missing, [401]) ?? holds,
    'access.wrong': expectStatus(await put(orders.next(), { credentials: wrong }), [401]) ?? holds,
  };
};
