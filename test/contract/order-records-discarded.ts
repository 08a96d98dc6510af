/** What a discard does to an order's record, for the fake as for DynamoDB. */
import { describe, expect, it } from 'vitest';
import {
  accepted,
  decided,
  failing,
  firstSince,
  order,
  parked,
  shop,
  waiting,
} from './order-record-values.ts';
import type { OrderRecords } from './order-records.ts';

const discarded = (n: number) => decided(n, { outcome: 'discarded' });

export const describeDiscarded = (name: string, make: () => Promise<OrderRecords>) => {
  const read = (records: OrderRecords) => records.readRecord(shop, order.orderId);

  describe(`a discarded version (${name})`, () => {
    it('is decided, and no longer parked', async () => {
      const records = await make();
      await records.markAccepted(shop, order.orderId, accepted(1));
      await records.markParked(order, parked(1));
      await records.markDecided(order, discarded(1));
      expect(await read(records)).toEqual({ accepted: accepted(1), decided: discarded(1) });
    });

    it('replaces an older decision, whose generation counts for nothing', async () => {
      const records = await make();
      await records.markDecided(order, decided(1, { generation: 3 }), 'WMS-1');
      await records.markDecided(order, discarded(2));
      expect(await read(records)).toEqual({ decided: discarded(2), wmsOrderId: 'WMS-1' });
    });

    it.each([
      ['delivered meanwhile', decided(1)],
      ['of which other content is delivered', decided(1, { hash: 'other' })],
      ['knowingly not sent', decided(1, { outcome: 'not_sent' })],
      ['of which a newer one is decided', decided(2)],
    ])('%s stays as it is', async (_, known) => {
      const records = await make();
      await records.markDecided(order, known);
      await records.markDecided(order, discarded(1));
      expect((await read(records)).decided).toEqual(known);
    });

    it('of which a newer one is parked stays as it is', async () => {
      const records = await make();
      await records.markParked(order, parked(2));
      await records.markDecided(order, discarded(1));
      expect(await read(records)).toEqual({ parked: parked(2) });
    });

    it('waits no longer, and what failed of it is forgotten', async () => {
      const records = await make();
      await records.markAccepted(shop, order.orderId, accepted(1));
      await records.markWaiting(order, waiting(1, { failing: failing(2) }));
      await records.markBegun(order);
      await records.markDecided(order, discarded(1));
      expect(await read(records)).toEqual({ accepted: accepted(1), decided: discarded(1) });
      expect(await records.waiting()).toEqual([]);
    });

    it('leaves a newer one waiting, with what failed of it', async () => {
      const records = await make();
      await records.markParked(order, parked(1));
      await records.markAccepted(shop, order.orderId, accepted(2));
      await records.markWaiting(order, waiting(2, { failing: failing(2) }));
      await records.markBegun(order);
      await records.markDecided(order, discarded(1));
      expect(await read(records)).toEqual({
        accepted: accepted(2),
        decided: discarded(1),
        waitingSince: firstSince,
        failing: failing(2),
        begun: 1,
      });
      expect(await records.waiting()).toHaveLength(1);
    });

    it('is the repair of one that is delivered: that is decided, and no longer parked', async () => {
      const records = await make();
      await records.markDecided(order, decided(1), 'WMS-1');
      await records.markParked(order, parked(1));
      const repair = decided(1, { outcome: 'discarded', generation: 1 });
      await records.markDecided(order, repair);
      expect(await read(records)).toEqual({ decided: repair, wmsOrderId: 'WMS-1' });
    });

    it('is a repair that another one has overtaken: that stays as it is', async () => {
      const records = await make();
      await records.markDecided(order, decided(1, { generation: 2 }), 'WMS-1');
      await records.markDecided(order, decided(1, { outcome: 'discarded', generation: 1 }));
      expect((await read(records)).decided).toEqual(decided(1, { generation: 2 }));
    });

    it('of which other content is delivered is no longer parked', async () => {
      const records = await make();
      await records.markDecided(order, decided(1, { hash: 'other' }));
      await records.markParked(order, parked(1));
      await records.markDecided(order, discarded(1));
      expect(await read(records)).toEqual({ decided: decided(1, { hash: 'other' }) });
    });

    it('is replaced by its next version', async () => {
      const records = await make();
      await records.markDecided(order, discarded(1));
      await records.markDecided(order, decided(2), 'WMS-1');
      expect(await read(records)).toEqual({ decided: decided(2), wmsOrderId: 'WMS-1' });
    });

    it('is replaced by its own repair, which has a higher generation', async () => {
      const records = await make();
      await records.markDecided(order, discarded(1));
      await records.markWaiting(order, waiting(1, { generation: 1 }));
      expect((await read(records)).waitingSince).toBe(firstSince);
      await records.markDecided(order, decided(1, { generation: 1 }), 'WMS-1');
      expect(await read(records)).toEqual({
        decided: decided(1, { generation: 1 }),
        wmsOrderId: 'WMS-1',
      });
    });
  });
};
