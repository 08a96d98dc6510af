/**
 * Reads a Retry-After header: seconds, or one of the three date forms of HTTP (RFC 9110, 5.6.7).
 *
 * Whatever is not exactly one of them is ignored. Does not know who asked or what follows.
 */

const secondsForm = /^\d+$/;
const clock = String.raw`\d{2}:\d{2}:\d{2}`;
const dateForms = [
  new RegExp(String.raw`^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} ${clock} GMT$`),
  new RegExp(String.raw`^[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} ${clock} GMT$`),
];
/** C's asctime has no zone, and would be read as local time. */
const asctimeForm = new RegExp(String.raw`^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d ${clock} \d{4}$`);

/**
 * @param value - The header as it came; undefined where there was none.
 * @param now - Milliseconds since the epoch.
 * @returns Whole seconds between 0 and `secondsMax`, or undefined for "did not say".
 */
export const parseRetryAfter = (
  value: string | undefined,
  now: number,
  secondsMax: number,
): number | undefined => {
  const text = value?.trim();
  if (text === undefined) return undefined;
  if (secondsForm.test(text)) return Math.min(Number(text), secondsMax);
  const at = parseHttpDate(text);
  if (Number.isNaN(at)) return undefined;
  // Rounded up: a date a moment ahead must not become "at once".
  return Math.min(Math.max(Math.ceil((at - now) / 1_000), 0), secondsMax);
};

const parseHttpDate = (text: string): number => {
  if (dateForms.some((form) => form.test(text))) return Date.parse(text);
  return asctimeForm.test(text) ? Date.parse(`${text} GMT`) : Number.NaN;
};
