/**
 * The alarms as the page shows them: what each means, what it looks at, and where its runbook is.
 */
import type { Alarm, MetricAlarm, MetricRead } from '../monitoring/alarms/alarm.ts';
import type { Standing } from '../monitoring/alarms/alarm-book.ts';
import type { Held } from '../monitoring/alarms/suppression.ts';
import type { AlarmRow } from './console-state.ts';

/** @param ticketTopic - whoever is told through another one is paged. */
export const makeAlarmRow =
  (ticketTopic: string | undefined) =>
  ({ alarm, state, sinceMillis, reason, held }: Standing): AlarmRow => ({
    ...{ name: alarm.name, state, sinceMillis, reason },
    goesTo: goesTo(alarm.actions.ALARM, ticketTopic),
    ...splitDescription(alarm.description),
    looksAt: looksAt(alarm),
    held: heldBack(held, alarm),
  });

const goesTo = (topics: readonly string[], ticketTopic: string | undefined): AlarmRow['goesTo'] => {
  if (topics.length === 0) return 'nobody';
  return topics.every((topic) => topic === ticketTopic) ? 'ticket' : 'page';
};

const link = /\(?\b(https?:\/\/[^\s()<>"]+)\)?/;

/** A description ends with, or holds, the address of the alarm's runbook. What is no address stays as it is. */
export const splitDescription = (text: string): Pick<AlarmRow, 'sentences' | 'runbook'> => {
  const found = link.exec(text)?.[1];
  const url = found === undefined ? null : URL.parse(found);
  const sentence =
    url === null ? text : text.replace(link, '').replace(/\s*(?:See|Runbook):?\s*$/, '');
  const sentences = sentence.split('\n').map((line) => line.trim());
  return { sentences: sentences.filter((line) => line !== ''), runbook: url?.href ?? null };
};

const signs: Readonly<Record<MetricAlarm['comparison'], string>> = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '≥',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '≤',
};

const looksAt = (alarm: Alarm): string => {
  if (alarm.kind === 'composite') return alarm.ruleText;
  const { datapointsToAlarm: m, evaluationPeriods: n, periodSeconds, threshold } = alarm;
  const every = periodSeconds === 60 ? 'minutes' : `times ${periodSeconds / 60} minutes`;
  const values = [
    ...alarm.maths.map(({ id, text }) => `${id} = ${text}`),
    ...alarm.reads.map(named),
  ];
  const compared = alarm.isMath ? alarm.returned : '';
  const judged = `${compared} ${signs[alarm.comparison]} ${threshold} in ${m} of ${n} ${every}`;
  return alarm.isMath ? `${judged.trim()}; ${values.join('; ')}` : `${values.join('; ')}${judged}`;
};

const named = (
  { id, metric, statisticName }: MetricRead,
  _: number,
  all: readonly MetricRead[],
) => {
  const by = Object.entries(metric.dimensions).map(([name, value]) => `${name} ${value}`);
  const of = `${statisticName} of ${metric.namespace} ${metric.name}${by.length > 0 ? ` (${by.join(', ')})` : ''}`;
  return all.length > 1 || id !== 'm' ? `${id} = ${of}` : of;
};

const heldBack = (held: Held | undefined, alarm: Alarm): string | null => {
  if (held === undefined || alarm.kind !== 'composite') return null;
  const suppressor = alarm.suppressor?.name ?? '';
  if (held.by === 'Alarm') return `Its actions are held back while ${suppressor} alarms.`;
  return held.by === 'WaitPeriod'
    ? `Its actions wait whether ${suppressor} alarms.`
    : `Its actions wait a while after ${suppressor} has calmed down.`;
};
