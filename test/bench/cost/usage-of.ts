/**
 * What a day of orders used, as lines with a price: calls and units from the simulated AWS's own log, bytes
 * and processor time from the functions as they ran on the local stack. Pure.
 */
import { gigabyteSeconds, type Usage, type UsageLine } from './cost-model.ts';
import type { Invoked, Priced } from './priced-world.ts';

/** What one invocation of a function on the local stack wrote and computed. */
export type Measured = {
  /** Bytes of a log line, by the order's stage. */
  readonly lineBytes: Readonly<Record<string, number>>;
  /** Bytes of metrics, each invocation. */
  readonly metricBytes: number;
  /** Milliseconds of one core, each invocation. */
  readonly cpuMillis: number;
  readonly memoryMegabytes: number;
};

/** Lambda gives a whole core at this much memory (AWS, Lambda developer guide, "Memory"), and less in proportion. */
const megabytesOfACore = 1_769;
/** CloudWatch counts so many bytes more for each line. */
const eventBytes = 26;
/** One line of the door's access log. */
const accessLogBytes = 260;

/** What it takes at this memory: waiting as it is, computing as slow as its share of a core. */
const billedMillis = ({ millis }: Invoked, { cpuMillis, memoryMegabytes }: Measured) =>
  millis.map((one) => one + cpuMillis * (megabytesOfACore / memoryMegabytes));

const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

const linesBytes = ({ stages }: Invoked, { lineBytes }: Measured): number =>
  Object.entries(stages).reduce(
    (sum, [stage, count]) =>
      sum + count * ((lineBytes[stage] ?? longestOf(lineBytes)) + eventBytes),
    0,
  );

/** A stage that the measured run did not meet is taken for the longest line. */
const longestOf = (lineBytes: Measured['lineBytes']): number =>
  Math.max(...Object.values(lineBytes));

const functionLines = (name: string, invoked: Invoked, measured: Measured): UsageLine[] => {
  const invocations = invoked.millis.length;
  const duration = gigabyteSeconds(billedMillis(invoked, measured), measured.memoryMegabytes);
  return [
    { what: `${name}: invocations`, price: 'lambdaRequests', amount: invocations },
    {
      what: `${name}: duration at ${measured.memoryMegabytes} MB`,
      price: 'lambdaDuration',
      amount: duration,
    },
    { what: `${name}: log lines`, price: 'logBytes', amount: linesBytes(invoked, measured) },
    {
      what: `${name}: metrics`,
      price: 'logBytes',
      amount: invocations * (measured.metricBytes + eventBytes),
    },
  ];
};

export const usageOf = (
  priced: Priced,
  measured: { readonly accept: Measured; readonly deliver: Measured },
): Usage => {
  const { orders, webhooks, calls } = priced;
  return {
    ...{ orders, webhooks },
    lines: [
      { what: 'webhooks through the door', price: 'httpApi', amount: webhooks },
      {
        what: 'access log of the door',
        price: 'logBytes',
        amount: webhooks * (accessLogBytes + eventBytes),
      },
      ...functionLines('accept-webhook', priced.accept, measured.accept),
      ...Object.entries(calls.queues).map(
        ([operation, amount]): UsageLine => ({
          what: `SQS ${operation}`,
          price: 'sqsFifo',
          amount,
        }),
      ),
      ...functionLines('deliver-order', priced.deliver, measured.deliver),
      { what: 'DynamoDB writes', price: 'tableWrites', amount: priced.writeUnits },
      { what: 'DynamoDB reads', price: 'tableReads', amount: priced.readUnits },
      { what: 'Secrets Manager', price: 'secretCalls', amount: sumOf(calls.secrets) },
    ],
  };
};

/** Calls of functions to AWS, each message; those of the queue's own poller are not theirs. */
export const callsPerMessage = ({ calls, accept, deliver }: Priced) => {
  const {
    GetItem = 0,
    BatchGetItem = 0,
    PutItem = 0,
    UpdateItem = 0,
    DeleteItem = 0,
  } = calls.table;
  const { SendMessage = 0, ChangeMessageVisibilityBatch = 0 } = calls.queues;
  const enqueued = accept.stages['enqueued'] ?? 0;
  const webhooks = accept.millis.length;
  const deliveries = sumOf(deliver.stages);
  // Each enqueued message is marked once by accept-webhook; what is left are deliver-order's updates.
  return {
    accept: (webhooks + SendMessage + enqueued) / webhooks,
    deliver:
      (GetItem -
        webhooks +
        BatchGetItem +
        PutItem +
        UpdateItem -
        enqueued +
        DeleteItem +
        ChangeMessageVisibilityBatch) /
      deliveries,
  };
};
