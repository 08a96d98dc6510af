/**
 * Lays one block of settings over another: objects merge key by key, everything else replaces.
 *
 * A list replaces a list, because merging shops or delays by position would surprise.
 */
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @returns a new value; neither argument is changed. */
export const mergeSettings = (base: unknown, over: unknown): unknown => {
  if (!isObject(base) || !isObject(over)) return over;
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    merged.set(key, mergeSettings(merged.get(key), value));
  }
  return Object.fromEntries(merged);
};
