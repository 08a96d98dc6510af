import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLosslessJson } from '../../../lib/order/lossless-json.ts';

const parse = (text: string) => parseLosslessJson(Buffer.from(text));
/** Sixteen digits somewhere in the text make the parser keep the digits of every integer. */
const parseBesideLongDigits = (text: string) => parse(`[${text},"1234567890123456"]`);

describe('an integer', () => {
  it.each([
    ['820982911946154508', '820982911946154508'],
    ['9007199254740993', '9007199254740993'],
    ['9007199254740992', '9007199254740992'],
    ['-9007199254740993', '-9007199254740993'],
    ['123456789012345678901234567890', '123456789012345678901234567890'],
    ['9007199254740991', 9_007_199_254_740_991],
    ['999999999999999', 999_999_999_999_999],
    ['0', 0],
  ])('%s keeps every digit', (text, value) => {
    expect(parse(`{"id":${text}}`)).toEqual({ kind: 'json', value: { id: value } });
  });

  it('of any length keeps every digit', () => {
    const digits = fc.stringMatching(/^[1-9]\d{0,39}$/);

    fc.assert(
      fc.property(digits, (id) => {
        const parsed = parse(id);

        expect(parsed.kind === 'json' && String(parsed.value)).toBe(id);
      }),
    );
  });

  it('in a text stays a text', () => {
    expect(parse('{"note":"820982911946154508"}')).toEqual({
      kind: 'json',
      value: { note: '820982911946154508' },
    });
  });

  it('given twice is the last one', () => {
    expect(parse('{"id":820982911946154508,"id":820982911946154509}')).toEqual({
      kind: 'json',
      value: { id: '820982911946154509' },
    });
  });
});

describe('a number that is no integer', () => {
  it.each([
    ['1.5', 1.5],
    ['12345678901234567.5', 12345678901234568],
    ['1e400', Number.POSITIVE_INFINITY],
    ['8e17', 800_000_000_000_000_000],
  ])('%s is as JSON has it', (text, value) => {
    expect(parse(`[${text},1234567890123456]`)).toEqual({
      kind: 'json',
      value: [value, 1_234_567_890_123_456],
    });
  });
});

describe('a text without long digits', () => {
  it('is read the same by the fast way and the one that keeps digits', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (text) => {
        fc.pre(!/\d{16}/.test(text));

        expect(parseBesideLongDigits(text)).toEqual({
          kind: 'json',
          value: [JSON.parse(text), '1234567890123456'],
        });
        expect(parse(text)).toEqual({ kind: 'json', value: JSON.parse(text) });
      }),
      { numRuns: 200 },
    );
  });

  it('with a key named __proto__ lends nobody its properties', () => {
    for (const parsed of [parse, parseBesideLongDigits].map((way) =>
      way('{"__proto__":{"test":true}}'),
    )) {
      expect(JSON.stringify(parsed)).toContain('"__proto__":{"test":true}');
      expect(Object.hasOwn(Object.prototype, 'test')).toBe(false);
    }
  });
});

describe('long digits, read the quick way,', () => {
  /** The slow way by itself: every number's own text, as the parser gives it. */
  const slowly = (text: string): unknown =>
    (JSON.parse as (text: string, reviver: unknown) => unknown)(
      text,
      (_key: string, value: unknown, { source = '' }: { readonly source?: string }) =>
        typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source)
          ? source
          : value,
    );
  const said = (text: string) => {
    try {
      return { kind: 'json', value: slowly(text) };
    } catch {
      return { kind: 'not-json' };
    }
  };

  it.each([
    '{"note":"id\\":9007199254740993,","id":1}',
    '{"note":"a\\"id\\":9007199254740993}","a":[9007199254740993]}',
    '["a",":9007199254740993,"]',
    '{"a":":9007199254740993,","b":"x"}',
    '{"id":9007199254740993,"id ":9007199254740993}',
    '{"id":09007199254740993}',
    '{"id":9007199254740993.5,"x":0.9007199254740993123,"y":1e9007199254740993}',
    '{"gid":"gid://shopify/Order/9007199254740993","id" : -9007199254740993 }',
    '[1"a":9007199254740993,"b"]',
    '9007199254740993',
  ])('are what they are the slow way: %s', (text) => {
    expect(parse(text)).toEqual(said(text));
  });

  it('are so in any text, valid or not', () => {
    const piece = fc.constantFrom(
      ...['{', '}', '[', ']', ':', ',', '"', '\\', ' ', '-', '.', 'e', '0', 'a', '"id":', '"b"'],
      ...['9007199254740993', '1234567890123456', '"9007199254740993"', '\\"'],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const text = pieces.join('');

        expect(parse(text)).toEqual(said(text));
      }),
      { numRuns: 5_000 },
    );
  });

  it('are so in any value', () => {
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom('9007199254740993', '-9007199254740993', '1234567890123456', '1.5', 'null'),
        fc.string().map((text) => JSON.stringify(`${text}9007199254740993,`)),
        fc.array(tie('value')).map((list) => `[${list.join(' , ')}]`),
        fc
          .array(fc.tuple(fc.string(), tie('value')))
          .map((pairs) => `{${pairs.map(([k, v]) => `${JSON.stringify(k)}: ${v}`).join(',')}}`),
      ),
    }));
    fc.assert(
      fc.property(value, (text) => {
        expect(parse(String(text))).toEqual(said(String(text)));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('bytes that are no JSON', () => {
  it.each([
    ['nothing', ''],
    ['a cut body', '{"id":1'],
    ['two values', '{}{}'],
    ['a comment', '{"id":1/*one*/}'],
    ['not a number', '{"id":NaN}'],
    ['a leading zero', '{"id":01}'],
    ['a raw line break in a text', '{"note":"a\nb"}'],
  ])('%s is told apart', (_name, text) => {
    expect(parse(text)).toEqual({ kind: 'not-json' });
  });

  it.each([
    ['a stray byte', [0x22, 0xff, 0x22]],
    ['an overlong slash', [0x22, 0xc0, 0xaf, 0x22]],
    ['a surrogate half', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['a cut character', [0x22, 0xf0, 0x9f, 0x98, 0x22]],
    ['UTF-16', [0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]],
  ])('%s, not UTF-8, is told apart', (_name, bytes) => {
    expect(parseLosslessJson(Uint8Array.from(bytes))).toEqual({ kind: 'not-json' });
  });

  it('nested deeper than the stack is never an exception', () => {
    const deep = `{"id":820982911946154508,"x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;

    expect(['json', 'not-json']).toContain(parse(deep).kind);
  });

  it('never makes an exception of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(['json', 'not-json']).toContain(parseLosslessJson(bytes).kind);
      }),
    );
  });
});
