/** The simulated WMS on its port, and the real client: the contract, and the faults that need sockets. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SimulatedWms, startSimulatedWms } from '../../cdk/local/wms/simulated-wms.ts';
import { makeHttpRequest } from '../../lib/adapters/http-request.ts';
import type { WmsSecret } from '../../lib/config/secret-values.ts';
import {
  at,
  cancelledOrder,
  itAnswersTheClient,
  type OpenedWms,
  type Put,
  putterOf,
  wmsAccount,
  wmsApiKey,
} from './wms-cases.ts';

let wms: SimulatedWms;
let opened: OpenedWms;
let put: Put;
/** What the secret holds: the client reads it again when it is refused. */
let secret: WmsSecret;

beforeEach(async () => {
  wms = await startSimulatedWms({ port: 0, clients: wmsAccount, apiKeys: [wmsApiKey] });
  opened = {
    url: wms.url,
    request: makeHttpRequest(),
    order: wms.order,
    revokeTokens: wms.revokeTokens,
    setClients: wms.setClients,
    failOnce: (fault) => void wms.faults.add({ ...fault, count: 1 }),
    within: (work) => work(),
  };
  secret = wmsAccount;
  put = putterOf(opened, { kind: 'oauth2', tokenUrl: `${wms.url}/oauth/token` }, () => secret);
});
afterEach(() => wms.close());

describe('the contract', () => itAnswersTheClient(() => opened));

/** Asks the key endpoint, with a token of this secret. */
const askKeys = async (method: string, keyId: string, clientSecret: string) => {
  const form = {
    grant_type: 'client_credentials',
    client_id: 'bridge',
    client_secret: clientSecret,
  };
  const granted = await fetch(`${wms.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  const { access_token } = (await granted.json()) as { access_token: string };
  return fetch(`${wms.url}/keys/${keyId}`, {
    method,
    headers: { Authorization: `Bearer ${access_token}` },
    ...(method === 'PUT' ? { body: '{"kind":"client_secret"}' } : {}),
  });
};

it('a rotation of the client secret costs no order', async () => {
  const sent = [await put(at(0))];
  const made = await askKeys('PUT', 'rotation-1', wmsAccount.clientSecret);
  const fresh = ((await made.json()) as { secret: string }).secret;
  sent.push(await put(at(1)));
  secret = { clientId: 'bridge', clientSecret: fresh };
  sent.push(await put(at(2)));
  const revoked = await askKeys('DELETE', 'initial-1', fresh);
  sent.push(await put(at(3)));

  expect([made.status, revoked.status]).toEqual([201, 204]);
  expect(sent.map(({ kind }) => kind)).toEqual(Array(4).fill('delivered'));
  expect(wms.requests().filter(({ status }) => status === 401)).toHaveLength(1);
});

it.each([
  [{ kind: 'limit', perSecond: 1 } as const, { kind: 'throttled', retryAfterSeconds: 1 }],
  [{ kind: 'gzip' } as const, { kind: 'unusable' }],
  [{ kind: 'endless' } as const, { kind: 'unusable', fault: 'answer too large' }],
])('the fault %o is seen for what it is', async (fault, expected) => {
  await put(at(0));
  wms.faults.add(fault);
  if (fault.kind === 'limit') await put(at(1));

  expect(await put(at(2))).toMatchObject(expected);
});

it('an answer that comes drop by drop is an outage that passes', async () => {
  await put(at(0));
  wms.faults.add({ kind: 'drip', millis: 100, count: 1 });

  expect(await put(at(1), cancelledOrder(at(1)), 200)).toMatchObject({
    kind: 'unavailable',
    cause: 'timeout',
  });
  expect(await put(at(1))).toEqual({ kind: 'delivered', wmsOrderId: 'WMS-000001' });
});

it('a redirection is taken for no delivery', async () => {
  wms.faults.add({ kind: 'redirect' });

  expect(await put(at(0))).toMatchObject({ kind: 'unusable' });
  expect(wms.orders()).toEqual([]);
});
