/**
 * Times for people: in UTC, and how long ago or how soon.
 */

/** A date reaches no further, and an item that says so must be seen nevertheless. */
const millisMax = 8.64e15;

/** As it stands in JSON: RFC 3339, in UTC. */
export const instantJson = (millis: number): string =>
  new Date(Math.min(Math.max(millis, -millisMax), millisMax)).toISOString();

/** `2026-11-22 10:00:05 UTC` */
export const instantText = (millis: number): string =>
  `${instantJson(millis)
    .replace(/\.\d+Z$/, '')
    .replace('T', ' ')} UTC`;

const units = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

/** The two largest units: `45 s`, `2 min 5 s`, `3 d 4 h`. */
export const spanText = (millis: number): string => {
  const seconds = Math.max(0, Math.round(millis / 1_000));
  const first = units.findIndex(([, size]) => seconds >= size);
  if (first === -1) return '0 s';
  let rest = seconds;
  const parts = units.slice(first, first + 2).map(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return { unit, count };
  });
  return parts
    .filter(({ count }) => count > 0)
    .map(({ unit, count }) => `${count} ${unit}`)
    .join(' ');
};

/** `5 min ago`, `in 5 min` or `just now`. */
export const fromNowText = (millis: number, now: number): string => {
  if (Math.abs(millis - now) < 500) return 'just now';
  return millis < now ? `${spanText(now - millis)} ago` : `in ${spanText(millis - now)}`;
};

/** `2026-11-22 10:00:05 UTC, 5 min ago` */
export const momentText = (millis: number, now: number): string =>
  `${instantText(millis)}, ${fromNowText(millis, now)}`;
