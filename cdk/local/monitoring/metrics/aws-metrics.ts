/**
 * The metrics of AWS services that the local stack sends as AWS does, and which of them there are: an alarm
 * on another one would never hear of anything here.
 */
import type { Datum, MetricId } from './datum.ts';

type Service = {
  readonly names: readonly string[];
  /** The sets of dimensions that each of them is sent with. */
  readonly dimensions: readonly (readonly string[])[];
};

const services: Readonly<Record<string, Service>> = {
  'AWS/Lambda': {
    names: ['Invocations', 'Errors', 'Throttles', 'Duration', 'ConcurrentExecutions'],
    dimensions: [['FunctionName']],
  },
  'AWS/SQS': {
    names: [
      'ApproximateNumberOfMessagesVisible',
      'ApproximateNumberOfMessagesNotVisible',
      'ApproximateNumberOfMessagesDelayed',
      'ApproximateAgeOfOldestMessage',
    ],
    dimensions: [['QueueName']],
  },
  'AWS/ApiGateway': {
    names: ['Count', '4xx', '5xx', 'Latency'],
    dimensions: [['ApiId'], ['ApiId', 'Stage']],
  },
  'AWS/SNS': {
    names: [
      'NumberOfMessagesPublished',
      'NumberOfNotificationsDelivered',
      'NumberOfNotificationsFailed',
    ],
    dimensions: [['TopicName']],
  },
};

/** Whether anybody sends it here; metrics of one's own are anybody's. */
export const isSentHere = ({ namespace, name, dimensions }: MetricId): boolean => {
  if (!namespace.startsWith('AWS/')) return true;
  const service = services[namespace];
  if (service === undefined || !service.names.includes(name)) return false;
  const given = Object.keys(dimensions).sort().join();
  return service.dimensions.some((names) => names.join() === given);
};

/** One invocation of a function, once it has ended. */
export type Invocation = {
  readonly functionName: string;
  readonly outcome: 'answered' | 'function-error' | 'throttled';
  readonly durationMillis: number;
  /** How many ran at once when it began, itself included. */
  readonly concurrent: number;
};

/** A throttled one is no invocation, and has no duration. */
export const invocationMetrics = (
  { functionName, outcome, durationMillis, concurrent }: Invocation,
  atMillis: number,
): readonly Datum[] => {
  const datum = (name: string, value: number, unit = 'Count'): Datum => ({
    ...{ namespace: 'AWS/Lambda', name, unit, atMillis, values: [value] },
    dimensions: { FunctionName: functionName },
  });
  if (outcome === 'throttled') return [datum('Throttles', 1)];
  return [
    datum('Invocations', 1),
    datum('Errors', outcome === 'function-error' ? 1 : 0),
    datum('Throttles', 0),
    datum('Duration', durationMillis, 'Milliseconds'),
    datum('ConcurrentExecutions', concurrent),
  ];
};

/** What a queue holds at one moment. */
export type QueueReading = {
  readonly queueName: string;
  readonly visible: number;
  readonly notVisible: number;
  readonly delayed: number;
  readonly oldestSeconds: number;
};

export const queueMetrics = (reading: QueueReading, atMillis: number): readonly Datum[] => {
  const datum = (name: string, value: number, unit = 'Count'): Datum => ({
    ...{ namespace: 'AWS/SQS', name, unit, atMillis, values: [value] },
    dimensions: { QueueName: reading.queueName },
  });
  return [
    datum('ApproximateNumberOfMessagesVisible', reading.visible),
    datum('ApproximateNumberOfMessagesNotVisible', reading.notVisible),
    datum('ApproximateNumberOfMessagesDelayed', reading.delayed),
    datum('ApproximateAgeOfOldestMessage', reading.oldestSeconds, 'Seconds'),
  ];
};

export type GatewayAnswer = {
  readonly apiId: string;
  readonly stage: string;
  readonly status: number;
  readonly latencyMillis: number;
};

export const gatewayMetrics = (answer: GatewayAnswer, atMillis: number): readonly Datum[] => {
  const { apiId, stage, status, latencyMillis } = answer;
  const is = (kind: number): number => Number(Math.floor(status / 100) === kind);
  const values = [
    ['Count', 1, 'Count'],
    ['4xx', is(4), 'Count'],
    ['5xx', is(5), 'Count'],
    ['Latency', latencyMillis, 'Milliseconds'],
  ] as const;
  return [{ ApiId: apiId }, { ApiId: apiId, Stage: stage }].flatMap((dimensions) =>
    values.map(([name, value, unit]) => ({
      ...{ namespace: 'AWS/ApiGateway', name, unit, atMillis, values: [value], dimensions },
    })),
  );
};

/** What came of one message of a topic. */
export type Published = {
  readonly topicName: string;
  readonly delivered: number;
  readonly failed: number;
};

export const topicMetrics = (published: Published, atMillis: number): readonly Datum[] => {
  const datum = (name: string, value: number): Datum => ({
    ...{ namespace: 'AWS/SNS', name, unit: 'Count', atMillis, values: [value] },
    dimensions: { TopicName: published.topicName },
  });
  return [
    datum('NumberOfMessagesPublished', 1),
    datum('NumberOfNotificationsDelivered', published.delivered),
    datum('NumberOfNotificationsFailed', published.failed),
  ];
};
