/**
 * CloudWatch and SNS of the running stack: what is measured becomes metrics, metrics become states of alarms,
 * and a change of state becomes a message of a topic.
 */
import type { LocalTemplate } from '../contracts.ts';
import type { LogRecord } from '../functions/log-lines.ts';
import { type AlarmBook, makeAlarmBook } from './alarms/alarm-book.ts';
import { noticeOf } from './alarms/alarm-notice.ts';
import { readAlarms } from './alarms/read-alarms.ts';
import { rangeMinutes } from './alarms/read-datapoints.ts';
import { type QueueReading, queueMetrics, topicMetrics } from './metrics/aws-metrics.ts';
import type { Datum } from './metrics/datum.ts';
import { readEmf } from './metrics/emf.ts';
import { type MetricStore, makeMetricStore } from './metrics/metric-store.ts';
import { makeTopics, type Topics } from './notices/deliver-notice.ts';
import { readSubscriptions, readTopicArns } from './notices/subscriptions.ts';

export type MonitoringOptions = {
  readonly template: LocalTemplate;
  readonly region: string;
  /** How long a minute of alarm periods is. */
  readonly minuteMillis: number;
  readonly pagerUrl: string;
  readonly resolveEndpoint: (endpoint: string) => Promise<string | undefined>;
  /** Asked once a minute. */
  readonly readQueues: () => Promise<readonly QueueReading[]>;
  readonly note: (line: string) => void;
};

export type Monitoring = {
  readonly alarms: AlarmBook;
  readonly topics: Topics;
  /** Takes the metrics of a function's line. */
  readonly hear: (record: LogRecord) => void;
  readonly count: (data: readonly Datum[]) => void;
  /** From now on alarms are evaluated. */
  readonly start: () => void;
  readonly close: () => Promise<void>;
};

/** Metrics of a stack without alarms are kept as long. */
const minutesKeptMin = 60;
/** Composite alarms and their waiting are looked at so often. */
const ticksPerMinute = 12;
/** What was measured in the last moment of a minute is counted in it. */
const graceMillis = 25;

/** @throws a refusal that names what of the template's alarms and subscriptions is not supported. */
export const makeMonitoring = (options: MonitoringOptions): Monitoring => {
  const { template, region, minuteMillis, note, pagerUrl, resolveEndpoint } = options;
  const alarms = readAlarms(template);
  const ranges = alarms.map((alarm) => (alarm.kind === 'metric' ? rangeMinutes(alarm) : 0));
  const minutesKept = Math.max(minutesKeptMin, ...ranges) + 1;
  const store = makeMetricStore({ minuteMillis, minutesKept });
  const count = (data: readonly Datum[]): void => {
    for (const datum of data) store.record(datum, Date.now());
  };
  const topics = makeTopics({
    topicArns: readTopicArns(template),
    subscriptions: readSubscriptions(template),
    ...{ pagerUrl, resolveEndpoint, note },
    onPublished: (published) => count(topicMetrics(published, Date.now())),
  });
  const book = makeAlarmBook({
    ...{ alarms, store, minuteMillis, startedMillis: Date.now() },
    onAct: (act) => {
      const { alarm, state } = act.standing;
      for (const topic of alarm.actions[state]) topics.publish(topic, noticeOf(act, region));
    },
  });
  const stop = new AbortController();
  return {
    ...{ alarms: book, topics, count },
    hear: (record) => count(readEmf(record)),
    start: () => run(options, { book, store, signal: stop.signal }),
    close: async () => {
      stop.abort();
      await topics.close();
    },
  };
};

type Run = {
  readonly book: AlarmBook;
  readonly store: MetricStore;
  readonly signal: AbortSignal;
};

const run = (options: MonitoringOptions, { book, store, signal }: Run): void => {
  const { minuteMillis, readQueues } = options;
  const tickMillis = minuteMillis / ticksPerMinute;
  let lastMinute = Math.floor(Date.now() / minuteMillis);
  const tick = async (): Promise<void> => {
    const minute = Math.floor(Date.now() / minuteMillis);
    if (minute > lastMinute) {
      // The reading stands for the minute that has just ended.
      const atMillis = minute * minuteMillis - 1;
      const readings = await readQueues();
      for (const datum of readings.flatMap((one) => queueMetrics(one, atMillis)))
        store.record(datum, Date.now());
    }
    lastMinute = minute;
    if (!signal.aborted) book.advance(Date.now());
  };
  let timer: NodeJS.Timeout | undefined;
  const loop = (): void => {
    const nextMillis = (Math.floor(Date.now() / tickMillis) + 1) * tickMillis + graceMillis;
    timer = setTimeout(async () => {
      await tick().catch((error) => options.note(`alarms were not evaluated: ${String(error)}`));
      if (!signal.aborted) loop();
    }, nextMillis - Date.now());
  };
  signal.addEventListener('abort', () => clearTimeout(timer));
  loop();
};
