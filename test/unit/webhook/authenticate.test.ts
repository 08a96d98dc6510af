import { describe, expect, it } from 'vitest';
import { authenticate, type SecretsInHand } from '../../../lib/webhook/authenticate.ts';
import { readHeaders } from '../../../lib/webhook/headers.ts';
import { demoSecret, demoShop, sign } from '../../builders/shopify-order.ts';

const body = Buffer.from('{"id":820982911946154508}');
const other = 'hush-hush-hush-hush-hush-hush-02';
const otherShop = 'other.myshopify.com';

const inHand = (...secrets: readonly string[]): SecretsInHand => ({
  shops: [{ shop: demoShop, secrets }],
  missing: [],
});
const missing = (reason: SecretsInHand['missing'][number]['reason'], shop = demoShop) => ({
  shops: [],
  missing: [{ shop, reason }],
});

/** Authenticates with what is in memory, and what a fresh read gives; tells what was read. */
const judge = async (
  kept: SecretsInHand,
  fresh: SecretsInHand = kept,
  headers: Readonly<Record<string, string>> = {},
) => {
  const reads: string[] = [];
  const outcome = await authenticate(
    body,
    readHeaders({
      'x-shopify-hmac-sha256': sign(body),
      'x-shopify-shop-domain': demoShop,
      ...headers,
    }),
    async (options) => {
      reads.push(options.fresh ? 'fresh' : 'kept');
      return options.fresh ? fresh : kept;
    },
  );
  return { ...outcome, reads: reads.join(' then ') };
};

describe('the sender of a webhook', () => {
  it('is the shop whose secret matched', async () => {
    expect(await judge(inHand(demoSecret))).toEqual({
      kind: 'authentic',
      shop: demoShop,
      position: 0,
      reads: 'kept',
    });
  });

  it.each(['Demo.MyShopify.COM', ' demo.myshopify.com '])('may be written %j', async (domain) => {
    expect(
      await judge(inHand(demoSecret), undefined, { 'x-shopify-shop-domain': domain }),
    ).toMatchObject({ kind: 'authentic' });
  });

  it.each([otherShop, 'demo.myshopify.com.evil.example', 'demo.myshopify.com,other.myshopify.com'])(
    'is not %s only because the header says so',
    async (domain) => {
      const both = { ...inHand(demoSecret), missing: [] };

      expect(await judge(both, undefined, { 'x-shopify-shop-domain': domain })).toEqual({
        kind: 'rejected',
        code: 'shop_mismatch',
        reads: 'kept',
      });
    },
  );

  it.each([
    [{ 'x-shopify-hmac-sha256': '' }, 'missing_header'],
    [{ 'x-shopify-shop-domain': '' }, 'missing_header'],
    [{ 'x-shopify-hmac-sha256': 'bm9wZQ==' }, 'malformed_signature'],
    [{ 'x-shopify-hmac-sha256': `${sign(body)},${sign(body)}` }, 'malformed_signature'],
  ])('is turned away for %j before any secret is read', async (headers, code) => {
    expect(await judge(inHand(demoSecret), undefined, headers)).toEqual({
      kind: 'rejected',
      code,
      reads: '',
    });
  });
});

describe('a secret that was changed', () => {
  it('is found by reading again', async () => {
    expect(await judge(inHand(other), inHand(other, demoSecret))).toEqual({
      kind: 'authentic',
      shop: demoShop,
      position: 1,
      reads: 'kept then fresh',
    });
  });

  it('is the wrong one where reading again does not help', async () => {
    expect(await judge(inHand(other))).toEqual({
      kind: 'rejected',
      code: 'wrong_secret',
      reads: 'kept then fresh',
    });
  });

  it.each(['not_configured', 'malformed_secret'] as const)(
    'is found by reading again where it was %s',
    async (reason) => {
      expect(await judge(missing(reason), inHand(demoSecret))).toMatchObject({
        kind: 'authentic',
        reads: 'kept then fresh',
      });
    },
  );

  it('is found by reading again where two shops had the same', async () => {
    const shared = {
      shops: [
        { shop: demoShop, secrets: [demoSecret] },
        { shop: otherShop, secrets: [demoSecret] },
      ],
      missing: [],
    };

    expect(await judge(shared, inHand(demoSecret))).toMatchObject({ kind: 'authentic' });
    expect(await judge(shared)).toEqual({
      kind: 'unavailable',
      reason: 'shared_secret',
      reads: 'kept then fresh',
    });
  });
});

describe('a secret that cannot be had', () => {
  it.each(['not_configured', 'malformed_secret'] as const)(
    'because it is %s makes Shopify send again',
    async (reason) => {
      expect(await judge(missing(reason))).toEqual({
        kind: 'unavailable',
        reason,
        reads: 'kept then fresh',
      });
    },
  );

  it('because Secrets Manager is away is not asked for twice', async () => {
    expect(await judge(missing('secret_unreachable'))).toEqual({
      kind: 'unavailable',
      reason: 'secret_unreachable',
      reads: 'kept',
    });
  });

  it('of another shop changes nothing', async () => {
    const others = missing('not_configured', otherShop).missing;

    expect(await judge({ ...inHand(demoSecret), missing: others })).toMatchObject({
      kind: 'authentic',
    });
    expect(await judge({ ...inHand(other), missing: others })).toMatchObject({
      kind: 'rejected',
      code: 'wrong_secret',
    });
  });
});
