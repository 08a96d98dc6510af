import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSignature, verifySignature } from '../../../lib/webhook/signature.ts';
import { anyText } from '../../builders/any-text.ts';

/** The vector of Shopify's own library: Shopify/shopify-app-js, webhooks/__tests__/validate.test.ts. */
const secret = 'test_secret_key';
const body = Buffer.from('{"foo": "bar"}');
const signature = 'B23tXN681gZ0qIWNRrgtzBE9XSDo5yaUu6wfmhu3a7g=';
const shop = 'demo.myshopify.com';

const verify = (
  text: string,
  given: { readonly body?: Uint8Array; readonly secrets?: readonly string[] } = {},
) => {
  const bytes = decodeSignature(text);
  return bytes === undefined
    ? 'malformed'
    : verifySignature(given.body ?? body, bytes, [{ shop, secrets: given.secrets ?? [secret] }]);
};

describe('a signature', () => {
  it('of Shopify’s own test vector is verified', () => {
    expect(verify(signature)).toEqual({ kind: 'verified', shop, position: 0 });
  });

  it.each([
    ['nothing', ''],
    ['a blank', ' '],
    ['a truncated one', signature.slice(0, 20)],
    ['one without padding', signature.slice(0, -1)],
    ['one character less', `${signature.slice(0, -2)}=`],
    ['one with twice the padding', `${signature}=`],
    ['one with junk after the padding', `${signature}###`],
    ['one with a line break', `${signature}\n`],
    ['one with a blank before it', ` ${signature}`],
    ['one with a blank in it', `${signature.slice(0, 10)} ${signature.slice(11)}`],
    ['31 bytes', Buffer.alloc(31, 7).toString('base64')],
    ['33 bytes', Buffer.alloc(33, 7).toString('base64')],
    ['a hex digest', createHmac('sha256', secret).update(body).digest('hex')],
    ['a sha1', createHmac('sha1', secret).update(body).digest('base64')],
    ['a sha512', createHmac('sha512', secret).update(body).digest('base64')],
    ['an md5', createHmac('md5', secret).update(body).digest('base64')],
    ['one with its scheme', `sha256=${signature}`],
    ['one twice', `${signature},${signature}`],
    ['one after another', `${'A'.repeat(43)}=, ${signature}`],
    ['other letters', 'ÄÖÜ'.repeat(14)],
  ])('that is %s is malformed', (_name, text) => {
    expect(verify(text)).toBe('malformed');
  });

  it('with another last character is malformed, though Node decodes it to the same bytes', () => {
    const twins = ['h', 'i', 'j'].map((last) => `${signature.slice(0, -2)}${last}=`);
    const original = Buffer.from(signature, 'base64');

    expect(twins.map((twin) => Buffer.from(twin, 'base64').equals(original))).toEqual([
      true,
      true,
      true,
    ]);
    expect(twins.map((twin) => verify(twin))).toEqual(['malformed', 'malformed', 'malformed']);
  });

  it('in the alphabet for URLs is malformed', () => {
    const bytes = Buffer.alloc(32, 0xfb);

    expect(verify(bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_'))).toBe(
      'malformed',
    );
    expect(decodeSignature(bytes.toString('base64'))).toEqual(bytes);
  });

  it('of any other text than canonical base64 of 32 bytes is malformed', () => {
    const almost = fc.stringMatching(/^[A-Za-z0-9+/=_-]{0,48}$/);

    fc.assert(
      fc.property(fc.oneof(almost, anyText()), (text) => {
        const bytes = Buffer.from(text, 'base64');
        const canonical = bytes.length === 32 && bytes.toString('base64') === text;

        expect(decodeSignature(text) !== undefined).toBe(canonical);
      }),
    );
  });

  it('of 32 bytes is decoded to these bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        expect(decodeSignature(Buffer.from(bytes).toString('base64'))).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it('of another secret, another body or nothing matches nothing', () => {
    expect(verify(signature, { secrets: ['test_secret_kez'] })).toEqual({ kind: 'no-match' });
    expect(verify(signature, { secrets: [] })).toEqual({ kind: 'no-match' });
    expect(verify(signature, { body: Buffer.from('{"foo":"bar"}') })).toEqual({ kind: 'no-match' });
    expect(verify(signature, { body: Buffer.alloc(0) })).toEqual({ kind: 'no-match' });
    expect(verify(`${'A'.repeat(43)}=`)).toEqual({ kind: 'no-match' });
  });

  it('matches no more once any one bit of the body is another', () => {
    for (let bit = 0; bit < body.length * 8; bit += 1) {
      const altered = Buffer.from(body);
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));

      expect(verify(signature, { body: altered })).toEqual({ kind: 'no-match' });
    }
  });

  it.each([0, 31, 33, 64])('of %i bytes matches nothing, and is no exception', (length) => {
    const shops = [{ shop, secrets: [secret] }];

    expect(verifySignature(body, Buffer.alloc(length), shops)).toEqual({ kind: 'no-match' });
  });

  it('is over the bytes, be they text or not', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string({ minLength: 1 }), (bytes, key) => {
        const signed = createHmac('sha256', key).update(bytes).digest('base64');

        expect(verify(signed, { body: bytes, secrets: [key] })).toMatchObject({ kind: 'verified' });
      }),
    );
  });
});

describe('several secrets', () => {
  const bytes = Buffer.from(signature, 'base64');
  const other = 'another_secret_key';
  const north = 'north.myshopify.com';
  const south = 'south.myshopify.com';

  it.each([
    [[secret, other], { position: 0, isOlder: true }],
    [[other, secret], { position: 1 }],
    [[other, secret, 'third_secret_key'], { position: 1, isOlder: true }],
    [[other, 'third_secret_key', secret], { position: 2 }],
    [[secret, secret], { position: 0 }],
  ])(
    '%j of a shop are all tried, and it is told which one matched and whether a newer one is there: %j',
    (secrets, matched) => {
      expect(verifySignature(body, bytes, [{ shop: north, secrets }])).toEqual({
        kind: 'verified',
        shop: north,
        ...matched,
      });
    },
  );

  it('of several shops say which shop it was', () => {
    const shops = [
      { shop: north, secrets: [other] },
      { shop: south, secrets: ['third_secret_key', secret] },
    ];

    expect(verifySignature(body, bytes, shops)).toEqual({
      kind: 'verified',
      shop: south,
      position: 1,
    });
  });

  it('do not say which shop it was where two shops have the same', () => {
    const shops = [
      { shop: north, secrets: [secret] },
      { shop: south, secrets: [other, secret] },
    ];

    expect(verifySignature(body, bytes, shops)).toEqual({ kind: 'ambiguous' });
    expect(verifySignature(body, bytes, shops.toReversed())).toEqual({ kind: 'ambiguous' });
  });
});
