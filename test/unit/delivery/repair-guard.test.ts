/** A repair is sent whatever became of its version, and once. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReceivedOrder } from '../../../lib/delivery/received.ts';
import { guardVersion, judgeVersion, type Verdict } from '../../../lib/delivery/version-guard.ts';
import type { Decided, OrderRecord, Parked } from '../../../lib/order/order-record.ts';
import { atVersion, receivedOrder } from './received-order.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const at = '2026-11-22T10:00:30.000Z';

const decided = (n: number, hash: string, given: Partial<Decided> = {}): Decided => ({
  ...{ ...atVersion(n), hash, generation: 0, at, outcome: 'delivered' },
  ...given,
});
const parked = (n: number): Parked => ({
  ...{ ...atVersion(n), class: 'rejected', letterId: 'letter', at },
});
const repair = (n: number, hash: string, generation: number): ReceivedOrder =>
  receivedOrder({
    order: { version: atVersion(n).version },
    data: { hash, origin: 'repair', generation },
  });
const webhook = (n: number, hash: string): ReceivedOrder =>
  receivedOrder({ order: { version: atVersion(n).version }, data: { hash } });
const guard = (newest: ReceivedOrder, record: OrderRecord, older: readonly ReceivedOrder[] = []) =>
  guardVersion(newest.message, record, older);
const fresh = (generation: number, tie = false): Verdict => ({ kind: 'fresh', generation, tie });
const unchanged = (advance: boolean): Verdict => ({ kind: 'unchanged', advance });
const superseded: Verdict = { kind: 'superseded' };

describe('the repair of a version', () => {
  it.each<[string, OrderRecord, Verdict]>([
    ['that was delivered', { decided: decided(5, A) }, fresh(1)],
    ['that a person discarded', { decided: decided(5, A, { outcome: 'discarded' }) }, fresh(1)],
    [
      'of which the WMS had a newer one',
      { decided: decided(5, A, { outcome: 'superseded' }) },
      fresh(1),
    ],
    ['that was not sent', { decided: decided(5, A, { outcome: 'not_sent' }) }, fresh(1)],
    ['that has other content', { decided: decided(5, B) }, fresh(1, true)],
    ['of which nothing is decided', {}, fresh(1)],
    ['whose content was delivered as an older one', { decided: decided(4, A) }, fresh(1)],
    ['that is parked as a repair', { decided: decided(5, A), parked: parked(5) }, fresh(1)],
    ['of which a newer one is delivered', { decided: decided(6, A) }, superseded],
    ['of which a newer one is parked', { parked: parked(6) }, superseded],
    [
      'that was delivered as this repair',
      { decided: decided(5, A, { generation: 1 }) },
      unchanged(false),
    ],
    [
      'that was delivered as a later repair',
      { decided: decided(5, A, { generation: 3 }) },
      unchanged(false),
    ],
    [
      'that a person discarded as this repair',
      { decided: decided(5, A, { generation: 1, outcome: 'discarded' }) },
      superseded,
    ],
    [
      'that other content of its second has replaced',
      { decided: decided(5, B, { generation: 1 }) },
      fresh(2, true),
    ],
  ])('%s', (_, record, verdict) => {
    expect(guard(repair(5, A, 1), record)).toEqual(verdict);
  });

  it('without a generation is like any other message', () => {
    const message = receivedOrder({
      order: { version: atVersion(5).version },
      data: { hash: A, origin: 'repair' },
    });
    expect(guard(message, { decided: decided(5, A) })).toEqual(unchanged(false));
  });

  it('is due for as long as its delivery fails, and keeps its key', () => {
    const record = { decided: decided(5, A), waitingSince: at };
    expect(guard(repair(5, A, 1), record)).toEqual(fresh(1));
    expect(guard(webhook(5, A), record)).toEqual(fresh(1));
  });
});

describe('a repair that goes with a newer message of its batch', () => {
  it('has that one sent, although the WMS had its content', () => {
    const record = { decided: decided(5, A) };
    expect(guard(webhook(6, A), record)).toEqual(unchanged(true));
    expect(guard(webhook(6, A), record, [repair(5, A, 1)])).toEqual(fresh(0));
  });

  it('gives its key to a copy of the same version', () => {
    const record = { decided: decided(5, A) };
    expect(guard(webhook(5, A), record, [repair(5, A, 1)])).toEqual(fresh(1));
    expect(guard(repair(5, A, 1), record, [repair(5, A, 2)])).toEqual(fresh(2));
  });

  it('changes nothing where it is done, or of an older version', () => {
    const done = { decided: decided(5, A, { generation: 1 }) };
    expect(guard(webhook(6, A), done, [repair(5, A, 1)])).toEqual(unchanged(true));
    expect(guard(webhook(6, A), done, [repair(4, A, 9)])).toEqual(unchanged(true));
  });
});

describe('a verdict', () => {
  const n = fc.integer({ min: 0, max: 9 });
  const hash = fc.constantFrom(A, B);
  const generation = fc.integer({ min: 0, max: 3 });
  const outcome = fc.constantFrom<Decided['outcome'][]>(
    'delivered',
    'superseded',
    'not_sent',
    'discarded',
  );
  const record = fc.record(
    {
      decided: fc
        .tuple(n, hash, generation, outcome)
        .map(([version, content, known, end]) =>
          decided(version, content, { generation: known, outcome: end }),
        ),
      parked: n.map(parked),
      waitingSince: fc.constant(at),
    },
    { requiredKeys: [] },
  );

  it('never lowers what is decided, and never sends an older version, repair or not', () => {
    const property = fc.property(
      n,
      hash,
      fc.constantFrom(null, 1, 2, 3),
      record,
      (version, content, wanted, known) => {
        const judged = { version: atVersion(version).version, hash: content, generation: wanted };
        const verdict = judgeVersion(judged, known, []);
        if (verdict.kind !== 'fresh') return;
        const { instant } = atVersion(version);
        expect(instant).toBeGreaterThanOrEqual(known.decided?.instant ?? 0);
        expect(instant).toBeGreaterThanOrEqual(known.parked?.instant ?? 0);
        const same = instant === known.decided?.instant ? known.decided : undefined;
        expect(verdict.generation).toBeGreaterThanOrEqual(same?.generation ?? 0);
      },
    );
    fc.assert(property, { numRuns: 2_000 });
  });

  it('on a repair that was decided just now is never to send it again', () => {
    const property = fc.property(n, hash, fc.constantFrom(1, 2, 3), record, (...given) => {
      const [version, content, wanted, known] = given;
      const judged = { version: atVersion(version).version, hash: content, generation: wanted };
      const first = judgeVersion(judged, known, []);
      if (first.kind !== 'fresh') return;
      // What `markDecided` leaves.
      const after = { decided: decided(version, content, { generation: first.generation }) };
      expect(judgeVersion(judged, after, [])).toEqual(unchanged(false));
    });
    fc.assert(property, { numRuns: 2_000 });
  });
});
