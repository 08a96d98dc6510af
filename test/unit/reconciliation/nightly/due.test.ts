/** A night begins at its hour, once, and is made up for where its event was lost. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { begin, dueAt, firstNightly, isDue } from '../../../../lib/reconciliation/nightly/due.ts';
import { nightlySettings } from './nightly-scene.ts';

const at = (text: string) => Date.parse(text);

describe('a night is due', () => {
  it.each([
    ['2026-11-22T01:59:59.999Z', '2026-11-21T02:00:00.000Z'],
    ['2026-11-22T02:00:00.000Z', '2026-11-22T02:00:00.000Z'],
    ['2026-11-22T23:59:00.000Z', '2026-11-22T02:00:00.000Z'],
  ])('as of %s since %s', (now, due) => {
    expect(new Date(dueAt(nightlySettings, at(now))).toISOString()).toBe(due);
  });

  it('within the last day, whatever its hour', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 0, max: 2e12 }),
        (hour, now) => {
          const due = dueAt({ nightlyHourUtc: hour }, now);
          expect(now - due).toBeGreaterThanOrEqual(0);
          expect(now - due).toBeLessThan(86_400_000);
          expect(new Date(due).getUTCHours()).toBe(hour);
        },
      ),
    );
  });

  it('for the first time at the next hour of a new stage, and then late rather than never', () => {
    const made = firstNightly(nightlySettings, at('2026-11-22T10:00:00Z'));
    const dueAs = (text: string) => isDue(nightlySettings, made, at(text));

    expect(['2026-11-22T10:00:00Z', '2026-11-23T01:59:59Z'].map(dueAs)).toEqual([false, false]);
    expect(['2026-11-23T02:00:00Z', '2026-11-25T17:00:00Z'].map(dueAs)).toEqual([true, true]);
  });

  it('not while one is under way', () => {
    const now = at('2026-11-23T02:00:00Z');
    const current = begin(nightlySettings, { run: 'a', by: 'ada' }, now);
    const made = { ...firstNightly(nightlySettings, at('2026-11-22T10:00:00Z')), current };
    expect(isDue(nightlySettings, made, now)).toBe(false);
  });
});

it('it reaches back three days, up to what is left to webhooks', () => {
  expect(
    begin(nightlySettings, { run: 'a', by: 'ada' }, at('2026-11-22T02:00:30.500Z')),
  ).toMatchObject({
    since: '2026-11-19T02:00:30Z',
    until: '2026-11-22T01:58:30Z',
    phase: 'starting',
  });
});
