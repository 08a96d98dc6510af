/**
 * deliver-order's core among fakes: records, dead letters, a memory of what was delivered, and a
 * delivery that ends as the test says.
 */
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
import type { StageReport } from '../../../lib/order/stage-report.ts';
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
export const putBack: DeliveryOutcome = {
  kind: 'put-back',
  cause: 'status',
  status: 503,
  seconds: 31.2,
  attempts: 5,
};
export const rejected: DeliveryOutcome = {
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
  const records = makeFakeOrderRecords();
  const letters = makeFakeDeadLetters({ now: () => sceneStart });
  const deliveries: Delivery[] = [];
  const hides: (readonly HiddenMessage[])[] = [];
  const reports: StageReport[] = [];
  const deliverBatch = makeDeliverBatch({
    ...records,
    park: letters.park,
    hide: async (messages) => {
      hides.push(messages);
    },
    deliver: async (delivery) => {
      deliveries.push(delivery);
      return ends(delivery);
    },
    deliverOnce: makeMemory(),
    report: (report) => reports.push(report),
    settings: deliverySchema.parse({}),
    send: sendSchema.parse({}),
    now: () => sceneStart,
    ...given,
  });
  return {
    records,
    letters,
    deliveries,
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
    /** What was told, in short: the message and its stage. */
    told: () => reports.map(({ stage, facts }) => `${facts['message_id']} ${stage}`),
    versionsSent: () => deliveries.map(({ message }) => message.data.order.version),
  };
};
