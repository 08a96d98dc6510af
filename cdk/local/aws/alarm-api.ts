/**
 * CloudWatch as the operator's tools use it: DescribeAlarms, DescribeAlarmHistory and SetAlarmState.
 */
import * as z from 'zod';
import type { AlarmBook, Standing } from '../monitoring/alarms/alarm-book.ts';
import { describeHistory, describeStanding } from './alarm-description.ts';
import type { Call } from './call.ts';
import { answer, type Reply, refuse } from './reply.ts';

const stateSchema = z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']);
const typesSchema = z.array(z.enum(['MetricAlarm', 'CompositeAlarm']));

/** All alarms of a template fit on one page: there is no next one. */
const describeSchema = z.strictObject({
  AlarmNames: z.array(z.string()).optional(),
  AlarmNamePrefix: z.string().optional(),
  // As on AWS, composite alarms are given only to those who ask for them.
  AlarmTypes: typesSchema.default(['MetricAlarm']),
  StateValue: stateSchema.optional(),
  MaxRecords: z.int().min(1).max(100).optional(),
});
const historySchema = z.strictObject({
  AlarmName: z.string().optional(),
  AlarmTypes: typesSchema.default(['MetricAlarm']),
  HistoryItemType: z.literal('StateUpdate').optional(),
  MaxRecords: z.int().min(1).max(100).optional(),
});
const setSchema = z.strictObject({
  AlarmName: z.string(),
  StateValue: stateSchema,
  StateReason: z.string().max(1_023),
  StateReasonData: z.string().optional(),
});

type Perform = (book: AlarmBook, parameters: Call['parameters']) => Reply;

/** @param alarms - once they are there. */
export const makeAlarmApi =
  (alarms: () => AlarmBook | undefined) =>
  async ({ operation, parameters }: Call): Promise<Reply> => {
    const perform = operations[operation];
    if (perform === undefined)
      return fail('InvalidAction', `${operation} is not supported by the local stack`);
    const book = alarms();
    if (book === undefined) return fail('ResourceNotFound', 'there are no alarms yet');
    try {
      return perform(book, parameters);
    } catch (error) {
      if (!(error instanceof z.ZodError)) throw error;
      const faults = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
      return fail('InvalidParameterValue', faults.join('; '));
    }
  };

const fail = (code: string, message: string): Reply =>
  refuse('cloudwatch', { status: 400, code, message });

const typeOf = ({ alarm }: Standing) =>
  alarm.kind === 'metric' ? ('MetricAlarm' as const) : ('CompositeAlarm' as const);

const describeAlarms: Perform = (book, parameters) => {
  const asked = describeSchema.parse(parameters);
  const { AlarmNames, AlarmNamePrefix = '', AlarmTypes, StateValue } = asked;
  const found = book
    .standings()
    .filter(({ alarm: { name } }) => AlarmNames?.includes(name) ?? name.startsWith(AlarmNamePrefix))
    .filter(({ state }) => StateValue === undefined || state === StateValue);
  const ofType = (type: 'MetricAlarm' | 'CompositeAlarm') =>
    AlarmTypes.includes(type)
      ? found.filter((one) => typeOf(one) === type).map(describeStanding)
      : [];
  const value = { MetricAlarms: ofType('MetricAlarm'), CompositeAlarms: ofType('CompositeAlarm') };
  return answer('cloudwatch', value);
};

/** Newest first. */
const describeAlarmHistory: Perform = (book, parameters) => {
  const { AlarmName, AlarmTypes, MaxRecords } = historySchema.parse(parameters);
  const items = book
    .standings()
    .filter((one) => AlarmName === undefined || one.alarm.name === AlarmName)
    .filter((one) => AlarmTypes.includes(typeOf(one)))
    .flatMap((one) => describeHistory(one, typeOf(one)))
    .sort((one, other) => other.Timestamp - one.Timestamp);
  return answer('cloudwatch', { AlarmHistoryItems: items.slice(0, MaxRecords) });
};

const setAlarmState: Perform = (book, parameters) => {
  const { AlarmName, StateValue, StateReason } = setSchema.parse(parameters);
  return book.setState(AlarmName, StateValue, StateReason, Date.now())
    ? answer('cloudwatch', {})
    : fail('ResourceNotFound', `there is no alarm ${AlarmName}`);
};

const operations: Readonly<Record<string, Perform>> = {
  DescribeAlarms: describeAlarms,
  DescribeAlarmHistory: describeAlarmHistory,
  SetAlarmState: setAlarmState,
};
