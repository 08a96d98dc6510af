/** Keys of the simulated WMS: a rotation with an overlap, by OAuth and with API keys. */
import { describe, expect, it } from 'vitest';
import type { SimulatedWms } from '../../cdk/local/wms/simulated-wms.ts';
import { askToken, type Heard, hear, useWms, wmsClient, wmsOrder } from './wms-client.ts';

const start = useWms();
const apiKey = 'battery-staple-horse';

const ask = async (
  wms: SimulatedWms,
  authorization: string,
  method: string,
  path: string,
  body?: object,
): Promise<Heard> =>
  hear(
    await fetch(`${wms.url}${path}`, {
      method,
      headers: { Authorization: authorization, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );

const tokenOf = async (wms: SimulatedWms, clientSecret = wmsClient.clientSecret) => {
  const { body } = await askToken(wms, { ...wmsClient, clientSecret });
  return `Bearer ${body.access_token}`;
};

const put = { kind: 'client_secret' };

describe('a client secret', () => {
  it('is rotated with both good in between, and the old one refused in the end', async () => {
    const { wms } = await start();
    const old = await tokenOf(wms);
    const made = await ask(wms, old, 'PUT', '/keys/rotation-1', put);
    const overlap = await askToken(wms);
    const fresh = await tokenOf(wms, String(made.body.secret));

    const revoked = await ask(wms, fresh, 'DELETE', '/keys/initial-1');

    expect([made.status, made.body]).toMatchObject([
      201,
      { key_id: 'rotation-1', kind: 'client_secret', client_id: 'bridge', current: false },
    ]);
    expect([overlap.status, revoked.status]).toEqual([200, 204]);
    expect((await askToken(wms)).status).toBe(401);
    expect((await ask(wms, old, 'GET', '/keys')).status).toBe(401);
    expect(wms.keys().map(({ keyId }) => keyId)).toEqual(['rotation-1']);
  });

  it('gets a new secret when the same key is put again, as after a lost answer', async () => {
    const { wms } = await start();
    const token = await tokenOf(wms);
    const first = await ask(wms, token, 'PUT', '/keys/rotation-1', put);

    const second = await ask(wms, token, 'PUT', '/keys/rotation-1', put);

    expect(second.status).toBe(200);
    expect(second.body.secret).not.toBe(first.body.secret);
    const asked = [first, second].map(({ body }) =>
      askToken(wms, { ...wmsClient, clientSecret: String(body.secret) }),
    );
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([401, 200]);
    expect(wms.keys()).toHaveLength(2);
  });

  it('cannot lock itself out', async () => {
    const { wms } = await start();
    const token = await tokenOf(wms);

    const answers = [
      await ask(wms, token, 'DELETE', '/keys/initial-1'),
      await ask(wms, token, 'PUT', '/keys/initial-1', put),
    ];

    expect(answers.map(({ status, body }) => [status, body.type])).toEqual([
      [409, 'urn:wms:problem:conflict'],
      [409, 'urn:wms:problem:conflict'],
    ]);
    expect((await askToken(wms)).status).toBe(200);
  });
});

describe('the keys of a client', () => {
  it('are listed with their use, without any secret', async () => {
    let time = Date.parse('2026-11-22T10:00:00Z');
    const { wms } = await start({ now: () => time });
    const token = await tokenOf(wms);
    time += 60_000;
    const made = await ask(wms, token, 'PUT', '/keys/rotation-1', { kind: 'api_key' });

    const { body } = await ask(wms, token, 'GET', '/keys');

    expect(body.keys).toEqual([
      {
        key_id: 'initial-1',
        kind: 'client_secret',
        client_id: 'bridge',
        created_at: '2026-11-22T10:00:00.000Z',
        last_used_at: '2026-11-22T10:00:00.000Z',
        current: true,
      },
      {
        key_id: 'rotation-1',
        kind: 'api_key',
        client_id: 'bridge',
        created_at: '2026-11-22T10:01:00.000Z',
        last_used_at: null,
        current: false,
      },
    ]);
    expect(JSON.stringify(body)).not.toContain(made.body.secret);
  });

  it('are five at most', async () => {
    const { wms } = await start();
    const token = await tokenOf(wms);
    const statuses: number[] = [];

    for (const id of ['a', 'b', 'c', 'd', 'e', 'a']) {
      statuses.push((await ask(wms, token, 'PUT', `/keys/${id}`, put)).status);
    }

    expect(statuses).toEqual([201, 201, 201, 201, 409, 200]);
  });

  it('are nobody else’s business', async () => {
    const other = { clientId: 'other', clientSecret: 'another-secret--' };
    const { wms } = await start({ clients: [wmsClient, other] });
    const { body } = await askToken(wms, other);
    const token = `Bearer ${body.access_token}`;

    const listed = await ask(wms, token, 'GET', '/keys');
    const revoked = await ask(wms, token, 'DELETE', '/keys/initial-1');

    expect(listed.body.keys).toMatchObject([{ client_id: 'other' }]);
    expect([revoked.status, (await askToken(wms)).status]).toEqual([404, 200]);
    expect((await ask(wms, 'Bearer made-up', 'GET', '/keys')).status).toBe(401);
  });

  it('are refused without a kind or by a name that no URL can hold', async () => {
    const { wms } = await start();
    const token = await tokenOf(wms);

    const answers = [
      await ask(wms, token, 'PUT', '/keys/x', { kind: 'password' }),
      await ask(wms, token, 'PUT', '/keys/a.b', put),
      await ask(wms, token, 'DELETE', '/keys/never-made'),
    ];

    expect(answers.map(({ status }) => status)).toEqual([400, 404, 404]);
  });
});

describe('an API key', () => {
  it.each([
    ['in X-Api-Key', { 'X-Api-Key': apiKey, Authorization: '' }],
    ['bare in Authorization', { Authorization: apiKey }],
    ['after a word', { Authorization: `ApiKey ${apiKey}` }],
    ['as a bearer', { Authorization: `Bearer ${apiKey}` }],
  ])('lets an order in %s', async (_name, headers) => {
    const { client } = await start({ apiKeys: [apiKey] });

    expect((await client.put(wmsOrder(), { headers })).status).toBe(201);
  });

  it('that is wrong lets none in, and a client secret is none', async () => {
    const { wms, client } = await start({ apiKeys: [apiKey] });

    const answers = [
      await client.put(wmsOrder(), { headers: { Authorization: 'battery-staple-house' } }),
      await client.put(wmsOrder(), { headers: { Authorization: wmsClient.clientSecret } }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
    expect(wms.orders()).toEqual([]);
  });

  it('is rotated like a client secret', async () => {
    const { wms } = await start({ apiKeys: [apiKey] });
    const { body } = await ask(wms, apiKey, 'PUT', '/keys/rotation-1', { kind: 'api_key' });
    const fresh = String(body.secret);

    const overlap = await ask(wms, apiKey, 'GET', '/keys');
    const revoked = await ask(wms, fresh, 'DELETE', '/keys/initial-api-key-1');

    expect([overlap.status, revoked.status]).toEqual([200, 204]);
    expect((await ask(wms, apiKey, 'GET', '/keys')).status).toBe(401);
  });
});

describe('the operator’s side', () => {
  it('ends all tokens, shortens new ones, and shows the keys without their secrets', async () => {
    let time = 0;
    const { wms, client } = await start({ now: () => time });
    await fetch(`${wms.url}/_admin/settings`, { method: 'PUT', body: '{"tokenSeconds":5}' });
    await fetch(`${wms.url}/_admin/tokens`, { method: 'DELETE' });
    const ended = await client.put(wmsOrder());
    const short = await tokenOf(wms);
    const during = await ask(wms, short, 'GET', '/keys');
    time = 5_000;
    const after = await ask(wms, short, 'GET', '/keys');

    const listed = await client.get('/_admin/keys');

    expect([ended.status, during.status, after.status]).toEqual([401, 200, 401]);
    expect(listed.body.keys).toMatchObject([{ keyId: 'initial-1', lastUsedAtMillis: 0 }]);
    expect(JSON.stringify(listed.body)).not.toContain(wmsClient.clientSecret);
  });

  it('switches faults of the key endpoint without touching the orders', async () => {
    const { wms, client } = await start();
    wms.faults.set([{ kind: 'status', status: 503, at: 'keys' }]);
    const token = await tokenOf(wms);

    const keys = await ask(wms, token, 'GET', '/keys');

    expect([keys.status, (await client.put(wmsOrder())).status]).toEqual([503, 201]);
  });
});
