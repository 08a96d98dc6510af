/** A WMS in memory that takes orders and lists them by time of change, in small pages. */
import type { NormalOrder } from '../../lib/order/normal-order.ts';
import type { WmsPage } from '../../lib/reconciliation/nightly/nightly-ports.ts';
import type { WmsEntry } from '../../lib/reconciliation/nightly/wms-entries.ts';

export type AtWms = WmsEntry & { readonly changedAt: number; readonly effects: number };

export const makeFakeWmsList = (now: () => number, pageSize = 250) => {
  const orders = new Map<string, AtWms>();
  let answer: Exclude<WmsPage, { kind: 'page' }> | undefined;
  const put = (entry: WmsEntry, changedAt = now()): void => {
    const effects = (orders.get(entry.orderId)?.effects ?? 0) + 1;
    orders.set(entry.orderId, { ...entry, changedAt, effects });
  };
  return {
    put,
    /** As a delivery brings it; an older version changes nothing. */
    take: (order: NormalOrder): void => {
      const instant = Date.parse(order.version);
      if ((orders.get(order.orderId)?.instant ?? -1) > instant) return;
      const isOver = order.cancelled || order.financialStatus === 'refunded';
      put({ orderId: order.orderId, instant, status: isOver ? 'cancelled' : 'open' });
    },
    lose: (orderId: string) => orders.delete(orderId),
    get: (orderId: string) => orders.get(orderId),
    all: () => [...orders.values()],
    /** From now on, instead of a page. */
    answer: (given: typeof answer) => {
      answer = given;
    },
    list: async (since: string, cursor: string | null): Promise<WmsPage> => {
      if (answer) return answer;
      const skip = Number(cursor ?? 0);
      const found = [...orders.values()]
        .filter(({ changedAt }) => changedAt >= Date.parse(since))
        .sort((one, other) => one.changedAt - other.changedAt);
      const entries = found
        .slice(skip, skip + pageSize)
        .map(({ orderId, instant, status }) => ({ orderId, instant, status }));
      const next = skip + pageSize < found.length ? String(skip + pageSize) : null;
      return { kind: 'page', entries, next };
    },
  };
};
