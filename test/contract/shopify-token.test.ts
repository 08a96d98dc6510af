/** A shop's access token: asked for with client credentials and kept, or the permanent one. */
import { describe, expect, it } from 'vitest';
import type { ReadAdminSecret, SecretInHand } from '../../lib/adapters/shopify-token.ts';
import { makeReadAdminSecret } from '../../lib/adapters/shopify-token.ts';
import { notSetSecret } from '../../lib/config/secret-values.ts';
import {
  client,
  noOrders,
  permanent,
  secretOf,
  startAdmin,
  tell,
  window,
} from './shopify-admin-scene.ts';
import { reply } from './wms-server.ts';

const other = { clientId: 'bridge', clientSecret: 'another-sixteen-letters-' };
const taken = (good: (token: string) => boolean) =>
  ((asked, response) =>
    good(asked.token)
      ? tell(response, noOrders)
      : reply(response, 401, { errors: 'no' })) satisfies Parameters<typeof startAdmin>[0];
const all = taken(() => true);

/** A secret that is another one as soon as it is read anew. */
const changing =
  (stale: SecretInHand, present: SecretInHand): ReadAdminSecret =>
  async ({ fresh }) =>
    fresh ? present : stale;
const held = (secret: typeof client | typeof permanent): SecretInHand => ({
  kind: 'secret',
  secret,
});

describe('the token by client credentials', () => {
  it('is asked for with a form, at the shop itself', async () => {
    await using shopify = await startAdmin(all, { readSecret: secretOf(client) });

    await shopify.api.changed(window);

    expect(shopify.received[0]).toMatchObject({
      method: 'POST',
      path: '/admin/oauth/access_token',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=client_credentials&client_id=bridge&client_secret=sixteen-letters-',
    });
    expect(shopify.asked).toMatchObject([{ token: 'shpca_1' }]);
  });

  it('is kept for nine tenths of its day, then renewed', async () => {
    await using shopify = await startAdmin(all, { readSecret: secretOf(client) });

    await shopify.api.changed(window);
    shopify.clock.now += 86_399 * 900 - 1;
    await shopify.api.changed(window);
    shopify.clock.now += 1;
    await shopify.api.changed(window);

    expect(shopify.asked.map(({ token }) => token)).toEqual(['shpca_1', 'shpca_1', 'shpca_2']);
  });

  it('is asked for once by twenty who need it at the same time', async () => {
    await using shopify = await startAdmin(all, { readSecret: secretOf(client) });

    await Promise.all(Array.from({ length: 20 }, () => shopify.api.changed(window)));

    expect(shopify.tokensGiven()).toBe(1);
    expect(shopify.asked).toHaveLength(20);
  });

  it('that is refused is renewed once, and the query sent with the new one', async () => {
    const good = taken((token) => token === 'shpca_2');
    await using shopify = await startAdmin(good, { readSecret: secretOf(client) });

    expect(await shopify.api.changed(window)).toMatchObject({ kind: 'answered' });
    expect(shopify.asked.map(({ token }) => token)).toEqual(['shpca_1', 'shpca_2']);
  });

  it('that is refused anew is refused', async () => {
    const bad = taken(() => false);
    await using shopify = await startAdmin(bad, { readSecret: secretOf(client) });

    expect(await shopify.api.changed(window)).toEqual({ kind: 'refused', status: 401 });
    expect(shopify.tokensGiven()).toBe(2);
    expect(shopify.asked).toHaveLength(2);
  });

  it('is another one as soon as the secret is', async () => {
    let secret = client;
    await using shopify = await startAdmin(all, {
      readSecret: async () => held(secret),
    });

    await shopify.api.changed(window);
    secret = other;
    await shopify.api.changed(window);

    expect(shopify.asked.map(({ token }) => token)).toEqual(['shpca_1', 'shpca_2']);
  });

  it('is another one after a scope was missing: it may have been granted since', async () => {
    await using shopify = await startAdmin(
      (_, response, count) => {
        const errors = [{ message: '', extensions: { code: 'ACCESS_DENIED' } }];
        return count === 1 ? reply(response, 200, { errors }) : tell(response, noOrders);
      },
      { readSecret: secretOf(client) },
    );

    expect(await shopify.api.changed(window)).toMatchObject({ kind: 'denied' });
    expect(await shopify.api.changed(window)).toMatchObject({ kind: 'answered' });
    expect(shopify.asked.map(({ token }) => token)).toEqual(['shpca_1', 'shpca_2']);
  });
});

describe('credentials that Shopify refuses', () => {
  const onlyOther = {
    token: (received: { body: string }, response: Parameters<typeof reply>[0]) =>
      received.body.includes('another')
        ? reply(response, 200, { access_token: 'shpca_other', expires_in: 86_399 })
        : reply(response, 400, { error: 'invalid_client' }),
  };

  it('are not sent twice', async () => {
    await using shopify = await startAdmin(all, { readSecret: secretOf(client), ...onlyOther });

    expect(await shopify.api.changed(window)).toEqual({ kind: 'refused', status: 400 });
    expect(shopify.tokensGiven()).toBe(1);
    expect(shopify.asked).toEqual([]);
  });

  it('are read again, and new ones are used at once', async () => {
    const readSecret = changing(held(client), held(other));
    await using shopify = await startAdmin(all, { readSecret, ...onlyOther });

    expect(await shopify.api.changed(window)).toMatchObject({ kind: 'answered' });
    expect(shopify.asked).toMatchObject([{ token: 'shpca_other' }]);
  });
});

describe('the token endpoint', () => {
  it.each<[string, number, unknown, Record<string, string>, unknown]>([
    ['500', 500, '', {}, { kind: 'unavailable', cause: 'token_http_500' }],
    ['429', 429, '', { 'retry-after': '30' }, { kind: 'throttled', seconds: 30 }],
    ['a page', 200, '<html>', {}, { kind: 'unavailable', cause: 'token_not_readable' }],
    [
      'a token with a line break',
      200,
      { access_token: 'shpca_1\r\nx: y', expires_in: 60 },
      {},
      { kind: 'unavailable', cause: 'token_not_readable' },
    ],
    ['a redirect', 302, '', { location: 'http://127.0.0.1:1/' }, { kind: 'refused', status: 302 }],
  ])('that answers with %s gives none', async (_, status, body, headers, trouble) => {
    await using shopify = await startAdmin(all, {
      readSecret: secretOf(client),
      token: (_received, response) => reply(response, status, body, headers),
    });

    expect(await shopify.api.changed(window)).toEqual(trouble);
    expect(shopify.asked).toEqual([]);
  });

  it('that recovers is asked again within the same call', async () => {
    await using shopify = await startAdmin(all, {
      readSecret: secretOf(client),
      token: (_, response, count) =>
        count === 1
          ? reply(response, 502)
          : reply(response, 200, { access_token: 'shpca_9', expires_in: 86_399 }),
    });

    expect(await shopify.api.changed(window)).toMatchObject({ kind: 'answered' });
    expect(shopify.clock.slept).toEqual([500]);
  });
});

describe('the permanent token', () => {
  it('is used as it is, and nothing is asked for', async () => {
    await using shopify = await startAdmin(all);

    await shopify.api.changed(window);

    expect(shopify.asked).toMatchObject([{ token: 'shpat_0123456789abcdef' }]);
    expect(shopify.tokensGiven()).toBe(0);
  });

  it('that is refused is not sent again, unless there is a new one', async () => {
    const good = taken((token) => token === 'shpat_new-new-new-new');
    const renewed = { accessToken: 'shpat_new-new-new-new' };
    await using same = await startAdmin(good);
    await using changed = await startAdmin(good, {
      readSecret: changing(held(permanent), held(renewed)),
    });

    expect(await same.api.changed(window)).toEqual({ kind: 'refused', status: 401 });
    expect(same.asked).toHaveLength(1);
    expect(await changed.api.changed(window)).toMatchObject({ kind: 'answered' });
  });

  it('with a line break in it is never sent', async () => {
    const readSecret = secretOf({ accessToken: 'shpat_0123456789abcdef\n' });
    await using shopify = await startAdmin(all, { readSecret });

    expect(await shopify.api.changed(window)).toEqual({ kind: 'not_configured' });
    expect(shopify.received).toEqual([]);
  });
});

describe('a secret', () => {
  const read = (text: string) => makeReadAdminSecret(async () => ({ text }))({ fresh: false });

  it('is read as what it is', async () => {
    expect(await read(JSON.stringify(client))).toEqual({ kind: 'secret', secret: client });
    expect(await read(JSON.stringify(permanent))).toEqual({ kind: 'secret', secret: permanent });
    expect(await read(notSetSecret)).toEqual({ kind: 'not_configured' });
    expect(await read('{"accessToken":"short"}')).toEqual({ kind: 'not_configured' });
  });

  it('that nobody has set, or that cannot be read, leaves Shopify alone', async () => {
    const unset: ReadAdminSecret = async () => ({ kind: 'not_configured' });
    const away: ReadAdminSecret = async () => {
      throw new Error('Secrets Manager is away');
    };
    await using one = await startAdmin(all, { readSecret: unset });
    await using other = await startAdmin(all, { readSecret: away });

    expect(await one.api.changed(window)).toEqual({ kind: 'not_configured' });
    expect(await other.api.changed(window)).toEqual({
      kind: 'unavailable',
      cause: 'secret_unreachable',
    });
    expect([...one.received, ...other.received]).toEqual([]);
  });
});
