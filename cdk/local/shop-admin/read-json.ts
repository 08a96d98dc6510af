/**
 * Bodies as plain data. Ids that a number would not hold stay digits in a string.
 */
export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

type Revive = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

/** In every version of Node that runs this; TypeScript's library does not list the third argument yet. */
const parse = JSON.parse as (text: string, revive: Revive) => unknown;

/** `undefined` for what is no JSON. */
export const parseJson = (text: string): unknown => {
  try {
    return parse(text, (_, value, { source }) =>
      typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
        ? source
        : value,
    );
  } catch {
    return undefined;
  }
};
