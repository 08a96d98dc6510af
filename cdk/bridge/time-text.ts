/**
 * Times for people: in UTC, and how long ago or how soon.
 */
import { spanText } from '../../lib/order/span-text.ts';

export { spanText };

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

/** `5 min ago`, `in 5 min` or `just now`. */
export const fromNowText = (millis: number, now: number): string => {
  if (Math.abs(millis - now) < 500) return 'just now';
  return millis < now ? `${spanText(now - millis)} ago` : `in ${spanText(millis - now)}`;
};

/** `2026-11-22 10:00:05 UTC, 5 min ago` */
export const momentText = (millis: number, now: number): string =>
  `${instantText(millis)}, ${fromNowText(millis, now)}`;
