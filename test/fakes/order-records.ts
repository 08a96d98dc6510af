/** The order records in memory, with the conditions that DynamoDB checks on every write. */
import type { OrderKey, RecordPorts } from '../../lib/delivery/settle-ports.ts';
import type { Accepted, OrderRecord } from '../../lib/order/order-record.ts';

export type WaitingOrder = { readonly order: string; readonly since: string };
export type Reread = OrderKey & { readonly version: string; readonly at: string };

const nameOf = ({ shop, orderId }: OrderKey): string => `${shop}/${orderId}`;

export const makeFakeOrderRecords = () => {
  const records = new Map<string, OrderRecord>();
  const rereads = new Map<string, Reread>();
  const recordOf = (order: OrderKey): OrderRecord => records.get(nameOf(order)) ?? {};
  const put = (order: OrderKey, record: OrderRecord) => {
    records.set(nameOf(order), record);
  };

  const ports: RecordPorts = {
    markDecided: async (order, decided, wmsOrderId) => {
      const { decided: known, parked, waitingSince: _since, ...rest } = recordOf(order);
      const newerDecided =
        known !== undefined &&
        (known.instant > decided.instant ||
          (known.instant === decided.instant && known.generation > decided.generation));
      if (newerDecided || (parked && parked.instant > decided.instant)) return;
      put(order, { ...rest, decided, ...(wmsOrderId ? { wmsOrderId } : {}) });
    },
    markParked: async (order, parked) => {
      const { waitingSince: _since, ...rest } = recordOf(order);
      if (isOvertaken(rest, parked.instant)) return;
      put(order, { ...rest, parked });
    },
    markWaiting: async (order, { instant, generation }, since) => {
      const record = recordOf(order);
      const { decided } = record;
      const isDecided =
        decided?.instant === instant &&
        decided.generation >= generation &&
        decided.outcome !== 'not_sent';
      if (isOvertaken(record, instant) || isDecided) return;
      put(order, { ...record, waitingSince: record.waitingSince ?? since });
    },
    markReread: async (order, version, at) => {
      rereads.set(nameOf(order), { ...order, version, at });
    },
  };

  return {
    ...ports,
    readRecord: async (shop: string, orderId: string) => recordOf({ shop, orderId }),
    readRecords: async (_orders: readonly OrderKey[]) => {
      const read = new Map(records);
      return (order: OrderKey): OrderRecord => read.get(nameOf(order)) ?? {};
    },
    markAccepted: async (shop: string, orderId: string, accepted: Accepted) => {
      const record = recordOf({ shop, orderId });
      if (record.accepted && record.accepted.instant > accepted.instant) return undefined;
      put({ shop, orderId }, { ...record, accepted });
      return record.accepted;
    },
    /** What the sparse index answers: the orders that wait, oldest first. */
    waiting: async (): Promise<readonly WaitingOrder[]> =>
      [...records]
        .flatMap(([order, { waitingSince: since }]) => (since ? [{ order, since }] : []))
        .sort((a, b) => a.since.localeCompare(b.since)),
    rereads: async (): Promise<readonly Reread[]> => [...rereads.values()],
  };
};

/** Whether a newer version is decided or parked. */
const isOvertaken = ({ decided, parked }: OrderRecord, instant: number): boolean =>
  (decided !== undefined && decided.instant > instant) ||
  (parked !== undefined && parked.instant > instant);
