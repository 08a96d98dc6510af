import { describe, expect, it } from 'vitest';
import { readFindForm } from '../../../lib/letters/widget/find-form.ts';

const now = Date.parse('2026-11-22T12:00:00.000Z');

describe('the form for finding letters', () => {
  it.each([
    [{}, {}],
    [{ orderId: '', age: '' }, {}],
    [{ orderId: ' 18446744073709551615 ' }, { orderId: '18446744073709551615' }],
    [{ age: '1 hour' }, { parkedBefore: '2026-11-22T11:00:00.000Z' }],
    [
      { orderId: '42', age: '7 days' },
      { orderId: '42', parkedBefore: '2026-11-15T12:00:00.000Z' },
    ],
    [{ orderId: 42, other: 'field' }, {}],
  ])('%j means the letters of %j', (form, filter) => {
    expect(readFindForm(form, now)).toEqual({ kind: 'list', request: { action: 'list', filter } });
  });

  it.each([
    [
      { orderId: '#1001' },
      "the order id must be digits: Shopify's own, and not the number after #",
    ],
    [{ age: 'constructor' }, 'the age must be one of 1 hour, 1 day, 7 days'],
  ])('%j is refused in a sentence', (form, fault) => {
    expect(readFindForm(form, now)).toEqual({ kind: 'refused', code: 'invalid_request', fault });
  });
});
