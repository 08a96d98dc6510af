/** What the WMS has of an order is found by its exact id, however many there are. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeEntries,
  encodeEntries,
  type WmsEntry,
} from '../../../../lib/reconciliation/nightly/wms-entries.ts';
import { makeWmsIndex } from '../../../../lib/reconciliation/nightly/wms-index.ts';

const instant = Date.parse('2026-11-22T10:00:00Z');
const id = fc.oneof(
  fc.integer({ min: 0, max: 40 }).map(String),
  fc.bigInt({ min: 0n, max: 2n ** 63n }).map(String),
  fc.stringMatching(/^[0-9]{1,32}$/),
);
const entry: fc.Arbitrary<WmsEntry> = fc.record({
  orderId: id,
  instant: fc.integer({ min: 0, max: instant * 2 }),
  status: fc.constantFrom('open', 'cancelled'),
});

describe('the index of the WMS', () => {
  it('is a map: the last of each order counts', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 200 }), id, (entries, other) => {
        const index = makeWmsIndex();
        const known = new Map<string, WmsEntry>();
        for (const one of entries) {
          index.put(one);
          known.set(one.orderId, one);
        }
        expect(index.size()).toBe(known.size);
        for (const orderId of [...known.keys(), other]) {
          const found = index.get(orderId);
          const expected = known.get(orderId);
          expect(found && [found.instant, found.status]).toEqual(
            expected && [expected.instant, expected.status],
          );
        }
      }),
    );
  });

  it('keeps orders apart whose ids differ in one digit, beyond 2^53', () => {
    const index = makeWmsIndex();
    index.put({ orderId: '9007199254740993', instant, status: 'open' });

    expect(index.get('9007199254740992')).toBeUndefined();
    expect(index.get('09007199254740993')).toBeUndefined();
    expect(index.get('9007199254740993')).toMatchObject({ instant, status: 'open' });
  });

  it('grows to half a million orders in a few bytes each, and loses none', () => {
    const index = makeWmsIndex();
    for (let n = 0; n < 500_000; n++) {
      index.put({ orderId: String(5_000_000_000_000 + n * 7), instant: n, status: 'open' });
    }
    expect(index.size()).toBe(500_000);
    for (let n = 0; n < 500_000; n += 997) {
      expect(index.get(String(5_000_000_000_000 + n * 7))?.instant).toBe(n);
      expect(index.get(String(5_000_000_000_001 + n * 7))).toBeUndefined();
    }
  });
});

describe('what is kept of the list', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(fc.array(entry), (entries) => {
        const back: WmsEntry[] = [];
        decodeEntries(encodeEntries(entries), (one) => back.push(one));
        expect(back).toEqual(entries);
      }),
    );
  });

  it.each(['1 2 o', '1 2 x\n', 'a 2 o\n', '1 o\n', '\n'])('is refused as %j', (text) => {
    expect(() => decodeEntries(text, () => {})).toThrow('unreadable');
  });
});
