import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
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

describe('a signature is compared', () => {
  const bytes = Buffer.from(signature, 'base64');
  const three = [
    { shop: 'north.myshopify.com', secrets: ['another_secret_key', secret] },
    { shop: 'south.myshopify.com', secrets: ['third_secret_key'] },
  ];
  /** The lengths of what was compared, as Node's own comparison is asked. */
  const comparing = (given: Uint8Array) => {
    const lengths: (readonly [number, number])[] = [];
    const check = verifySignature(body, given, three, (one, other) => {
      lengths.push([one.length, other.length]);
      return timingSafeEqual(one, other);
    });
    return { kind: check.kind, lengths };
  };
  const allThree = Array(3).fill([32, 32]);
  const flipped = (position: number): Uint8Array =>
    bytes.map((byte, index) => (index === position ? byte ^ 1 : byte));

  it('with every secret of every shop, also when one of the first has matched', () => {
    expect(comparing(bytes)).toEqual({ kind: 'verified', lengths: allThree });
  });

  it.each(Array.from({ length: 32 }, (_, position) => position))(
    'as a whole, and as often, when it is wrong in byte %i',
    (position) => {
      expect(comparing(flipped(position))).toEqual({ kind: 'no-match', lengths: allThree });
    },
  );

  it.each([0, 1, 31, 33, 64])('with nothing where it has %i bytes', (length) => {
    expect(comparing(Buffer.alloc(length))).toEqual({ kind: 'no-match', lengths: [] });
  });

  it('by Node’s comparison of constant time, which takes no other lengths', () => {
    expect(() => timingSafeEqual(bytes, bytes.subarray(1))).toThrow('same byte length');
  });
});

describe('a signature, against what HMAC is by its own definition,', () => {
  /** RFC 2104, written out. */
  const hmac = (key: Uint8Array, message: Uint8Array): Buffer => {
    const sha256 = (...parts: Uint8Array[]) =>
      createHash('sha256').update(Buffer.concat(parts)).digest();
    const block = Buffer.alloc(64);
    block.set(key.length > 64 ? sha256(key) : key);
    const inner = sha256(
      block.map((byte) => byte ^ 0x36),
      message,
    );
    return sha256(
      block.map((byte) => byte ^ 0x5c),
      inner,
    );
  };

  /** Those of RFC 4231 whose key is text, as ours are. */
  const published = [
    {
      number: 1,
      key: '\u000b'.repeat(20),
      message: Buffer.from('Hi There'),
      tag: 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
    },
    {
      number: 2,
      key: 'Jefe',
      message: Buffer.from('what do ya want for nothing?'),
      tag: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    },
    {
      number: 4,
      key: String.fromCharCode(...Array.from({ length: 25 }, (_, index) => index + 1)),
      message: Buffer.alloc(50, 0xcd),
      tag: '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b',
    },
  ];

  it.each(published)('is that of case $number of RFC 4231', ({ key, message, tag }) => {
    const given = { body: message, secrets: [key] };

    expect(verify(Buffer.from(tag, 'hex').toString('base64'), given)).toMatchObject({
      kind: 'verified',
    });
  });

  /** The kinds of C2SP/wycheproof's hmac_sha256_test.json under ModifiedTag; single bits are above and below. */
  const modified: Readonly<Record<string, (byte: number, index: number, tag: Buffer) => number>> = {
    'all zeros': () => 0,
    'all ones': () => 0xff,
    inverted: (byte) => byte ^ 0xff,
    'the top bit of each byte': (byte) => byte ^ 0x80,
    'the low bit of each byte': (byte) => byte ^ 1,
    'the first half twice': (_byte, index, tag) => tag[index % 16] ?? 0,
    'its halves swapped': (_byte, index, tag) => tag[(index + 16) % 32] ?? 0,
    'its bytes backwards': (_byte, index, tag) => tag[31 - index] ?? 0,
    'the bytes within each word backwards': (_byte, index, tag) => tag[index ^ 3] ?? 0,
    'the first four bytes alone': (byte, index) => (index < 4 ? byte : 0),
  };

  it.each(Object.entries(modified))('is none once it is modified: %s', (_kind, change) => {
    for (const { key, message, tag } of published) {
      const right = Buffer.from(tag, 'hex');
      const wrong = Buffer.from(right.map((byte, index) => change(byte, index, right)));

      expect(verify(wrong.toString('base64'), { body: message, secrets: [key] })).toEqual({
        kind: 'no-match',
      });
    }
  });

  it('is the same for any key and message, and none that differs in a bit is taken for it', () => {
    const key = fc.oneof(fc.string({ minLength: 1, maxLength: 80 }), anyText(80));
    fc.assert(
      fc.property(key, fc.uint8Array({ maxLength: 200 }), fc.nat(255), (text, message, bit) => {
        const tag = hmac(Buffer.from(text), message);
        const given = { body: message, secrets: [text] };
        expect(verify(tag.toString('base64'), given)).toMatchObject({ kind: 'verified' });

        tag[bit >> 3] = (tag[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(verify(tag.toString('base64'), given)).toEqual({ kind: 'no-match' });
      }),
      { numRuns: 5_000 },
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

  it('of a shop with a date for the end of the older ones: it goes with an older one alone', () => {
    const verify = (...secrets: readonly string[]) =>
      verifySignature(body, bytes, [{ shop: north, secrets, oldUntil: 1_000 }]);

    expect(verify(secret, other)).toMatchObject({ position: 0, isOlder: true, oldUntil: 1_000 });
    expect(verify(other, secret)).toEqual({ kind: 'verified', shop: north, position: 1 });
  });

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
