/**
 * Dead letters of a running stage, made as they are made in life: the WMS refuses orders, or orders say
 * nothing that it could use.
 */
import { dirname } from 'node:path';
import { shopifyLine, shopifyOrder } from '../builders/shopify-order.ts';
import { type Bridge, makeOrderIds, until, updatedAt } from '../end-to-end/bridge.ts';
import { makeRun } from './run-bridge.ts';

const atOnce = 10;
const secondsMax = 40;

/** @param firstId - of the orders of one test file. */
export const makeParking = (bridge: Bridge, firstId: bigint) => {
  const nextId = makeOrderIds(firstId);
  const sendAll = async (ids: readonly string[], make: (id: string) => object): Promise<void> => {
    for (let start = 0; start < ids.length; start += atOnce) {
      const some = ids.slice(start, start + atOnce);
      await Promise.all(some.map((id) => bridge.deliver(make(id))));
    }
  };
  const parkedAll = async (ids: readonly string[], make: (id: string) => object) => {
    await sendAll(ids, make);
    for (const id of ids)
      await until(`${id} is parked`, () => isAt(bridge, id, 'parked'), secondsMax);
    return ids;
  };
  const ids = (count: number) => Array.from({ length: count }, () => nextId());
  return {
    /** The WMS refuses them with 422 once. */
    rejected: async (count: number): Promise<readonly string[]> => {
      const orders = ids(count);
      for (const orderId of orders) {
        bridge.wms.faults.add({ kind: 'status', status: 422, count: 1, orderId });
      }
      return parkedAll(orders, (id) => shopifyOrder({ id }));
    },
    /** Nobody can pick what has no sku. */
    unmappable: (count: number): Promise<readonly string[]> =>
      parkedAll(ids(count), (id) => shopifyOrder({ id, line_items: [shopifyLine({ sku: null })] })),
    /** A later version of the order reaches the WMS. */
    overtake: async (id: string): Promise<void> => {
      await bridge.deliver(shopifyOrder({ id, ...updatedAt(30) }), { topic: 'orders/updated' });
      await until(`${id} reaches the WMS`, () => bridge.wms.order(id), secondsMax);
    },
    arrived: async (orders: readonly string[]): Promise<void> => {
      for (const id of orders) {
        await until(`${id} reaches the WMS`, () => bridge.wms.order(id), secondsMax);
      }
    },
    /** How often the WMS took each of them in effect. */
    effects: (orders: readonly string[]): readonly (number | undefined)[] =>
      orders.map((id) => bridge.wms.order(id)?.effects),
  };
};

const isAt = (bridge: Bridge, id: string, stage: string): boolean =>
  bridge.lines(id).some((line) => line.stage === stage);

export const runOn = (bridge: Bridge, ...rest: RestOf<typeof makeRun>) =>
  makeRun(dirname(bridge.stack.describe().logs), ...rest);
type RestOf<Make> = Make extends (first: string, ...rest: infer Rest) => unknown ? Rest : never;

/** The commands for dead letters. @param run - asked for with each of them: the stage starts late. */
export const lettersOn = (run: () => ReturnType<typeof runOn>) => {
  const letters = (...args: readonly string[]) => run()('dead-letters', ...args);
  const asJson = async (...args: readonly string[]) => {
    const { out, complaints } = await letters(...args, '--json');
    if (out === '') throw new Error(complaints.join());
    return JSON.parse(out);
  };
  return { letters, asJson };
};
