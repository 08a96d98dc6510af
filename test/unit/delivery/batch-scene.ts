/**
 * deliver-order's core among fakes: records, the circuit's item, dead letters, a memory of what was
 * delivered, and a delivery that ends as the test says.
 */
import { type Circuit, closedCircuit } from '../../../lib/circuit/circuit.ts';
import { circuitSchema } from '../../../lib/config/circuit-policy.ts';
import { deliverySchema, sendSchema } from '../../../lib/config/policy.ts';
import type { Delivery } from '../../../lib/delivery/deliver.ts';
import {
  type BatchPorts,
  type HiddenMessage,
  makeDeliverBatch,
} from '../../../lib/delivery/deliver-batch.ts';
import { type DeliveryOutcome, isDelivered } from '../../../lib/delivery/outcome.ts';
import type { Received } from '../../../lib/delivery/received.ts';
import type { DeliverOnce } from '../../../lib/delivery/settle-ports.ts';
import { makeTableAway } from '../../../lib/delivery/table-away.ts';
import type { StageReport } from '../../../lib/order/stage-report.ts';
import { circuitOver } from '../../builders/circuit.ts';
import { makeFakeCircuitItem } from '../../fakes/circuit-item.ts';
import { makeFakeDeadLetters } from '../../fakes/dead-letters.ts';
import { makeFakeOrderRecords } from '../../fakes/order-records.ts';

export const sceneStart = Date.UTC(2026, 10, 22, 10, 0, 30);

/** Remembers deliveries by key, as Powertools does, without claims. */
export const makeMemory = (): DeliverOnce => {
  const remembered = new Map<string, string>();
  return async (key, work) => {
    const wmsOrderId = remembered.get(key);
    if (wmsOrderId !== undefined) {
      return { kind: 'delivered', wmsOrderId, attempts: 0, remembered: true };
    }
    const outcome = await work();
    if (isDelivered(outcome)) remembered.set(key, outcome.wmsOrderId);
    return outcome;
  };
};

const delivered: DeliveryOutcome = { kind: 'delivered', wmsOrderId: 'WMS-1', attempts: 1 };
export const failed: Extract<DeliveryOutcome, { kind: 'failed' }> = {
  kind: 'failed',
  cause: 'status',
  status: 503,
  attempts: 5,
};
/** How long a message is hidden after its first failure: the probe's interval, less half the jitter. */
export const firstSeconds = 4.75;
export const rejected: Extract<DeliveryOutcome, { kind: 'refused' }> = {
  kind: 'refused',
  class: 'rejected',
  status: 422,
  problem: 'no street named Thistledown',
  attempts: 2,
};

/** @param ends - how the delivery of each order ends; all are delivered unless it says otherwise. */
export const makeBatchScene = (
  ends: (delivery: Delivery) => DeliveryOutcome | Promise<DeliveryOutcome> = () => delivered,
  given: Partial<BatchPorts> = {},
) => {
  let time = sceneStart;
  const now = () => time;
  const settings = { ...deliverySchema.parse({}), circuit: circuitSchema.parse({}) };
  const item = makeFakeCircuitItem();
  const records = makeFakeOrderRecords(item);
  const letters = makeFakeDeadLetters({ now });
  const deliveries: Delivery[] = [];
  const writes: string[] = [];
  const written =
    <Args extends readonly unknown[]>(name: string, write: (...args: Args) => Promise<void>) =>
    (...args: Args): Promise<void> => {
      writes.push(name);
      return write(...args);
    };
  const hides: (readonly HiddenMessage[])[] = [];
  const reports: StageReport[] = [];
  const deliverBatch = makeDeliverBatch({
    readState: records.readState,
    markDecided: written('decided', records.markDecided),
    markParked: written('parked', records.markParked),
    markWaiting: written('waiting', records.markWaiting),
    markBegun: written('begun', records.markBegun),
    markReread: written('reread', records.markReread),
    park: letters.park,
    hide: async (messages) => {
      hides.push(messages);
    },
    deliver: async (delivery) => {
      deliveries.push(delivery);
      return ends(delivery);
    },
    deliverOnce: makeMemory(),
    circuit: circuitOver(item, { now }),
    tableAway: makeTableAway(settings, now),
    report: (report) => reports.push(report),
    settings,
    send: sendSchema.parse({}),
    now,
    random: () => 0.5,
    ...given,
  });
  return {
    records,
    /** What all environments know of the WMS from now on. */
    putCircuit: (circuit: Partial<Circuit>) =>
      item.put({ ...closedCircuit, ...circuit, revision: 1 }),
    circuitCalls: item.calls,
    letters,
    deliveries,
    /** What was written to order records since the last look, in order. */
    takeWrites: (): readonly string[] => writes.splice(0),
    hides,
    reports,
    /** Ids of the messages that SQS is told to keep. */
    run: async (
      received: readonly Received[],
      remainingMillis: number | (() => number) = 15_000,
    ) => {
      const remaining =
        typeof remainingMillis === 'number' ? () => remainingMillis : remainingMillis;
      const { batchItemFailures } = await deliverBatch(received, remaining);
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    },
    pass: (seconds: number): void => {
      time += seconds * 1_000;
    },
    secondsHidden: () => hides.map((call) => call.map(({ seconds }) => seconds)),
    /** What was told, in short: the message and its stage. */
    told: () => reports.map(({ stage, facts }) => `${facts['message_id']} ${stage}`),
    versionsSent: () => deliveries.map(({ message }) => message.data.order.version),
  };
};
