/**
 * Who calls a function again and again: EventBridge Scheduler, under a role that may do nothing else.
 *
 * Not the construct of the CDK's library, whose target may invoke every version of the function.
 */
import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import type { BridgeFunction } from './bridge-function.ts';

export interface ScheduleProps {
  /** What it is for, shown in the console. */
  readonly description: string;

  /** For instance `rate(4 minutes)`. */
  readonly expression: string;

  /** What the function is asked. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** The least that the service allows. An event that is late is of no use: the next one follows. */
const eventSecondsMax = 60;
export const triedOnce = { maximumRetryAttempts: 0, maximumEventAgeInSeconds: eventSecondsMax };

/**
 * @param sid - says what the role may do.
 * @returns what makes a schedule of the function, each under an id of its own.
 */
export const makeClock = (scope: Construct, fn: BridgeFunction, sid: string) => {
  const { functionArn } = fn.function;
  const role = makeSchedulerRole(scope, { sid, action: 'lambda:InvokeFunction', on: functionArn });
  return (id: string, { description, expression, input }: ScheduleProps): void => {
    const schedule = new CfnSchedule(scope, id, {
      description,
      scheduleExpression: expression,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: functionArn,
        roleArn: role.roleArn,
        input: JSON.stringify(input),
        retryPolicy: triedOnce,
      },
    });
    // Also for the role's policy, without which the first events would be refused.
    schedule.node.addDependency(role);
  };
};

/**
 * For the schedules of this account and of the group that they are in, and for nobody else's.
 *
 * @param sid - says what the role may do.
 */
export const makeSchedulerRole = (
  scope: Construct,
  { sid, action, on }: { readonly sid: string; readonly action: string; readonly on: string },
): Role => {
  const stack = Stack.of(scope);
  const group = stack.formatArn({
    service: 'scheduler',
    resource: 'schedule-group',
    resourceName: 'default',
  });
  const role = new Role(scope, 'SchedulerRole', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': stack.account, 'aws:SourceArn': group },
      },
    }),
  });
  role.addToPolicy(new PolicyStatement({ sid, actions: [action], resources: [on] }));
  return role;
};
