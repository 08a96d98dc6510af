/** What becomes of an order that somebody asks for by name. */
import { describe, expect, it } from 'vitest';
import type { Accepted, Decided, OrderRecord, Parked } from '../../../lib/order/order-record.ts';
import { judgeRepair, type RepairVerdict } from '../../../lib/reconciliation/judge-repair.ts';

const now = Date.parse('2026-11-22T12:00:00Z');
const ago = (seconds: number) => new Date(now - seconds * 1_000).toISOString();
const at = (n: number) => ({
  version: `2026-11-22T10:00:0${n}Z`,
  instant: Date.UTC(2026, 10, 22, 10, 0, n),
});
const accepted = (n: number, given: Partial<Accepted> = {}): Accepted => ({
  ...{ ...at(n), hash: 'a', at: ago(7_000), source: 'webhook' },
  ...given,
});
const decided = (n: number, given: Partial<Decided> = {}): Decided => ({
  ...{ ...at(n), hash: 'a', generation: 0, at: ago(6_999), outcome: 'delivered' },
  ...given,
});
const parked = (n: number): Parked => ({
  ...{ ...at(n), class: 'rejected', letterId: 'letter', at: ago(6_999) },
});

describe('an order that Shopify gives in its fifth version', () => {
  it.each<[string, OrderRecord, RepairVerdict]>([
    ['nobody has seen', {}, 'missed'],
    ['was accepted in an older one', { accepted: accepted(4), decided: decided(4) }, 'missed'],
    ['was accepted long ago, and is nowhere', { accepted: accepted(5) }, 'lost'],
    ['was delivered', { accepted: accepted(5), decided: decided(5) }, 'repair'],
    ['was delivered, and never marked as accepted', { decided: decided(5) }, 'repair'],
    [
      'was discarded',
      { accepted: accepted(5), decided: decided(5, { outcome: 'discarded' }) },
      'repair',
    ],
    [
      'was not sent',
      { accepted: accepted(5), decided: decided(5, { outcome: 'not_sent' }) },
      'repair',
    ],
    [
      'was repaired before',
      {
        accepted: accepted(5, { source: 'repair', generation: 1, at: ago(10) }),
        decided: decided(5, { generation: 1 }),
      },
      'repair',
    ],
    [
      'has its repair on the queue',
      {
        accepted: accepted(5, { source: 'repair', generation: 1, at: ago(10) }),
        decided: decided(5),
      },
      'waiting',
    ],
    [
      'has its repair on the queue for days',
      {
        accepted: accepted(5, { source: 'repair', generation: 1, at: ago(300_000) }),
        decided: decided(5),
        waitingSince: ago(299_000),
      },
      'waiting',
    ],
    [
      'had a repair that is nowhere any more',
      {
        accepted: accepted(5, { source: 'repair', generation: 1, at: ago(7_000) }),
        decided: decided(5),
      },
      'repair',
    ],
    [
      'has other content of its second on the queue',
      { accepted: accepted(5, { hash: 'b', at: ago(10) }), decided: decided(5) },
      'waiting',
    ],
    ['was accepted a moment ago', { accepted: accepted(5, { at: ago(1) }) }, 'waiting'],
    [
      'waits on the queue',
      { accepted: accepted(5), decided: decided(4), waitingSince: ago(6_000) },
      'waiting',
    ],
    ['is parked', { accepted: accepted(5), parked: parked(5) }, 'parked'],
    [
      'is parked as a repair',
      { accepted: accepted(5), decided: decided(5), parked: parked(5) },
      'parked',
    ],
    ['is parked in a newer one', { accepted: accepted(6), parked: parked(6) }, 'parked'],
    ['is parked in an older one', { accepted: accepted(4), parked: parked(4) }, 'missed'],
    ['was delivered in a newer one', { accepted: accepted(6), decided: decided(6) }, 'overtaken'],
    [
      'was delivered, and a newer one is on its way',
      { accepted: accepted(6, { at: ago(1) }), decided: decided(5) },
      'waiting',
    ],
    [
      'was delivered, and a newer one is nowhere',
      { accepted: accepted(6), decided: decided(5) },
      'overtaken',
    ],
  ])('%s', (_, record, verdict) => {
    expect(judgeRepair({ version: at(5).version, hash: 'a' }, record, now)).toBe(verdict);
  });
});
