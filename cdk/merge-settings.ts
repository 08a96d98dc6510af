/**
 * Lays one block of settings over another: objects merge key by key, everything else replaces.
 *
 * A list replaces a list, because merging shops or delays by position would surprise. So does an
 * object of another `kind`: the keys of one way to authenticate mean nothing to another.
 */
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @returns a new value; neither argument is changed. */
export const mergeSettings = (base: unknown, over: unknown): unknown => {
  if (!isObject(base) || !isObject(over) || isOtherKind(base, over)) return over;
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    merged.set(key, mergeSettings(merged.get(key), value));
  }
  return Object.fromEntries(merged);
};

const isOtherKind = (
  base: Readonly<Record<string, unknown>>,
  over: Readonly<Record<string, unknown>>,
): boolean => 'kind' in base && 'kind' in over && base['kind'] !== over['kind'];
