/** What the change of one item of the table tells the world. */
import { replayJobsKey } from '../../../lib/adapters/replay-jobs.ts';
import { parseCircuit } from '../../../lib/circuit/circuit.ts';
import { table } from '../../../lib/config/table.ts';
import { jobsSchema } from '../../../lib/letters/job.ts';
import type { OrderRecord } from '../../../lib/order/order-record.ts';
import { watermarkOf } from '../../../lib/reconciliation/watermark-item.ts';
import type { WorldEvent } from './world-events.ts';

export type StoredItem = Readonly<Record<string, unknown>>;

const orderPrefix = 'order#';
const letterPrefix = 'letter#';
const rereadPrefix = 'reread#';

/** @param after - undefined where the item was deleted. Undefined for what is nobody's business. */
export const itemEvent = (id: string, after: StoredItem | undefined): WorldEvent | undefined => {
  const isOf = (prefix: string) => id.startsWith(prefix);
  // Of a key like `order#<shop>/<order>`.
  const orderId = id.slice(id.lastIndexOf('/') + 1);
  if (isOf(rereadPrefix)) {
    return { kind: 'reread', orderId, version: after ? String(after['version']) : null };
  }
  if (after === undefined) return undefined;
  // The bridge's own code wrote it, in its own shape.
  if (isOf(orderPrefix)) return { kind: 'recorded', orderId, record: after as OrderRecord };
  if (isOf(table.watermarkPrefix)) return watermarkEvent(after);
  if (isOf(letterPrefix)) {
    const waits = table.letters.partition in after;
    return { kind: 'indexed', letterId: id.slice(letterPrefix.length), waits };
  }
  if (id === replayJobsKey) return { kind: 'jobs', jobs: jobsSchema.parse(after).jobs };
  if (id === table.circuit) return { kind: 'circuit', circuit: parseCircuit(after) };
  return undefined;
};

const watermarkEvent = (item: StoredItem): WorldEvent | undefined => {
  const watermark = watermarkOf(item);
  return watermark && { kind: 'watermark', watermark };
};
