/** CloudWatch and SNS of the local endpoint: who may call them, and what is refused. */
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterEach, expect, it } from 'vitest';
import { deliverStatements, failureOf, resourcesWith, startFixture } from './aws-fixture.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const start = async (...statements: readonly object[]) => {
  const fixture = await startFixture(
    resourcesWith([...Object.values(deliverStatements), ...statements]),
  );
  closing.push(fixture.close);
  const cloudWatch = new CloudWatchClient(fixture.deliver);
  const sns = new SNSClient(fixture.deliver);
  return { ...fixture, cloudWatch, sns };
};

const account = 'us-east-1:000000000000';
const TopicArn = `arn:aws:sns:${account}:page`;
const set = { AlarmName: 'depth', StateValue: 'ALARM', StateReason: 'drill' } as const;

it('a function is denied what its role does not allow, by each service in its own way', async () => {
  const { cloudWatch, sns, denials } = await start();

  const failures = [
    await failureOf(cloudWatch.send(new DescribeAlarmsCommand({}))),
    await failureOf(cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: ['a', 'b'] }))),
    await failureOf(cloudWatch.send(new SetAlarmStateCommand(set))),
    await failureOf(sns.send(new PublishCommand({ TopicArn, Message: 'hello' }))),
  ];

  expect(failures.map((failure) => [failure?.name, failure?.status])).toEqual([
    ['AccessDenied', 403],
    ['AccessDenied', 403],
    ['AccessDenied', 403],
    ['AuthorizationErrorException', 403],
  ]);
  expect(denials.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
    `cloudwatch:DescribeAlarms arn:aws:cloudwatch:${account}:alarm:*`,
    `cloudwatch:DescribeAlarms arn:aws:cloudwatch:${account}:alarm:a`,
    `cloudwatch:SetAlarmState arn:aws:cloudwatch:${account}:alarm:depth`,
    `sns:Publish ${TopicArn}`,
  ]);
});

it('what is allowed goes through; what is not there or not supported is named', async () => {
  const { cloudWatch, sns, denials } = await start(
    { Effect: 'Allow', Action: ['cloudwatch:*'], Resource: '*' },
    { Effect: 'Allow', Action: 'sns:Publish', Resource: TopicArn },
  );
  const data = { StartTime: new Date(0), EndTime: new Date(1), MetricDataQueries: [] };

  const failures = [
    await failureOf(cloudWatch.send(new DescribeAlarmsCommand({}))),
    await failureOf(cloudWatch.send(new GetMetricDataCommand(data))),
    await failureOf(sns.send(new PublishCommand({ TopicArn, Message: 'hello' }))),
  ];

  expect(failures.map((failure) => failure?.message)).toEqual([
    'there are no alarms yet',
    'GetMetricData is not supported by the local stack',
    'Topic does not exist',
  ]);
  expect(denials).toEqual([]);
});
