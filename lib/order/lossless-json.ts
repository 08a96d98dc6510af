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

const decoder = new TextDecoder('utf-8', { fatal: true });

export type ParsedJson =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'not-json' };

/** Strict UTF-8 JSON; integers beyond 2^53 are rounded. */
export const parseJson = (bytes: Uint8Array): ParsedJson => parseWith(bytes, JSON.parse);

/** Strict UTF-8 JSON; integers beyond 2^53 become texts. A reviver, which that takes, is eight times slower. */
export const parseLosslessJson = (bytes: Uint8Array): ParsedJson =>
  parseWith(bytes, (text) =>
    longDigits.test(text) ? (JSON.parse as LosslessParse)(text, keepDigits) : JSON.parse(text),
  );

const parseWith = (bytes: Uint8Array, parse: (text: string) => unknown): ParsedJson => {
  try {
    return { kind: 'json', value: parse(decoder.decode(bytes)) };
  } catch {
    // Not UTF-8, not JSON, or nested deeper than the stack: unreadable all the same.
    return { kind: 'not-json' };
  }
};
