/**
 * Invokes functions, and sets alarms, as EventBridge Scheduler does: again and again, with the schedule's own
 * role, and without waiting for what comes of it.
 */
import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { AwsEndpoint } from '../contracts.ts';
import { readSchedules, type Schedule, setAlarmTarget } from './schedule.ts';

export type SchedulerOptions = {
  readonly endpoint: Pick<AwsEndpoint, 'url' | 'template' | 'credentialsOf'>;
  readonly region: string;
  /** How long a minute of a schedule's rate is. @default - a minute */
  readonly minuteMillis?: number;
  /** Told in one line of a call that was denied or failed. */
  readonly report: (line: string) => void;
};

export type Scheduler = {
  /** The first run comes one period later. */
  readonly start: () => void;
  /** Runs each schedule once more, now; resolves when all have made their call. */
  readonly runAll: () => Promise<void>;
  readonly close: () => void;
};

/** @throws a refusal when a schedule of the template is not supported. */
export const makeScheduler = (options: SchedulerOptions): Scheduler => {
  const schedules = readSchedules(options.endpoint.template, options.minuteMillis);
  const stop = new AbortController();
  const runs = schedules.map((schedule) => ({
    schedule,
    invoke: makeInvoke(options, schedule, stop.signal),
  }));
  return {
    start: () => {
      for (const { schedule, invoke } of runs) repeat(schedule, invoke, stop.signal);
    },
    runAll: async () => {
      await Promise.all(runs.map(({ invoke }) => invoke()));
    },
    close: () => stop.abort(),
  };
};

type Invoke = () => Promise<void>;

/** Never rejects: what fails is told, and the next one comes with the next period. */
const makeInvoke = (options: SchedulerOptions, schedule: Schedule, signal: AbortSignal): Invoke => {
  const call = makeCall(options, schedule, signal);
  signal.addEventListener('abort', () => call.end());
  return async () => {
    try {
      await call.send();
    } catch (error) {
      if (signal.aborted) return;
      options.report(`schedule ${schedule.logicalId}: invocation failed: ${describe(error)}`);
    }
  };
};

const repeat = ({ everyMillis }: Schedule, invoke: Invoke, signal: AbortSignal): void => {
  // The next one starts although the last one may still be under way, as on AWS.
  const timer = setInterval(() => void invoke(), everyMillis);
  signal.addEventListener('abort', () => clearInterval(timer));
};

type Call = { readonly send: () => Promise<unknown>; readonly end: () => void };

const makeCall = (
  { endpoint: { url, credentialsOf }, region }: SchedulerOptions,
  { logicalId, target, input }: Schedule,
  abortSignal: AbortSignal,
): Call => {
  const place = { endpoint: url, region, credentials: credentialsOf(logicalId), maxAttempts: 1 };
  if (target === setAlarmTarget) {
    const client = new CloudWatchClient(place);
    const command = new SetAlarmStateCommand(JSON.parse(input));
    return { send: () => client.send(command, { abortSignal }), end: () => client.destroy() };
  }
  const client = new LambdaClient(place);
  const command = new InvokeCommand({
    FunctionName: target,
    InvocationType: 'Event',
    Payload: input,
  });
  return { send: () => client.send(command, { abortSignal }), end: () => client.destroy() };
};

const describe = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
