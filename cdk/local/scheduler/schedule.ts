/**
 * A schedule of the template: which function it invokes, or that it sets an alarm, how often and with what.
 *
 * Refuses by name what the local scheduler does not obey (cron, time windows, other targets).
 */
import * as z from 'zod';
import type { LocalTemplate } from '../contracts.ts';
import { refersTo } from '../functions/function-spec.ts';
import { readProperties, resourcesOf } from '../read-properties.ts';

export type Schedule = {
  readonly logicalId: string;
  readonly everyMillis: number;
  /** The function's ARN as the template writes it; or the one call of AWS that is made here. */
  readonly target: string;
  /** The event, or the call's parameters, as JSON. */
  readonly input: string;
};

/** A test page is sent so. */
export const setAlarmTarget = 'arn:aws:scheduler:::aws-sdk:cloudwatch:setAlarmState';

const usualMinuteMillis = 60_000;
const unitMinutes = { minute: 1, hour: 60, day: 1_440 } as const;
/** What a timer can wait for: 24 days and some hours. */
const everyMillisMax = 2 ** 31 - 1;

const rate = /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/;

const minutesOf = (expression: string): number => {
  const [, count = '0', unit = 'minute'] = rate.exec(expression) ?? [];
  return Number(count) * unitMinutes[unit as keyof typeof unitMinutes];
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const scheduleSchema = z.object({
  ScheduleExpression: z
    .string()
    .regex(rate, 'the local stack runs rate(…) schedules only')
    .transform(minutesOf)
    .refine((minutes) => minutes * usualMinuteMillis <= everyMillisMax, 'must be at most 24 days'),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  FlexibleTimeWindow: z.strictObject({
    Mode: z.literal('OFF', 'the local stack runs schedules at their time only'),
  }),
  Target: z.strictObject({
    Arn: z.string(),
    RoleArn: z.string(),
    Input: z
      .string('the local stack sends what the template says only')
      .refine(isJson, 'is no JSON'),
    // A call that fails is told, and the next one comes with the next period.
    RetryPolicy: z.object({}).optional(),
  }),
});

/**
 * The schedules that are enabled.
 *
 * @param minuteMillis - how long a minute of a rate is.
 * @throws a refusal naming a schedule that the local stack cannot run as it would be deployed.
 */
export const readSchedules = (
  { resources }: LocalTemplate,
  minuteMillis = usualMinuteMillis,
): readonly Schedule[] => {
  const functions = resourcesOf(resources, 'AWS::Lambda::Function');
  const own = z
    .string()
    .refine(
      (arn) => arn === setAlarmTarget || functions.some((candidate) => refersTo(arn, candidate)),
      'is no function of the template',
    );
  const schema = scheduleSchema.extend({
    Target: scheduleSchema.shape.Target.extend({ Arn: own }),
  });
  return resourcesOf(resources, 'AWS::Scheduler::Schedule').flatMap((resource) => {
    const { ScheduleExpression, State, Target } = readProperties(resource, schema);
    if (State === 'DISABLED') return [];
    return {
      logicalId: resource.logicalId,
      everyMillis: ScheduleExpression * minuteMillis,
      target: Target.Arn,
      input: Target.Input,
    };
  });
};
