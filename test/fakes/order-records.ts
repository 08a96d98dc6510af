/**
 * The order records in memory, with the conditions that DynamoDB checks on every write, and the circuit's
 * item beside them.
 */
import type { State } from '../../lib/delivery/deliver-batch.ts';
import type { OrderKey, RecordPorts } from '../../lib/delivery/settle-ports.ts';
import type { Accepted, Decided, OrderRecord } from '../../lib/order/order-record.ts';
import { makeFakeCircuitItem } from './circuit-item.ts';
import { makeFakeRereads } from './rereads.ts';

export type WaitingOrder = { readonly order: string; readonly since: string };

const nameOf = ({ shop, orderId }: OrderKey): string => `${shop}/${orderId}`;

/** @param circuit - the item that a read of the state gives with the records. */
export const makeFakeOrderRecords = (circuit = makeFakeCircuitItem()) => {
  const records = new Map<string, OrderRecord>();
  const rereads = makeFakeRereads();
  const recordOf = (order: OrderKey): OrderRecord => records.get(nameOf(order)) ?? {};
  const put = (order: OrderKey, record: OrderRecord) => {
    records.set(nameOf(order), record);
  };

  const markDiscarded = (order: OrderKey, decided: Decided) => {
    const { parked, ...record } = recordOf(order);
    if (parked && parked.instant > decided.instant) return;
    if (isDecidedAlready(record, decided)) {
      // Other content of this version is decided: nothing is parked any more.
      const isSame = record.decided?.instant === decided.instant;
      if (isSame && parked?.instant === decided.instant) put(order, record);
      return;
    }
    // A newer version may be the one that waits and fails.
    const isNewest = record.accepted === undefined || record.accepted.instant <= decided.instant;
    put(order, { ...(isNewest ? withoutWaiting(record) : record), decided });
  };

  const ports: RecordPorts = {
    markDecided: async (order, decided, wmsOrderId) => {
      if (decided.outcome === 'discarded') return markDiscarded(order, decided);
      const { parked, ...rest } = withoutWaiting(recordOf(order));
      const known = rest.decided;
      const newerDecided =
        known !== undefined &&
        (known.instant > decided.instant ||
          (known.instant === decided.instant && known.generation > decided.generation));
      if (newerDecided || (parked && parked.instant > decided.instant)) return;
      put(order, { ...rest, decided, ...(wmsOrderId ? { wmsOrderId } : {}) });
    },
    markParked: async (order, parked) => {
      const rest = withoutWaiting(recordOf(order));
      if (isOvertaken(rest, parked.instant)) return;
      put(order, { ...rest, parked });
    },
    markWaiting: async (order, { instant, generation, since, ended, failing }) => {
      const { begun, ...record } = recordOf(order);
      const { decided } = record;
      const isDecided =
        decided?.instant === instant &&
        decided.generation >= generation &&
        decided.outcome !== 'not_sent';
      if (isOvertaken(record, instant) || isDecided) return;
      const waitingSince = record.waitingSince ?? since;
      const unended = ended || begun === undefined ? {} : { begun };
      put(order, { ...record, waitingSince, ...unended, ...(failing ? { failing } : {}) });
    },
    markBegun: async (order) => {
      const record = recordOf(order);
      put(order, { ...record, begun: (record.begun ?? 0) + 1 });
    },
    markReread: rereads.markReread,
  };

  return {
    ...ports,
    readRecord: async (shop: string, orderId: string) => recordOf({ shop, orderId }),
    readState: async (_orders: readonly OrderKey[]): Promise<State> => {
      const read = new Map(records);
      return {
        recordOf: (order) => read.get(nameOf(order)) ?? {},
        circuit: await circuit.read(),
      };
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
    rereads: rereads.all,
    rereadsOf: rereads.of,
  };
};

/** What ends with the waiting, however it ends. */
const withoutWaiting = ({
  waitingSince: _since,
  failing: _failing,
  begun: _begun,
  ...rest
}: OrderRecord): OrderRecord => rest;

/** At a newer version, or at this one and at least this generation. */
const isDecidedAlready = ({ decided: known }: OrderRecord, decided: Decided): boolean =>
  known !== undefined &&
  (known.instant > decided.instant ||
    (known.instant === decided.instant && known.generation >= decided.generation));

/** Whether a newer version is decided or parked. */
const isOvertaken = ({ decided, parked }: OrderRecord, instant: number): boolean =>
  (decided !== undefined && decided.instant > instant) ||
  (parked !== undefined && parked.instant > instant);
