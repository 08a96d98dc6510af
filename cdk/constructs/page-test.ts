/**
 * A test page that the clock sends by itself: a pager whose way is broken is else noticed with the first page
 * that does not arrive. It sets the state of an alarm that is for nothing else; CloudWatch's next look
 * at that alarm ends the test, and with it the incident.
 */
import { Stack } from 'aws-cdk-lib';
import type { AlarmBase } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import { alarmNameOf, pageTestKey } from '../stack-name.ts';
import { makeSchedulerRole, triedOnce } from './clock.ts';

/** Seven would be missed by an alarm that looks back seven, for the minutes that a page takes. */
const expression = 'rate(6 days)';

export const makePageTest = (scope: Construct, alarm: AlarmBase): void => {
  const { partition, stackName } = Stack.of(scope);
  const role = makeSchedulerRole(scope, {
    sid: 'SetStateOfTestAlarm',
    action: 'cloudwatch:SetAlarmState',
    on: alarm.alarmArn,
  });
  const schedule = new CfnSchedule(scope, 'PageTest', {
    description: 'Sends a test page, which resolves by itself',
    scheduleExpression: expression,
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      arn: `arn:${partition}:scheduler:::aws-sdk:cloudwatch:setAlarmState`,
      roleArn: role.roleArn,
      input: JSON.stringify({
        AlarmName: alarmNameOf(stackName, pageTestKey),
        StateValue: 'ALARM',
        StateReason: 'The test of every week. Nothing is wrong; it resolves by itself.',
      }),
      retryPolicy: triedOnce,
    },
  });
  // Also for the role's policy, without which the first test would be refused.
  schedule.node.addDependency(role);
};
