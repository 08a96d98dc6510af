/**
 * When a shop's nightly comparison is begun. Pure.
 *
 * It is not the schedule's event that says so but the clock: an event that was lost is made up by the next.
 */
import { secondOf } from '../window.ts';
import { type Nightly, type NightlyRun, newRun } from './nightly-item.ts';

export type NightlySettings = {
  /** The hour of the day in UTC at which it begins. */
  readonly nightlyHourUtc: number;
  /** How far it reaches back. */
  readonly batchDays: number;
  /** What is younger is left to its webhook. */
  readonly graceSeconds: number;
  /** Put on the queue at most, so that live orders keep their share of the WMS's pace. */
  readonly pacePerSecond: number;
};

const dayMillis = 86_400_000;
const hourMillis = 3_600_000;

/** The newest instant at which one was due. */
export const dueAt = (
  { nightlyHourUtc }: Pick<NightlySettings, 'nightlyHourUtc'>,
  now: number,
): number => {
  const shift = nightlyHourUtc * hourMillis;
  return Math.floor((now - shift) / dayMillis) * dayMillis + shift;
};

const isoOf = (millis: number): string => new Date(millis).toISOString();

/** Of a stage that is new the first night is the next one. */
export const firstNightly = (
  settings: Pick<NightlySettings, 'nightlyHourUtc'>,
  now: number,
): Nightly => ({
  createdAt: isoOf(now),
  dueDone: isoOf(dueAt(settings, now)),
  current: null,
  last: null,
});

export const isDue = (
  settings: Pick<NightlySettings, 'nightlyHourUtc'>,
  { current, dueDone }: Nightly,
  now: number,
): boolean => current === null && Date.parse(dueDone) < dueAt(settings, now);

export const begin = (
  { batchDays, graceSeconds }: Pick<NightlySettings, 'batchDays' | 'graceSeconds'>,
  { run, by }: Pick<NightlyRun, 'run' | 'by'>,
  now: number,
): NightlyRun =>
  newRun({
    ...{ run, by, begunAt: isoOf(now) },
    since: secondOf(now - batchDays * dayMillis),
    until: secondOf(now - graceSeconds * 1_000),
  });
