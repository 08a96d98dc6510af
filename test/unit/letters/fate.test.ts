import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fate, fateOf, replaysMax } from '../../../lib/letters/fate.ts';
import type { IndexedLetter } from '../../../lib/letters/indexed-letter.ts';
import type { Decided, OrderRecord, Parked } from '../../../lib/order/order-record.ts';
import { indexedLetter } from '../../builders/indexed-letter.ts';
import { makeBatchScene } from '../delivery/batch-scene.ts';
import { atVersion, receivedOrder } from '../delivery/received-order.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const order = { shop: 'demo.myshopify.com', orderId: '820982911946154508' };
const at = '2026-11-22T10:00:30.000Z';

const letterAt = (n: number, given: Partial<IndexedLetter> = {}) =>
  indexedLetter({ version: atVersion(n).version, hash: A, ...given });
const decided = (
  n: number,
  hash: string,
  outcome: Decided['outcome'],
  generation = 0,
): Decided => ({ ...atVersion(n), hash, generation, at, outcome });
const parked = (n: number): Parked => ({
  ...{ ...atVersion(n), class: 'rejected', letterId: 'letter', at },
});

describe('the fate of a letter', () => {
  it.each<[string, IndexedLetter, OrderRecord, Fate]>([
    ['whose order nobody has seen', letterAt(5), {}, 'replay'],
    ['that is the newest', letterAt(5), { parked: parked(5) }, 'replay'],
    ['with a newer one parked', letterAt(5), { parked: parked(6) }, 'superseded'],
    [
      'with a newer one delivered',
      letterAt(5),
      { decided: decided(6, B, 'delivered') },
      'superseded',
    ],
    [
      'with a newer one discarded',
      letterAt(5),
      { decided: decided(6, B, 'discarded') },
      'superseded',
    ],
    [
      'whose version a person discarded',
      letterAt(5),
      { decided: decided(5, A, 'discarded') },
      'superseded',
    ],
    [
      'whose content was delivered',
      letterAt(5),
      { decided: decided(5, A, 'delivered') },
      'delivered',
    ],
    [
      'whose content was delivered as an older version',
      letterAt(5),
      { decided: decided(4, A, 'delivered') },
      'delivered',
    ],
    [
      'whose version was knowingly not sent',
      letterAt(5),
      { decided: decided(5, A, 'not_sent') },
      'replay',
    ],
    [
      'that repairs what was delivered',
      letterAt(5, { generation: 1 }),
      { decided: decided(5, A, 'delivered'), parked: parked(5) },
      'replay',
    ],
    [
      'that repairs what a person discarded',
      letterAt(5, { generation: 1 }),
      { decided: decided(5, A, 'discarded') },
      'replay',
    ],
    [
      'whose repair another one has done',
      letterAt(5, { generation: 1 }),
      { decided: decided(5, A, 'delivered', 1) },
      'delivered',
    ],
    [
      'whose repair a person discarded',
      letterAt(5, { generation: 1 }),
      { decided: decided(5, A, 'discarded', 1) },
      'superseded',
    ],
    [
      'that repairs an older version than the delivered one',
      letterAt(5, { generation: 9 }),
      { decided: decided(6, A, 'delivered') },
      'superseded',
    ],
    ['of a deleted order', letterAt(5, { class: 'deleted' }), {}, 'deleted_in_shopify'],
    ['without a version', letterAt(5, { class: 'malformed', version: null }), {}, 'needs_shopify'],
    ['without a hash', letterAt(5, { class: 'too_large', hash: null }), {}, 'needs_shopify'],
    ['that nobody can read', letterAt(5, { class: 'unknown', hash: null }), {}, 'unreadable'],
    ['that SQS moved and that can be read', letterAt(5, { class: 'unknown' }), {}, 'replay'],
    ['replayed often', letterAt(5, { replays: replaysMax }), {}, 'replayed_often'],
    ['replayed once less', letterAt(5, { replays: replaysMax - 1 }), {}, 'replay'],
    [
      'replayed often and superseded',
      letterAt(5, { replays: replaysMax }),
      { parked: parked(6) },
      'superseded',
    ],
  ])('%s', (_, letter, record, fate) => {
    expect(fateOf(letter, record, false)).toBe(fate);
  });

  it('is a replay by force, however often it came back, and by nothing else', () => {
    const forced = (letter: IndexedLetter, record: OrderRecord = {}) =>
      fateOf(letter, record, true);

    expect([
      forced(letterAt(5, { replays: 99 })),
      forced(letterAt(5, { replays: 99 }), { parked: parked(6) }),
      forced(letterAt(5, { class: 'deleted' })),
      forced(letterAt(5, { class: 'malformed', hash: null })),
    ]).toEqual(['replay', 'superseded', 'deleted_in_shopify', 'needs_shopify']);
  });
});

type Records = ReturnType<typeof makeBatchScene>['records'];
type Write = (records: Records) => Promise<void>;

const n = fc.integer({ min: 0, max: 9 });
const hash = fc.constantFrom(A, B);
const generation = fc.integer({ min: 0, max: 2 });
/** What deliveries, parking and people write to a record; a write that comes too late does nothing. */
const anyWrite: fc.Arbitrary<Write> = fc.oneof(
  fc
    .tuple(
      n,
      hash,
      fc.constantFrom<Decided['outcome'][]>('delivered', 'superseded', 'not_sent'),
      generation,
    )
    .map(([version, ...rest]): Write => {
      return (records) => records.markDecided(order, decided(version, ...rest), 'WMS-1');
    }),
  fc.tuple(n, hash, generation).map(([version, content, repair]): Write => {
    return (records) => records.markDecided(order, decided(version, content, 'discarded', repair));
  }),
  n.map(
    (version): Write =>
      (records) =>
        records.markParked(order, parked(version)),
  ),
  n.map((version): Write => {
    const waiting = { instant: atVersion(version).instant, generation: 0, since: at, ended: true };
    return (records) => records.markWaiting(order, waiting);
  }),
);

describe('the fate that a plan promises', () => {
  it('is what deliver-order does with the letter once it is sent again', async () => {
    const seen = new Set<Fate>();
    const property = fc.asyncProperty(
      fc.array(anyWrite, { maxLength: 6 }),
      n,
      fc.constantFrom(null, 1, 2),
      async (writes, version, repair) => {
        const { records, deliveries, run, reports } = makeBatchScene();
        for (const write of writes) await write(records);
        const record = await records.readRecord(order.shop, order.orderId);
        const fate = fateOf(letterAt(version, { generation: repair }), record, false);
        seen.add(fate);

        const data = { hash: A, ...(repair === null ? {} : { generation: repair }) };
        await run([receivedOrder({ order: { version: atVersion(version).version }, data })]);

        const stages = { superseded: 'superseded', delivered: 'unchanged', replay: 'processed' };
        expect(fate in stages).toBe(true);
        expect(reports.map(({ stage }) => stage)).toEqual([stages[fate as keyof typeof stages]]);
        expect(deliveries.length).toBe(fate === 'replay' ? 1 : 0);
      },
    );
    await fc.assert(property, { numRuns: 500 });
    // Each of them occurs, or the property would say nothing of it.
    expect([...seen].sort()).toEqual(['delivered', 'replay', 'superseded']);
  });
});
