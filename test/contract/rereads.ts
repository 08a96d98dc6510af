/** What the list of orders to be read again promises, for the fake as for DynamoDB. */
import { describe, expect, it } from 'vitest';
import type { RecordPorts } from '../../lib/delivery/settle-ports.ts';
import type { Reread, Rereads } from '../../lib/reconciliation/ports.ts';

export type RereadList = Pick<RecordPorts, 'markReread'> & {
  /** Of one shop. */
  readonly of: (shop: string) => Rereads;
};

const shop = 'demo.myshopify.com';
const other = 'other.myshopify.com';

/** The nth order, entered n seconds after ten. */
const reread = (n: number, given: Partial<Reread> = {}): Reread => ({
  shop,
  orderId: `82098291194615450${n}`,
  version: '2026-11-22T09:59:00Z',
  at: `2026-11-22T10:00:0${n}.000Z`,
  ...given,
});

export const describeRereads = (name: string, make: () => Promise<RereadList>) => {
  const enter = async ({ markReread }: RereadList, entered: Reread) =>
    markReread({ shop: entered.shop, orderId: entered.orderId }, entered.version, entered.at);

  describe(`orders to be read again (${name})`, () => {
    it('are none as long as nobody has entered one', async () => {
      expect(await (await make()).of(shop).page(10)).toEqual([]);
    });

    it('are given oldest first, as many as were asked for', async () => {
      const list = await make();
      for (const n of [3, 1, 2]) await enter(list, reread(n));
      expect(await list.of(shop).page(10)).toEqual([reread(1), reread(2), reread(3)]);
      expect(await list.of(shop).page(2)).toEqual([reread(1), reread(2)]);
    });

    it('are of one shop, also where two have an order of the same number', async () => {
      const list = await make();
      await enter(list, reread(1));
      await enter(list, reread(1, { shop: other }));
      expect(await list.of(other).page(10)).toEqual([reread(1, { shop: other })]);
      await list.of(other).remove(reread(1, { shop: other }));
      expect(await list.of(shop).page(10)).toEqual([reread(1)]);
    });

    it('are on it once, as of the latest', async () => {
      const list = await make();
      const again = reread(1, { version: '2026-11-22T09:59:30Z', at: reread(4).at });
      for (const entered of [reread(1), reread(2), again]) await enter(list, entered);
      expect(await list.of(shop).page(10)).toEqual([reread(2), again]);
    });

    it('are taken off one by one, and once', async () => {
      const list = await make();
      for (const n of [1, 2]) await enter(list, reread(n));
      const { page, remove } = list.of(shop);
      await remove(reread(1));
      await remove(reread(1));
      expect(await page(10)).toEqual([reread(2)]);
    });

    it.each([
      ['at another time', { at: reread(5).at }],
      ['for another version', { version: '2026-11-22T09:59:30Z' }],
    ])('stay where one was entered again meanwhile, %s', async (_, change) => {
      const list = await make();
      await enter(list, reread(1));
      const [read] = await list.of(shop).page(10);
      await enter(list, reread(1, change));
      if (read) await list.of(shop).remove(read);
      expect(await list.of(shop).page(10)).toEqual([reread(1, change)]);
    });
  });
};
