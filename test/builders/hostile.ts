/**
 * What bad visitors send: texts, JSON and signatures that have broken somebody's parser, for every test that has
 * a door or a parser to try. All of it is our own writing; the kinds are those of nst/JSONTestSuite,
 * minimaxir/big-list-of-naughty-strings and C2SP/wycheproof.
 */
import fc from 'fast-check';
import { anyText } from './any-text.ts';

/** Stands in every hostile text, so that a test can look for it where nothing of an order may be. */
export const planted = 'planted-by-a-visitor';

/** A metric as CloudWatch would take it out of a log line, were it a line of its own. */
const forgedMetric = `{"_aws":{"Timestamp":1,"CloudWatchMetrics":[{"Namespace":"ShopifyWmsBridge","Dimensions":[["service"]],"Metrics":[{"Name":"WebhooksRejected","Unit":"Count"}]}]},"service":"accept-webhook","WebhooksRejected":1000000,"by":"${planted}"}`;

/** By what each of them tries. */
export const hostileTexts: Readonly<Record<string, string>> = {
  'a log line of its own': `\n{"level":"ERROR","message":"${planted}"}\n`,
  'a metric of its own': `\n${forgedMetric}\n`,
  'a metric within a line': forgedMetric,
  'the end of a JSON text': `"}${forgedMetric}{"`,
  'a line end of other kinds': `\r${planted}\u2028${planted}\u2029${planted}\u0085${planted}\v\f`,
  'a terminal’s colours': `\u001b[31m${planted}\u001b]0;${planted}\u0007`,
  'a NUL': `${planted}\0${planted}`,
  'a lone high surrogate': `${planted}\ud800`,
  'a lone low surrogate': `\udfff${planted}`,
  'surrogates the wrong way round': `\udc00\ud800${planted}`,
  'noncharacters and a BOM': `\ufeff${planted}\ufffe\uffff`,
  'the other direction': `\u202e${planted}\u2066`,
  'a button of a widget': `<cwdb-action action="call">${planted}</cwdb-action>`,
  'a script': `"><script>alert("${planted}")</script>`,
  'a template': `\${${planted}}{{${planted}}}%(${planted})s%n%x`,
  'an expression of DynamoDB': `#id = :${planted} OR attribute_exists(#id)`,
  'a path upwards': `../../${planted}/..%2f..%5c`,
  'a header': `${planted}\r\nX-Forged: 1\r\n\r\n`,
  'a query': `' OR 1=1; DROP TABLE orders; -- ${planted}`,
  'a prototype': '__proto__',
  'a constructor': 'constructor',
  'a marriage of accents': `${planted}${'\u0301'.repeat(500)}`,
  'a long one': `${planted}${'x'.repeat(100_000)}`,
};

const deep = (open: string, core: string, close: string): string =>
  `${open.repeat(100_000)}${core}${close.repeat(100_000)}`;
const megabytes = (count: number, text: string): string =>
  text.repeat(Math.floor((count * 1_000_000) / text.length));

/** As much as the door lets through, and a little less. */
const sixMegabytes = 5.9;

/** JSON, or nearly. Each is made when it is asked for: some have megabytes. */
export const hostileJson: Readonly<Record<string, () => string>> = {
  'arrays a hundred thousand deep': () => deep('[', '', ']'),
  'objects a hundred thousand deep': () => deep('{"a":', '1', '}'),
  'arrays that never close': () => '['.repeat(100_000),
  'long digits a hundred thousand deep': () => deep('[', '12345678901234567', ']'),
  'an order a hundred thousand deep in its lines': () =>
    `{"id":1,"updated_at":"2026-11-22T10:00:00Z","line_items":${deep('[', '', ']')}}`,
  'six megabytes of one text': () => `{"id":1,"note":"${megabytes(sixMegabytes, 'x')}"}`,
  'six megabytes of lines that are none': () =>
    `{"id":1,"updated_at":"2026-11-22T10:00:00Z","line_items":[${megabytes(sixMegabytes, '0,')}0]}`,
  'six megabytes of shipments that are none': () =>
    `{"id":1,"updated_at":"2026-11-22T10:00:00Z","line_items":[],"fulfillments":[{"line_items":[${megabytes(sixMegabytes, '{},')}0]}]}`,
  'six megabytes of keys': () =>
    `{${Array.from({ length: 400_000 }, (_, n) => `"key${n}":1`).join(',')},"id":1}`,
  'six megabytes of digits': () => `{"id":${megabytes(sixMegabytes, '7')}}`,
  'six megabytes of escapes': () => `{"id":1,"note":"${megabytes(sixMegabytes, '\\u0000')}"}`,
  'an id of four hundred digits': () =>
    `{"id":${'9'.repeat(400)},"updated_at":"2026-11-22T10:00:00Z","line_items":[]}`,
  'ids that are no ids': () =>
    '{"id":1e400,"updated_at":"2026-11-22T10:00:00Z","line_items":[{"id":-0,"quantity":1e400},{"id":1.5,"quantity":-1}]}',
  'numbers at their ends': () => '{"a":1e400,"b":-1e400,"c":1e-400,"d":-0,"e":0.1e1,"f":1E+2}',
  'keys given twice': () =>
    `{"id":1,"id":2,"updated_at":"2026-11-22T10:00:00Z","updated_at":"${planted}","line_items":[],"line_items":null}`,
  'a key given twice, once escaped': () => '{"id":1,"\\u0069d":2}',
  'a prototype': () =>
    `{"__proto__":{"id":1,"updated_at":"2026-11-22T10:00:00Z","line_items":[],"toString":"${planted}"},"constructor":{"prototype":{"polluted":true}}}`,
  'properties that every object has': () =>
    '{"hasOwnProperty":1,"toString":1,"valueOf":1,"toJSON":1,"then":1,"length":-1}',
  'lone surrogates': () => `{"id":1,"note":"\\ud800${planted}\\udfff"}`,
  'a NUL, escaped': () => `{"id":1,"note":"\\u0000${planted}"}`,
  'a NUL as it is': () => `{"id":1,"note":"\0${planted}"}`,
  'a line feed in a text': () => `{"id":1,"note":"\n${planted}"}`,
  'a byte order mark': () => `\ufeff{"id":1}`,
  'two values': () => '{"id":1}{"id":2}',
  'something behind it': () => `{"id":1}\n${forgedMetric}`,
  'a comma at the end': () => '{"id":1,}',
  'a comment': () => '{"id":1/* and so on */}',
  'other quotes': () => "{'id':1}",
  'names without quotes': () => '{id:1}',
  'no number': () => '{"id":NaN,"a":Infinity,"b":undefined}',
  'digits of other kinds': () => '{"id":01,"a":0x10,"b":+1,"c":.5,"d":1.,"e":１}',
  'an escape that is none': () => '{"id":"\\x31"}',
  'a text that does not end': () => '{"id":"',
  nothing: () => '',
  'white space': () => ' \t\r\n',
  null: () => 'null',
  'a bare text': () => `"${planted}"`,
};

/** Bytes that are no UTF-8: a start without an end, an overlong slash, a surrogate, what lies beyond, UTF-16. */
export const hostileBytes: readonly Uint8Array[] = [
  [0x7b, 0x22, 0xc3, 0x22, 0x7d],
  [0x22, 0xc0, 0xaf, 0x22],
  [0x22, 0xed, 0xa0, 0x80, 0x22],
  [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22],
  [0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00],
  [0x1f, 0x8b, 0x08, 0x00],
].map((bytes) => Uint8Array.from(bytes));

/** What a signature is bent to, so that it might pass for itself. By what was done to it. */
export const bentSignatures = (signature: string): Readonly<Record<string, string>> => ({
  'without padding': signature.replace(/=+$/, ''),
  'with twice the padding': `${signature}=`,
  'with its padding escaped': signature.replace('=', '%3D'),
  'in the alphabet for URLs': `${signature.slice(0, -1).replaceAll('+', '-').replaceAll('/', '_')}`,
  'with a character more': `${signature}A`,
  'with a character less': signature.slice(1),
  'cut in half': signature.slice(0, signature.length / 2),
  'with a blank within': `${signature.slice(0, 20)} ${signature.slice(20)}`,
  'with a line break within': `${signature.slice(0, 20)}\r\n ${signature.slice(20)}`,
  'with a NUL behind it': `${signature}\0`,
  'in upper case': `${signature.toUpperCase()}!`,
  'with its case swapped': swapCase(signature),
  'in quotes': `"${signature}"`,
  'with its scheme': `sha256=${signature}`,
  'with a version': `v1,${signature}`,
  twice: `${signature},${signature}`,
  'behind another': `${'A'.repeat(43)}=, ${signature}`,
  'before another': `${signature}, ${'A'.repeat(43)}=`,
  'in hex': Buffer.from(signature, 'base64').toString('hex'),
  'as base64 of itself': Buffer.from(signature).toString('base64'),
  'of zeros': Buffer.alloc(32).toString('base64'),
  'of 31 bytes': Buffer.from(signature, 'base64').subarray(1).toString('base64'),
  'of 64 bytes': Buffer.concat([
    Buffer.from(signature, 'base64'),
    Buffer.from(signature, 'base64'),
  ]).toString('base64'),
  'in full-width letters': signature.replace(/[A-Za-z]/g, (letter) =>
    String.fromCharCode(letter.charCodeAt(0) + 0xfee0),
  ),
});

const swapCase = (text: string): string =>
  text.replace(/[A-Za-z]/g, (letter) =>
    letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase(),
  );

/** A value that nobody expects in its place. */
export const hostileValue = (): fc.Arbitrary<unknown> =>
  fc.oneof(
    fc.constantFrom<unknown>(...Object.values(hostileTexts)),
    fc.constantFrom<unknown>(null, true, -1, 0.5, 1e21, 2 ** 53, -0, '', [], {}, [[]], { id: {} }),
    fc.constantFrom('9'.repeat(400), '-1', '1e400', '0x10', '１', ' 1', '1\n'),
    fc.constantFrom('2026-11-22T10:00:00Z', '2026-13-45T99:99:99Z', '+275760-09-13T00:00:00Z'),
    anyText(40),
    fc.jsonValue({ maxDepth: 3 }),
  );

type Place = readonly (string | number)[];

/** The document with one, two or three of its values replaced, removed or given another name. */
export const spoilt = (document: unknown): fc.Arbitrary<unknown> => {
  const places = placesIn(document);
  const change = fc.tuple(
    fc.constantFrom(...places),
    fc.oneof({ weight: 4, arbitrary: hostileValue() }, fc.constant(undefined)),
  );
  return fc
    .array(change, { minLength: 1, maxLength: 3 })
    .map((changes) =>
      changes.reduce<unknown>((value, [place, put]) => replaced(value, place, put), document),
    );
};

const placesIn = (value: unknown, at: Place = []): readonly Place[] => [
  at,
  ...(typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, held]) => placesIn(held, [...at, key]))
    : []),
];

const replaced = (value: unknown, [key, ...rest]: Place, put: unknown): unknown => {
  if (key === undefined) return put;
  if (typeof value !== 'object' || value === null) return value;
  const held = (value as Readonly<Record<string, unknown>>)[key];
  const copy = Array.isArray(value) ? [...value] : { ...value };
  return Object.assign(copy, { [key]: replaced(held, rest, put) });
};
