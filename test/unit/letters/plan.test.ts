import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fates } from '../../../lib/letters/fate.ts';
import { letterClasses } from '../../../lib/letters/indexed-letter.ts';
import { ageOf, type Judged, planOf } from '../../../lib/letters/plan.ts';
import { indexedLetter } from '../../builders/indexed-letter.ts';

const now = Date.parse('2026-11-22T12:00:00.000Z');
const at = { asOf: '2026-11-22T12:00:00.000Z', now, complete: true };
const parkedAgo = (millis: number): string => new Date(now - millis).toISOString();

const hour = 3_600_000;
const day = 24 * hour;

describe('the age of a letter', () => {
  it.each([
    [-5_000, 'under 1 h'],
    [0, 'under 1 h'],
    [hour - 1, 'under 1 h'],
    [hour, 'under 1 d'],
    [day - 1, 'under 1 d'],
    [day, 'under 7 d'],
    [7 * day - 1, 'under 7 d'],
    [7 * day, '7 d or more'],
    [14 * day, '7 d or more'],
  ])('%i ms after its parking is %s', (millis, age) => {
    expect(ageOf(parkedAgo(millis), now)).toBe(age);
  });
});

describe('a plan', () => {
  it('tells by class, age and topic how many a replay would send and skip, largest first', () => {
    const fresh = indexedLetter({ parkedAt: parkedAgo(60_000) });
    const old = indexedLetter({ class: 'unmappable', parkedAt: parkedAgo(2 * day), topic: null });

    expect(
      planOf(
        [
          { letter: old, fate: 'delivered' },
          { letter: fresh, fate: 'replay' },
          { letter: fresh, fate: 'superseded' },
          { letter: fresh, fate: 'superseded' },
          { letter: { ...fresh, topic: 'orders/updated' }, fate: 'replay' },
          { letter: { ...old, parkedAt: parkedAgo(8 * day) }, fate: 'replayed_often' },
          { letter: old, fate: 'replay' },
        ],
        at,
      ),
    ).toEqual({
      asOf: '2026-11-22T12:00:00.000Z',
      complete: true,
      letters: 7,
      replay: 3,
      skipped: { delivered: 1, superseded: 2, replayed_often: 1 },
      rows: [
        {
          ...{ class: 'rejected', age: 'under 1 h', topic: 'orders/create' },
          ...{ letters: 3, replay: 1, skipped: { superseded: 2 } },
        },
        {
          ...{ class: 'unmappable', age: 'under 7 d', topic: null },
          ...{ letters: 2, replay: 1, skipped: { delivered: 1 } },
        },
        {
          ...{ class: 'rejected', age: 'under 1 h', topic: 'orders/updated' },
          ...{ letters: 1, replay: 1, skipped: {} },
        },
        {
          ...{ class: 'unmappable', age: '7 d or more', topic: null },
          ...{ letters: 1, replay: 0, skipped: { replayed_often: 1 } },
        },
      ],
    });
  });

  it('of nothing is empty', () => {
    expect(planOf([], { ...at, complete: false })).toEqual({
      asOf: '2026-11-22T12:00:00.000Z',
      complete: false,
      letters: 0,
      replay: 0,
      skipped: {},
      rows: [],
    });
  });

  it('counts every letter once, in its sum and in its rows', () => {
    const judged = fc.array(
      fc.record({
        letter: fc
          .record({
            class: fc.constantFrom(...letterClasses),
            parkedAt: fc.integer({ min: -hour, max: 14 * day }).map(parkedAgo),
            topic: fc.constantFrom('orders/create', 'orders/updated', null),
          })
          .map(indexedLetter),
        fate: fc.constantFrom(...fates),
      }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(judged, (letters: readonly Judged[]) => {
        const plan = planOf(letters, at);
        const sumOf = (part: (typeof plan.rows)[number] | typeof plan) =>
          part.replay + Object.values(part.skipped).reduce((sum, count) => sum + count, 0);
        expect([plan.letters, sumOf(plan)]).toEqual([letters.length, letters.length]);
        for (const row of plan.rows) expect(sumOf(row)).toBe(row.letters);
        expect(plan.rows.reduce((sum, row) => sum + row.letters, 0)).toBe(letters.length);
        const names = plan.rows.map((row) => JSON.stringify([row.class, row.age, row.topic]));
        expect(new Set(names).size).toBe(names.length);
      }),
    );
  });
});
