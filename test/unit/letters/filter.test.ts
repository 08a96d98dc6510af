import { describe, expect, it } from 'vitest';
import { filterSchema, hasFate, isMeant, type LetterFilter } from '../../../lib/letters/filter.ts';
import { indexedLetter } from '../../builders/indexed-letter.ts';

const letter = indexedLetter({ letterId: 'letter-1' });

describe('a filter', () => {
  it.each<[LetterFilter, boolean]>([
    [{}, true],
    [{ class: 'rejected' }, true],
    [{ class: 'forbidden' }, false],
    [{ reason: 'the WMS answered 422' }, true],
    [{ reason: 'the WMS answered' }, false],
    [{ topic: 'orders/create' }, true],
    [{ topic: 'orders/updated' }, false],
    [{ shop: 'demo.myshopify.com' }, true],
    [{ shop: 'other.myshopify.com' }, false],
    [{ orderId: '820982911946154508' }, true],
    [{ orderId: '820982911946154509' }, false],
    [{ letterId: 'letter-1' }, true],
    [{ letterId: 'letter-2' }, false],
    [{ parkedAfter: '2026-11-22T10:00:03Z' }, true],
    [{ parkedAfter: '2026-11-22T10:00:03.001Z' }, false],
    [{ parkedBefore: '2026-11-22T10:00:03Z' }, true],
    [{ parkedBefore: '2026-11-22T10:00:02.999Z' }, false],
    [{ class: 'rejected', orderId: '820982911946154508' }, true],
    [{ class: 'rejected', orderId: '1' }, false],
    [{ class: 'forbidden', orderId: '820982911946154508' }, false],
  ])('%j means the letter: %s', (filter, expected) => {
    expect(isMeant(filter, letter)).toBe(expected);
  });

  it('of an order or a topic means no letter that has none', () => {
    const nameless = indexedLetter({ orderId: null, topic: null });

    expect([
      isMeant({ orderId: '820982911946154508' }, nameless),
      isMeant({ topic: 'orders/create' }, nameless),
      isMeant({ class: 'rejected' }, nameless),
    ]).toEqual([false, false, true]);
  });

  it('leaves the fate to the one who knows it', () => {
    expect(isMeant({ fate: 'superseded' }, letter)).toBe(true);
    expect([
      hasFate({}, 'delivered'),
      hasFate({ fate: 'delivered' }, 'delivered'),
      hasFate({ fate: 'superseded' }, 'delivered'),
    ]).toEqual([true, true, false]);
  });

  it.each([
    { clas: 'rejected' },
    { class: 'lost' },
    { orderId: 820982911946154 },
    { orderId: '12a' },
    { parkedAfter: 'yesterday' },
    { parkedAfter: '2026-11-22T10:00:03+01:00' },
    { reason: '' },
  ])('is refused as %j', (filter) => {
    expect(filterSchema.safeParse(filter).success).toBe(false);
  });
});
