/**
 * A day of a stage, minute by minute, put before the alarms of its template: what happens, what the alarms
 * make of it, and whom that tells.
 */
import { makeAlarmBook } from '../../cdk/local/monitoring/alarms/alarm-book.ts';
import { readAlarms } from '../../cdk/local/monitoring/alarms/read-alarms.ts';
import { rangeMinutes } from '../../cdk/local/monitoring/alarms/read-datapoints.ts';
import { type Datum, metricKey } from '../../cdk/local/monitoring/metrics/datum.ts';
import { makeMetricStore } from '../../cdk/local/monitoring/metrics/metric-store.ts';
import { loadTemplate } from '../../cdk/local/template/load-template.ts';
import { outputNames } from '../../cdk/output-names.ts';
import { alarmNameOf, pageTestKey, stackNameOf } from '../../cdk/stack-name.ts';
import type { Day } from './calm-day.ts';
import { makeCounts } from './stage-counts.ts';
import { appOf, type Block, newOutdir } from './synthesize.ts';

export const dayMinutes = 1_440;
export const minuteMillis = 60_000;
const midnight = Date.UTC(2026, 10, 22);
/** Before its first told minute a stage that has lived was watched for so long. */
const livedMinutes = 60;
const testPageAt = 12 * 60;

export const loadStage = async (block: Block) => {
  const assemblyDir = newOutdir();
  appOf({ kept: block }, 'kept', assemblyDir).app.synth();
  const place = { endpointUrl: 'http://127.0.0.1:1', region: 'eu-central-1' };
  const loaded = await loadTemplate({ assemblyDir, ...place });
  if (loaded.kind === 'refused') throw new Error(loaded.faults.join('; '));
  const { template } = loaded;
  const { resources, outputs } = template;
  const api = [...resources.values()].find(({ type }) => type === 'AWS::ApiGatewayV2::Api');
  const counts = await makeCounts(outputs, api?.ref ?? '');
  return { counts, outputs, alarms: readAlarms(template) };
};
export type LoadedStage = Awaited<ReturnType<typeof loadStage>>;

export type Told = {
  readonly minute: number;
  readonly goesTo: 'page' | 'ticket';
  readonly key: string;
  readonly state: string;
};

export type Played = {
  readonly told: readonly Told[];
  /** How often each alarm was evaluated. */
  readonly looks: ReadonlyMap<string, number>;
  /** Metrics of the alarms that nothing in the whole time has counted. */
  readonly uncounted: readonly string[];
};

export type Play = {
  readonly day: Day;
  /** Of the day. */
  readonly from: number;
  readonly minutes: number;
  /** The stage is deployed for the first time as it begins. */
  readonly isNew?: true;
};

export const playDay = (
  { alarms, outputs, counts }: LoadedStage,
  { day, from, minutes, isNew }: Play,
): Played => {
  const ranges = alarms.map((alarm) => (alarm.kind === 'metric' ? rangeMinutes(alarm) : 0));
  const store = makeMetricStore({ minuteMillis, minutesKept: Math.max(...ranges) + 1 });
  const begun = midnight + (from - (isNew ? 0 : livedMinutes)) * minuteMillis;
  const counted = new Set<string>();
  const take = (data: readonly Datum[], nowMillis: number): void => {
    for (const datum of data) {
      counted.add(metricKey(datum));
      store.record(datum, nowMillis);
    }
  };
  const stackName = stackNameOf('kept');
  const told: Told[] = [];
  let now = begun;
  const book = makeAlarmBook({
    ...{ alarms, store, minuteMillis, startedMillis: begun },
    onAct: ({ standing: { alarm, state }, transition: { from: before } }) => {
      // The first look at an alarm that is well resolves what nobody was told.
      if (before === 'INSUFFICIENT_DATA' && state === 'OK') return;
      const minute = Math.round((now - midnight) / minuteMillis) - from;
      if (minute < 0) return;
      for (const [goesTo, topic] of [
        ['page', outputs[outputNames.pageTopic]],
        ['ticket', outputs[outputNames.ticketTopic]],
      ] as const) {
        if (!alarm.actions[state].includes(topic ?? '')) continue;
        told.push({ minute, goesTo, key: alarm.name.replace(`${stackName}-`, ''), state });
      }
    },
  });
  const looks = new Map<string, number>();
  const end = midnight + (from + minutes) * minuteMillis;
  for (let at = begun; at < end; at += minuteMillis) {
    now = at;
    const minute =
      (((at - midnight) / minuteMillis) % dayMinutes) + (at < midnight ? dayMinutes : 0);
    take(
      Object.values(day).flatMap((happens) => happens(minute, at)),
      now,
    );
    if (minute === testPageAt) {
      book.setState(alarmNameOf(stackName, pageTestKey), 'ALARM', 'a test', at);
      take(counts.paged(at), at);
    }
    now = at + minuteMillis;
    book.advance(now);
    for (const { alarm } of book.standings())
      looks.set(
        alarm.name,
        (looks.get(alarm.name) ?? 0) + (at < midnight + from * minuteMillis ? 0 : 1),
      );
  }
  const uncounted = alarms
    .flatMap((alarm) => (alarm.kind === 'metric' ? alarm.reads : []))
    .filter(({ metric }) => !counted.has(metricKey(metric)))
    .map(({ metric }) => [metric.name, metric.dimensions['class']].filter(Boolean).join(' '));
  return { told, looks, uncounted: [...new Set(uncounted)] };
};
