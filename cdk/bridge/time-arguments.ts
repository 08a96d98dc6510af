/**
 * Times as an operator types them: a duration, or an instant as RFC 3339 has it.
 */
import * as z from 'zod';

export type Parsed =
  | { readonly kind: 'time'; readonly millis: number }
  | { readonly kind: 'wrong'; readonly fault: string };

const durationPattern = /^(?:(\d{1,4})d)?(?:(\d{1,4})h)?(?:(\d{1,4})m)?(?:(\d{1,6})s)?$/;
const partSeconds = [86_400, 3_600, 60, 1];

const wrong = (fault: string): Parsed => ({ kind: 'wrong', fault });

/** `2h`, `90m`, `1h30m`, `3d`: milliseconds, more than none and at most `daysMax` days. */
export const parseDuration = (text: string, daysMax: number): Parsed => {
  const parts = durationPattern.exec(text)?.slice(1);
  if (parts === undefined || text === '') return wrong('Give it as 2h, 90m, 1h30m or 3d.');
  const seconds = parts.reduce(
    (sum, part, n) => sum + Number(part ?? 0) * (partSeconds[n] ?? 0),
    0,
  );
  if (seconds === 0) return wrong('It must be more than nothing.');
  if (seconds > daysMax * 86_400) return wrong(`It must be at most ${daysMax} days.`);
  return { kind: 'time', millis: seconds * 1_000 };
};

const instantSchema = z.iso.datetime({ offset: true });

/**
 * What is over: an instant, or how long ago it was (`2h`), at most `daysMax` days: epoch milliseconds.
 */
export const parsePast = (text: string, daysMax: number, now: number): Parsed => {
  const duration = parseDuration(text, daysMax);
  if (duration.kind === 'time') return { kind: 'time', millis: now - duration.millis };
  if (durationPattern.test(text) && text !== '') return duration;
  if (!instantSchema.safeParse(text).success) {
    return wrong('Give it as 2026-11-22T10:00:00Z, or how long ago it was: 2h, 90m, 3d.');
  }
  const millis = Date.parse(text);
  if (!Number.isFinite(millis)) return wrong('There is no such instant.');
  if (millis > now) return wrong('It is in the future.');
  if (millis < now - daysMax * 86_400_000) return wrong(`It must be at most ${daysMax} days ago.`);
  return { kind: 'time', millis };
};

/** An instant to come, at most `daysMax` days ahead: epoch milliseconds. */
export const parseInstant = (text: string, daysMax: number, now: number): Parsed => {
  // The schema knows the days of each month; Date alone would take the 31st of June for the 1st of July.
  if (!instantSchema.safeParse(text).success)
    return wrong('Give it as 2026-11-22T10:00:00Z or 2026-11-22T11:00:00+01:00.');
  const millis = Date.parse(text);
  if (!Number.isFinite(millis)) return wrong('There is no such instant.');
  if (millis <= now) return wrong('It is in the past.');
  if (millis > now + daysMax * 86_400_000)
    return wrong(`It must be at most ${daysMax} days from now.`);
  return { kind: 'time', millis };
};
