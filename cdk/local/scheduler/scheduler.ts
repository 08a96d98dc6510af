/**
 * Invokes functions as EventBridge Scheduler does: again and again, with the schedule's own role, and
 * without waiting for what comes of it.
 */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { AwsEndpoint } from '../contracts.ts';
import { readSchedules, type Schedule } from './schedule.ts';

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
  readonly close: () => void;
};

/** @throws a refusal when a schedule of the template is not supported. */
export const makeScheduler = (options: SchedulerOptions): Scheduler => {
  const schedules = readSchedules(options.endpoint.template, options.minuteMillis);
  const stop = new AbortController();
  return {
    start: () => {
      for (const schedule of schedules) run(options, schedule, stop.signal);
    },
    close: () => stop.abort(),
  };
};

const run = (
  { endpoint: { url, credentialsOf }, region, report }: SchedulerOptions,
  { logicalId, everyMillis, functionArn, input }: Schedule,
  signal: AbortSignal,
): void => {
  const credentials = credentialsOf(logicalId);
  const client = new LambdaClient({ endpoint: url, region, credentials, maxAttempts: 1 });
  const invoke = async (): Promise<void> => {
    const command = new InvokeCommand({
      FunctionName: functionArn,
      InvocationType: 'Event',
      Payload: input,
    });
    try {
      await client.send(command, { abortSignal: signal });
    } catch (error) {
      if (!signal.aborted) report(`schedule ${logicalId}: invocation failed: ${describe(error)}`);
    }
  };
  // The next one starts although the last one may still be under way, as on AWS.
  const timer = setInterval(() => void invoke(), everyMillis);
  signal.addEventListener('abort', () => {
    clearInterval(timer);
    client.destroy();
  });
};

const describe = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
