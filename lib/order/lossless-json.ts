/**
 * JSON whose integers keep every digit: Shopify's ids can exceed 2^53, and rounding one would
 * name another order. Knows nothing of orders.
 */

type LosslessParse = (
  text: string,
  reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
) => unknown;

const integerLiteral = /^-?\d+$/;

/** Integers beyond 2^53 become the string of their digits, everything else is as JSON.parse gives it. */
const keepDigits: Parameters<LosslessParse>[1] = (_key, value, context) =>
  typeof value === 'number' &&
  !Number.isSafeInteger(value) &&
  context.source !== undefined &&
  integerLiteral.test(context.source)
    ? context.source
    : value;

/** Sixteen digits in a row: the shortest integer that a double may not hold. */
const longDigits = /\d{16}/;

/**
 * The value of a key, where it is such an integer. A quote behind a letter or digit closes a text, and one
 * that a colon follows closes a key: what is inside a text is never taken for it.
 */
const longValue = /(?<=\w"\s*:\s*)-?[1-9]\d{15,}(?=\s*[,}\]])/g;

/** Long digits that may stand outside a text: behind anything else they are inside one, or no integer. */
const elsewhere = /[\s,:[-]\d{16}|^\d{16}/;

/** A reviver makes parsing eight times slower; text by text the same is done before it. */
const parseLongDigits = (text: string): unknown => {
  const quoted = text.replace(longValue, (digits) =>
    Number.isSafeInteger(Number(digits)) ? digits : `"${digits}"`,
  );
  return elsewhere.test(quoted)
    ? (JSON.parse as LosslessParse)(text, keepDigits)
    : JSON.parse(quoted);
};

const decoder = new TextDecoder('utf-8', { fatal: true });

export type ParsedJson =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'not-json' };

/** Strict UTF-8 JSON; integers beyond 2^53 are rounded. */
export const parseJson = (bytes: Uint8Array): ParsedJson => parseWith(bytes, JSON.parse);

/** Strict UTF-8 JSON; integers beyond 2^53 become texts. */
export const parseLosslessJson = (bytes: Uint8Array): ParsedJson =>
  parseWith(bytes, (text) => (longDigits.test(text) ? parseLongDigits(text) : JSON.parse(text)));

const parseWith = (bytes: Uint8Array, parse: (text: string) => unknown): ParsedJson => {
  try {
    return { kind: 'json', value: parse(decoder.decode(bytes)) };
  } catch {
    // Not UTF-8, not JSON, or nested deeper than the stack: unreadable all the same.
    return { kind: 'not-json' };
  }
};
