import { describe, expect, it } from 'vitest';
import { guardVersion } from '../../../lib/delivery/version-guard.ts';
import type { Decided, OrderRecord, Parked } from '../../../lib/order/order-record.ts';
import { atVersion, receivedOrder } from './received-order.ts';

const hashOf = (content: string) => content.repeat(64);
const A = hashOf('a');
const B = hashOf('b');

const received = (n: number, hash: string, receives = 1) =>
  receivedOrder({ order: { version: atVersion(n).version }, data: { hash } }, { receives });
const decided = (n: number, hash: string, given: Partial<Decided> = {}): Decided => ({
  ...atVersion(n),
  hash,
  generation: 0,
  at: '2026-11-22T10:00:30.000Z',
  outcome: 'delivered',
  ...given,
});
const parked = (n: number): Parked => ({
  ...atVersion(n),
  class: 'rejected',
  letterId: 'letter',
  at: '2026-11-22T10:00:30.000Z',
});
const guard = (n: number, hash: string, record: OrderRecord) =>
  guardVersion(received(n, hash).message, record, []);

describe('an order version', () => {
  it.each<[string, OrderRecord, ReturnType<typeof guardVersion>]>([
    ['nobody has seen', {}, { kind: 'fresh', generation: 0, tie: false }],
    [
      'an older one was delivered',
      { decided: decided(4, B) },
      { kind: 'fresh', generation: 0, tie: false },
    ],
    ['a newer one was delivered', { decided: decided(6, B) }, { kind: 'superseded' }],
    ['a newer one has this content', { decided: decided(6, A) }, { kind: 'superseded' }],
    [
      'a newer one was not sent',
      { decided: decided(6, B, { outcome: 'not_sent' }) },
      { kind: 'superseded' },
    ],
    ['a newer one is parked', { parked: parked(6) }, { kind: 'superseded' }],
    [
      'a newer one is parked, an older delivered',
      { parked: parked(6), decided: decided(4, B) },
      { kind: 'superseded' },
    ],
    [
      'this one is parked and replayed',
      { parked: parked(5) },
      { kind: 'fresh', generation: 0, tie: false },
    ],
    ['an older one is parked', { parked: parked(4) }, { kind: 'fresh', generation: 0, tie: false }],
    [
      'this very one was delivered',
      { decided: decided(5, A) },
      { kind: 'unchanged', advance: false },
    ],
    [
      'an older one with this content was delivered',
      { decided: decided(4, A) },
      { kind: 'unchanged', advance: true },
    ],
    [
      'the same version with other content was delivered',
      { decided: decided(5, B) },
      { kind: 'fresh', generation: 1, tie: true },
    ],
    [
      'the same version had other content twice',
      { decided: decided(5, B, { generation: 1 }) },
      { kind: 'fresh', generation: 2, tie: true },
    ],
    [
      'the same version with other content was not sent',
      { decided: decided(5, B, { outcome: 'not_sent' }) },
      { kind: 'fresh', generation: 1, tie: true },
    ],
    [
      'the WMS said that it has a newer one',
      { decided: decided(5, A, { outcome: 'superseded' }) },
      { kind: 'superseded' },
    ],
    [
      'the WMS had a newer one than the last',
      { decided: decided(4, A, { outcome: 'superseded' }) },
      { kind: 'fresh', generation: 0, tie: false },
    ],
    [
      'this one was not sent, and the settings may have changed',
      { decided: decided(5, A, { outcome: 'not_sent' }) },
      { kind: 'fresh', generation: 0, tie: false },
    ],
    [
      'a person discarded this one',
      { decided: decided(5, A, { outcome: 'discarded' }) },
      { kind: 'superseded' },
    ],
    [
      'a person discarded a newer one',
      { decided: decided(6, B, { outcome: 'discarded' }) },
      { kind: 'superseded' },
    ],
    [
      'a person discarded an older one with this content',
      { decided: decided(4, A, { outcome: 'discarded' }) },
      { kind: 'fresh', generation: 0, tie: false },
    ],
    [
      'a person discarded the same version with other content',
      { decided: decided(5, B, { outcome: 'discarded' }) },
      { kind: 'fresh', generation: 1, tie: true },
    ],
    [
      'its content was not sent as an older version',
      { decided: decided(4, A, { outcome: 'not_sent' }) },
      { kind: 'fresh', generation: 0, tie: false },
    ],
  ])('where %s', (_, record, verdict) => {
    expect(guard(5, A, record)).toEqual(verdict);
  });

  it('compares versions as instants, not as texts', () => {
    const message = receivedOrder({ order: { version: '2026-11-22T10:00:05.500Z' } }).message;
    expect(guardVersion(message, { decided: decided(5, B) }, [])).toEqual({
      kind: 'fresh',
      generation: 0,
      tie: false,
    });
  });
});

describe('A → B → A, where the WMS may have B although nobody recorded it', () => {
  const again = { kind: 'fresh', generation: 0, tie: false };
  const record: OrderRecord = { decided: decided(1, A) };
  const guardThird = (known: OrderRecord, older: Parameters<typeof guardVersion>[2] = []) =>
    guardVersion(received(3, A).message, known, older);

  it('sends A again while a failed delivery waits', () => {
    expect(guardThird({ ...record, waitingSince: '2026-11-22T10:00:31.000Z' })).toEqual(again);
  });

  it('sends A again after B was parked', () => {
    expect(guardThird({ ...record, parked: parked(2) })).toEqual(again);
  });

  it('sends A again after a delivery of B that nobody saw end', () => {
    expect(guardThird(record, [received(2, B, 2)])).toEqual(again);
  });

  it('takes A for unchanged where B was never tried', () => {
    expect(guardThird(record, [received(2, B, 1)])).toEqual({ kind: 'unchanged', advance: true });
  });

  it('takes A for unchanged where only older or equal contents were tried', () => {
    const older = [received(0, B, 2), received(2, A, 2)];
    expect(guardThird(record, older)).toEqual({ kind: 'unchanged', advance: true });
  });

  it('sends A under a new key where B has the same version', () => {
    const waiting = { ...record, waitingSince: '2026-11-22T10:00:31.000Z' };
    expect(guardVersion(received(1, A).message, waiting, [received(1, B, 2)])).toEqual({
      kind: 'fresh',
      generation: 1,
      tie: false,
    });
  });
});
