/** Schedules of the template, on a clock that the test moves. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readSchedules } from '../../cdk/local/scheduler/schedule.ts';
import { makeScheduler } from '../../cdk/local/scheduler/scheduler.ts';
import { exitCodeOf } from '../../cdk/local/start-refused.ts';
import { type Resources, resourcesWith, startFixture } from './aws-fixture.ts';
import { eventually } from './host-fixture.ts';

const closing: (() => Promise<void> | void)[] = [];
// Calls go over real connections; only what waits for a period is the test's.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(async () => {
  vi.useRealTimers();
  for (const close of closing.splice(0).reverse()) await close();
});

const minute = 60_000;
const arn = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
const statement = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: arn('Deliver') };

const scheduleWith = (properties: object, target: object = {}): object => ({
  Type: 'AWS::Scheduler::Schedule',
  Properties: {
    FlexibleTimeWindow: { Mode: 'OFF' },
    ScheduleExpression: 'rate(1 minute)',
    ScheduleExpressionTimezone: 'Etc/UTC',
    State: 'ENABLED',
    Target: {
      ...{ Arn: arn('Deliver'), RoleArn: arn('ScheduleRole'), Input: '{"action":"work"}' },
      ...{ RetryPolicy: { MaximumRetryAttempts: 0 }, ...target },
    },
    ...properties,
  },
});

const roleWith = (statements: readonly object[]): Resources => ({
  ScheduleRole: {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {},
      Policies: [{ PolicyName: 'own', PolicyDocument: { Statement: statements } }],
    },
  },
});

/** The stack's endpoint with these schedules, and the events that arrive. */
const start = async (schedules: Resources, statements: readonly object[] = [statement]) => {
  const [events, reports, pending]: [unknown[], string[], (() => void)[]] = [[], [], []];
  const { endpoint, denials, close } = await startFixture(
    { ...resourcesWith(), ...roleWith(statements), ...schedules },
    async (_, payload) => {
      events.push(payload);
      await new Promise<void>((resolve) => pending.push(resolve));
      return { kind: 'answered', payload: null, billedMillis: 1 };
    },
  );
  closing.push(close, () => {
    for (const end of pending) end();
  });
  const report = (line: string) => void reports.push(line);
  const scheduler = makeScheduler({ endpoint, region: 'us-east-1', report });
  closing.push(scheduler.close);
  return { scheduler, events, reports, denials, endpoint };
};

const refusalOf = async (schedule: object): Promise<string> => {
  const error = await start({ Schedule: schedule }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error) || exitCodeOf(error) !== 1) throw new Error('was not refused');
  return error.message;
};

describe('a schedule', () => {
  it('invokes its function once in each period, the first time after one', async () => {
    const { scheduler, events, endpoint } = await start({ Schedule: scheduleWith({}) });
    scheduler.start();
    vi.advanceTimersByTime(minute);

    expect(await eventually(() => events[0])).toEqual({ action: 'work' });
    // The first one is still under way.
    vi.advanceTimersByTime(minute);
    expect(await eventually(() => events[1])).toEqual({ action: 'work' });
    expect(endpoint.usage()).toMatchObject([
      { caller: 'Schedule', action: 'lambda:InvokeFunction', count: 2 },
    ]);
  });

  it.each([
    ['rate(1 minute)', minute],
    ['rate(5 minutes)', 5 * minute],
    ['rate(1 hour)', 60 * minute],
    ['rate(24 days)', 24 * 24 * 60 * minute],
  ])('%s is every %d ms', async (ScheduleExpression, everyMillis) => {
    const { endpoint } = await start({ Schedule: scheduleWith({ ScheduleExpression }) });

    expect(readSchedules(endpoint.template, minute / 60)).toMatchObject([
      { everyMillis: everyMillis / 60 },
    ]);
    expect(readSchedules(endpoint.template)).toMatchObject([
      { logicalId: 'Schedule', everyMillis },
    ]);
  });

  it('sets an alarm, as a test page is sent', async () => {
    const Arn = 'arn:aws:scheduler:::aws-sdk:cloudwatch:setAlarmState';
    const Input = '{"AlarmName":"page-test","StateValue":"ALARM","StateReason":"a test"}';
    const allowed = { Effect: 'Allow', Action: 'cloudwatch:SetAlarmState', Resource: '*' };
    const { scheduler, reports, endpoint } = await start(
      { Schedule: scheduleWith({}, { Arn, Input }) },
      [allowed],
    );
    scheduler.start();
    vi.advanceTimersByTime(minute);

    // There is no alarm in this template; that it was asked for is what counts here.
    expect(await eventually(() => reports[0])).toMatch(/ResourceNotFound/);
    expect(endpoint.usage()).toMatchObject([
      { caller: 'Schedule', action: 'cloudwatch:SetAlarmState', count: 1 },
    ]);
  });

  it('is run once more where it is asked for, whatever its period', async () => {
    const { scheduler, events, endpoint } = await start({
      Schedule: scheduleWith({ ScheduleExpression: 'rate(24 days)' }),
    });
    await scheduler.runAll();

    expect(await eventually(() => events[0])).toEqual({ action: 'work' });
    expect(endpoint.usage()).toMatchObject([{ caller: 'Schedule', count: 1 }]);
  });

  it('stops with the stack', async () => {
    const { scheduler } = await start({ Schedule: scheduleWith({}) });
    scheduler.start();
    scheduler.close();

    expect(vi.getTimerCount()).toBe(0);
  });

  it('does nothing where it is disabled', async () => {
    const { scheduler } = await start({ Schedule: scheduleWith({ State: 'DISABLED' }) });
    scheduler.start();

    expect(vi.getTimerCount()).toBe(0);
  });

  it('may do what its role may, and says when that is too little', async () => {
    const { scheduler, events, reports, denials } = await start({ Schedule: scheduleWith({}) }, []);
    scheduler.start();
    vi.advanceTimersByTime(minute);

    expect(await eventually(() => reports[0])).toMatch(
      /^schedule Schedule: invocation failed: AccessDeniedException: User: arn:aws:sts::000000000000:assumed-role\/bridge-ScheduleRole-\w+\/bridge-Schedule-\w+ is not authorized to perform: lambda:InvokeFunction/,
    );
    expect(denials).toMatchObject([{ caller: 'Schedule', action: 'lambda:InvokeFunction' }]);
    expect(events).toEqual([]);
  });
});

describe('a schedule that the local stack does not run', () => {
  const named = 'AWS::Scheduler::Schedule Schedule: ';

  it.each([
    [
      scheduleWith({ ScheduleExpression: 'cron(0 4 * * ? *)' }),
      'ScheduleExpression: the local stack runs rate(…) schedules only',
    ],
    [
      scheduleWith({ ScheduleExpression: 'rate(25 days)' }),
      'ScheduleExpression: must be at most 24 days',
    ],
    [
      scheduleWith({ FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 } }),
      'FlexibleTimeWindow.Mode: the local stack runs schedules at their time only',
    ],
    [
      scheduleWith({}, { Arn: 'arn:aws:scheduler:::aws-sdk:lambda:invoke' }),
      'Target.Arn: is no function of the template',
    ],
    [scheduleWith({}, { Input: '{' }), 'Target.Input: is no JSON'],
    [
      scheduleWith({}, { Input: undefined }),
      'Target.Input: the local stack sends what the template says only',
    ],
  ])('%#: is refused by name', async (schedule, fault) => {
    expect(await refusalOf(schedule)).toContain(`${named}${fault}`);
  });

  it('has a role from elsewhere', async () => {
    const RoleArn = 'arn:aws:iam::123456789012:role/elsewhere';

    expect(await refusalOf(scheduleWith({}, { RoleArn }))).toContain(
      `Schedule (AWS::Scheduler::Schedule): role ${RoleArn} from outside the template is not supported by the local stack`,
    );
  });

  it('has a property that nobody obeys', async () => {
    expect(await refusalOf(scheduleWith({ EndDate: '2026-11-22T10:00:00Z' }))).toContain(
      'Schedule (AWS::Scheduler::Schedule): property EndDate is not supported',
    );
  });
});
