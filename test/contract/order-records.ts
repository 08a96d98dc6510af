/** What the order records promise, for the fake as for DynamoDB. */
import { describe, expect, it } from 'vitest';
import type { State } from '../../lib/delivery/deliver-batch.ts';
import type { OrderKey, RecordPorts } from '../../lib/delivery/settle-ports.ts';
import type { Accepted, OrderRecord } from '../../lib/order/order-record.ts';
import type { WaitingOrder } from '../fakes/order-records.ts';
import {
  accepted,
  decided,
  failing,
  firstSince,
  laterSince,
  order,
  parked,
  shop,
  waiting,
} from './order-record-values.ts';
import { describeDiscarded } from './order-records-discarded.ts';

export type OrderRecords = RecordPorts & {
  readonly readRecord: (shop: string, orderId: string) => Promise<OrderRecord>;
  readonly readState: (orders: readonly OrderKey[]) => Promise<State>;
  /** Puts the circuit's item, of which the records' own writes know nothing. */
  readonly putCircuit: (item: Readonly<Record<string, unknown>>) => Promise<void>;
  readonly markAccepted: (
    shop: string,
    orderId: string,
    accepted: Accepted,
  ) => Promise<Accepted | undefined>;
  readonly waiting: () => Promise<readonly WaitingOrder[]>;
};

export const describeOrderRecords = (name: string, make: () => Promise<OrderRecords>) => {
  const read = (records: OrderRecords) => records.readRecord(shop, order.orderId);

  describeDiscarded(name, make);
  describe(`order records (${name})`, () => {
    it('know nothing of an order that nobody has seen', async () => {
      const records = await make();
      expect(await read(records)).toEqual({});
      expect((await records.readState([order])).recordOf(order)).toEqual({});
    });

    it('read several orders at once, and tell shops apart', async () => {
      const records = await make();
      const elsewhere = { shop: 'other.myshopify.com', orderId: order.orderId };
      await records.markDecided(order, decided(1), 'WMS-1');
      const { recordOf } = await records.readState([order, elsewhere, order]);
      expect(recordOf(order)).toMatchObject({ decided: decided(1), wmsOrderId: 'WMS-1' });
      expect(recordOf(elsewhere)).toEqual({});
    });

    it('read 99 orders and the circuit at once, as many as one read can have', async () => {
      const records = await make();
      await records.putCircuit({ revision: 1 });
      const orders = Array.from({ length: 99 }, (_, n) => ({ shop, orderId: String(n) }));
      const { recordOf, circuit } = await records.readState(orders);
      expect(circuit).toEqual({ id: 'circuit', revision: 1 });
      expect(orders.map(recordOf)).toEqual(orders.map(() => ({})));
    });

    it.each([
      ['a newer version replaces', accepted(1), accepted(2), accepted(2)],
      ['an older version never replaces', accepted(2), accepted(1), accepted(2)],
      ['the same version with other content replaces', accepted(1, 'a'), accepted(1, 'b'), 'b'],
    ])('accepted: %s', async (_, first, second, expected) => {
      const records = await make();
      await records.markAccepted(shop, order.orderId, first);
      await records.markAccepted(shop, order.orderId, second);
      expect((await read(records)).accepted).toEqual(
        typeof expected === 'string' ? { ...second, hash: expected } : expected,
      );
    });

    it('accepted: gives what was accepted before, and nothing where a newer version is', async () => {
      const records = await make();
      const mark = (next: Accepted) => records.markAccepted(shop, order.orderId, next);
      expect([await mark(accepted(1)), await mark(accepted(2)), await mark(accepted(1))]).toEqual([
        undefined,
        accepted(1),
        undefined,
      ]);
    });

    it.each([
      ['a newer version replaces', decided(1), decided(2), decided(2)],
      ['an older version never replaces', decided(2), decided(1), decided(2)],
      [
        'a higher generation of the same version replaces',
        decided(1),
        decided(1, { hash: 'other', generation: 1 }),
        decided(1, { hash: 'other', generation: 1 }),
      ],
      [
        'a lower generation of the same version never replaces',
        decided(1, { hash: 'other', generation: 1 }),
        decided(1),
        decided(1, { hash: 'other', generation: 1 }),
      ],
    ])('decided: %s', async (_, first, second, expected) => {
      const records = await make();
      await records.markDecided(order, first);
      await records.markDecided(order, second);
      expect((await read(records)).decided).toEqual(expected);
    });

    it('decided keeps what was accepted, and the WMS id of an earlier version', async () => {
      const records = await make();
      await records.markAccepted(shop, order.orderId, accepted(2));
      await records.markDecided(order, decided(1), 'WMS-1');
      await records.markDecided(order, decided(2, { outcome: 'not_sent' }));
      expect(await read(records)).toMatchObject({
        accepted: accepted(2),
        decided: decided(2, { outcome: 'not_sent' }),
        wmsOrderId: 'WMS-1',
      });
    });

    it('decided clears what was parked and what waited', async () => {
      const records = await make();
      await records.markParked(order, parked(1));
      await records.markWaiting(order, waiting(1));
      await records.markDecided(order, decided(1), 'WMS-1');
      const record = await read(records);
      expect(record.parked).toBeUndefined();
      expect(record.waitingSince).toBeUndefined();
      expect(await records.waiting()).toEqual([]);
    });

    it('a late decision leaves what is parked of a newer version', async () => {
      const records = await make();
      await records.markParked(order, parked(2));
      await records.markDecided(order, decided(1));
      const record = await read(records);
      expect(record).toMatchObject({ parked: parked(2) });
      expect(record.decided).toBeUndefined();
    });

    it.each([
      ['a newer version replaces', parked(1), parked(2), parked(2)],
      ['an older version never replaces', parked(2), parked(1), parked(2)],
      [
        'the same version parked again names its newer letter',
        parked(1),
        parked(1, 'letter-9'),
        parked(1, 'letter-9'),
      ],
    ])('parked: %s', async (_, first, second, expected) => {
      const records = await make();
      await records.markParked(order, first);
      await records.markParked(order, second);
      expect((await read(records)).parked).toEqual(expected);
    });

    it('a late parking does nothing where a newer version is decided', async () => {
      const records = await make();
      await records.markDecided(order, decided(2));
      await records.markParked(order, parked(1));
      expect((await read(records)).parked).toBeUndefined();
    });

    it('a parked version beside an older decided one ends the waiting', async () => {
      const records = await make();
      await records.markDecided(order, decided(1));
      await records.markWaiting(order, waiting(2));
      await records.markParked(order, parked(2));
      expect(await read(records)).toMatchObject({ decided: decided(1), parked: parked(2) });
      expect(await records.waiting()).toEqual([]);
    });

    it('waiting counts from the first failed delivery', async () => {
      const records = await make();
      await records.markWaiting(order, waiting(1));
      await records.markWaiting(order, waiting(1, { since: laterSince }));
      await records.markWaiting(order, waiting(2, { since: laterSince }));
      expect((await read(records)).waitingSince).toBe(firstSince);
    });

    it.each([
      ['the version is decided', decided(1), waiting(1)],
      ['a newer version is decided', decided(2), waiting(1)],
      ['the version is decided in a later generation', decided(1, { generation: 1 }), waiting(1)],
      ['the WMS has a newer version', decided(1, { outcome: 'superseded' }), waiting(1)],
    ])('a late waiting does nothing where %s', async (_, known, late) => {
      const records = await make();
      await records.markDecided(order, known);
      await records.markWaiting(order, late);
      expect((await read(records)).waitingSince).toBeUndefined();
      expect(await records.waiting()).toEqual([]);
    });

    it('a late waiting does nothing where a newer version is parked', async () => {
      const records = await make();
      await records.markParked(order, parked(2));
      await records.markWaiting(order, waiting(1));
      expect(await records.waiting()).toEqual([]);
    });

    it.each([
      ['of other content with the same version', decided(1), waiting(1, { generation: 1 })],
      ['of a newer version', decided(1), waiting(2)],
      ['of what was knowingly not sent before', decided(1, { outcome: 'not_sent' }), waiting(1)],
    ])('a failed delivery %s waits', async (_, known, failed) => {
      const records = await make();
      await records.markDecided(order, known);
      await records.markWaiting(order, failed);
      expect((await read(records)).waitingSince).toBe(firstSince);
    });

    it('what fails of a message is kept until it is said anew, and the waiting goes on', async () => {
      const records = await make();
      const seen: (OrderRecord | undefined)[] = [];
      for (const next of [undefined, failing(0), undefined, failing(1)]) {
        const later = { since: laterSince, ...(next ? { failing: next } : {}) };
        await records.markWaiting(order, waiting(1, seen.length === 0 ? {} : later));
        seen.push(await read(records));
      }
      expect(seen.map((record) => record?.failing)).toEqual([
        undefined,
        failing(0),
        failing(0),
        failing(1),
      ]);
      expect(new Set(seen.map((record) => record?.waitingSince))).toEqual(new Set([firstSince]));
    });

    it.each<[string, (records: OrderRecords) => Promise<void>]>([
      ['decided', (records) => records.markDecided(order, decided(1), 'WMS-1')],
      ['parked', (records) => records.markParked(order, parked(1))],
    ])('what failed and began is forgotten once the version is %s', async (_, end) => {
      const records = await make();
      await records.markWaiting(order, waiting(1, { failing: failing(3) }));
      await records.markBegun(order);
      await end(records);
      const { failing: failed, begun, waitingSince } = await read(records);
      expect([failed, begun, waitingSince]).toEqual([undefined, undefined, undefined]);
    });

    it.each<[string, (records: OrderRecords) => Promise<void>]>([
      ['a decision', (records) => records.markDecided(order, decided(1))],
      ['a parking', (records) => records.markParked(order, parked(1))],
      ['a waiting', (records) => records.markWaiting(order, waiting(1, { failing: failing(4) }))],
    ])('%s that comes too late leaves what is failing and what began', async (_, late) => {
      const records = await make();
      await records.markDecided(order, decided(2));
      await records.markWaiting(order, waiting(3, { failing: failing(1) }));
      await records.markBegun(order);
      await late(records);
      expect(await read(records)).toMatchObject({
        decided: decided(2),
        waitingSince: firstSince,
        failing: failing(1),
        begun: 1,
      });
    });

    it('begun counts up, beside all that is known, until the order waits or ends', async () => {
      const records = await make();
      await records.markAccepted(shop, order.orderId, accepted(1));
      for (let n = 0; n < 3; n++) await records.markBegun(order);
      expect(await read(records)).toEqual({ accepted: accepted(1), begun: 3 });
      await records.markWaiting(order, waiting(1));
      expect(await read(records)).toEqual({ accepted: accepted(1), waitingSince: firstSince });
      await records.markBegun(order);
      expect(await read(records)).toMatchObject({ begun: 1 });
      await records.markWaiting(order, waiting(2, { ended: false }));
      expect(await read(records)).toMatchObject({ begun: 1 });
    });

    it('begun of an order that nobody has seen is all that is known of it', async () => {
      const records = await make();
      await records.markBegun(order);
      expect(await read(records)).toEqual({ begun: 1 });
      expect(await records.waiting()).toEqual([]);
    });

    it('the circuit comes with the records, as its item is, also for no order at all', async () => {
      const records = await make();
      expect((await records.readState([])).circuit).toBeUndefined();
      await records.putCircuit({ served: 'many', revision: 'one' });
      await records.markDecided(order, decided(1));
      for (const orders of [[], [order]]) {
        const state = await records.readState(orders);
        expect(state.circuit).toEqual({ id: 'circuit', served: 'many', revision: 'one' });
      }
    });

    it('a replayed letter that fails waits beside what is parked', async () => {
      const records = await make();
      await records.markParked(order, parked(1));
      await records.markWaiting(order, waiting(1));
      expect(await read(records)).toMatchObject({ parked: parked(1), waitingSince: firstSince });
    });

    it('the index holds exactly the orders that wait, oldest first', async () => {
      const records = await make();
      const [one, two, three, four] = ['1', '2', '3', '4'].map((orderId) => ({ shop, orderId }));
      if (!one || !two || !three || !four) throw new Error('four orders are needed');
      await records.markWaiting(one, waiting(1, { since: laterSince }));
      await records.markWaiting(two, waiting(1));
      await records.markWaiting(three, waiting(1));
      await records.markDecided(three, decided(1));
      await records.markAccepted(shop, four.orderId, accepted(1));
      expect(await records.waiting()).toEqual([
        { order: `${shop}/2`, since: firstSince },
        { order: `${shop}/1`, since: laterSince },
      ]);
    });
  });
};
