/** Orders to be read again, in memory: entered by one side, taken off by the other. */
import type { OrderKey, RecordPorts } from '../../lib/delivery/settle-ports.ts';
import type { Reread, Rereads } from '../../lib/reconciliation/ports.ts';

const nameOf = ({ shop, orderId }: OrderKey): string => `${shop}/${orderId}`;

export const makeFakeRereads = () => {
  const rereads = new Map<string, Reread>();
  const markReread: RecordPorts['markReread'] = async ({ shop, orderId }, version, at) => {
    rereads.set(nameOf({ shop, orderId }), { shop, orderId, version, at });
  };
  /** One shop's. */
  const of = (shop: string): Rereads => ({
    page: async (limit) =>
      [...rereads.values()]
        .filter((reread) => reread.shop === shop)
        .sort((a, b) => a.at.localeCompare(b.at))
        .slice(0, limit),
    remove: async (reread) => {
      const now = rereads.get(nameOf(reread));
      if (now?.at === reread.at && now.version === reread.version) rereads.delete(nameOf(reread));
    },
  });
  return {
    markReread,
    of,
    all: async (): Promise<readonly Reread[]> => [...rereads.values()],
  };
};
