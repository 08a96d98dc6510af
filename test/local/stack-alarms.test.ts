/** The running stack's alarms, end to end: from a metric to a page and back, with minutes of a second. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { ListSubscriptionsByTopicCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { operatorCredentials as credentials } from '../../cdk/local/operator-credentials.ts';
import { type Resources, startFixture } from './stack-fixture.ts';

type Running = Awaited<ReturnType<typeof startFixture>>;

const alarmOf = (properties: Record<string, unknown>) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 0,
    EvaluationPeriods: 1,
    Period: 60,
    Statistic: 'Sum',
    TreatMissingData: 'notBreaching',
    AlarmActions: [{ Ref: 'Page' }],
    OKActions: [{ Ref: 'Page' }],
    ...properties,
  },
});

const alarms = (): Resources => ({
  Page: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'page' } },
  PagerSecret: {
    Type: 'AWS::SecretsManager::Secret',
    Properties: { Name: 'pager', SecretString: '{"state":"not set"}' },
  },
  Pager: {
    Type: 'AWS::SNS::Subscription',
    Properties: {
      TopicArn: { Ref: 'Page' },
      Protocol: 'https',
      Endpoint: {
        'Fn::Join': [
          '',
          ['{{resolve:secretsmanager:', { Ref: 'PagerSecret' }, ':SecretString:::}}'],
        ],
      },
    },
  },
  Mail: {
    Type: 'AWS::SNS::Subscription',
    Properties: { TopicArn: { Ref: 'Page' }, Protocol: 'email', Endpoint: 'on-call@example.com' },
  },
  Counted: alarmOf({
    AlarmName: 'counted',
    AlarmDescription: 'An order was counted. Runbook: https://example.com/runbook#counted',
    Namespace: 'Fixture',
    MetricName: 'Counted',
    Dimensions: [{ Name: 'service', Value: 'deliver-order' }],
  }),
  Waiting: alarmOf({
    AlarmName: 'waiting',
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateNumberOfMessagesNotVisible',
    Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': ['Orders', 'QueueName'] } }],
    Statistic: 'Maximum',
  }),
  Asked: alarmOf({
    AlarmName: 'asked',
    Namespace: 'AWS/ApiGateway',
    MetricName: 'Count',
    Dimensions: [{ Name: 'ApiId', Value: { Ref: 'Api' } }],
  }),
  Ran: alarmOf({
    AlarmName: 'ran',
    Namespace: 'AWS/Lambda',
    MetricName: 'Invocations',
    Dimensions: [{ Name: 'FunctionName', Value: { Ref: 'Door' } }],
    ActionsEnabled: false,
  }),
  All: {
    Type: 'AWS::CloudWatch::CompositeAlarm',
    Properties: {
      AlarmName: 'all',
      AlarmRule: 'ALARM("counted") AND ALARM("ran")',
      AlarmActions: [{ Ref: 'Page' }],
      OKActions: [{ Ref: 'Page' }],
    },
  },
});

let running: Running;
let cloudWatch: CloudWatchClient;
let sns: SNSClient;

beforeAll(async () => {
  running = await startFixture((resources) => Object.assign(resources, alarms()), {
    minuteMillis: 1_000,
  });
  const { awsEndpoint: endpoint, region } = running.stack.describe();
  cloudWatch = new CloudWatchClient({ endpoint, region, credentials });
  sns = new SNSClient({ endpoint, region, credentials });
}, 30_000);
afterAll(async () => {
  cloudWatch?.destroy();
  sns?.destroy();
  await running?.end();
});

const stateOf = async (name: string) => {
  const AlarmTypes = ['MetricAlarm' as const, 'CompositeAlarm' as const];
  const { MetricAlarms = [], CompositeAlarms = [] } = await cloudWatch.send(
    new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes }),
  );
  return [...MetricAlarms, ...CompositeAlarms][0]?.StateValue;
};
const becomes = (name: string, state: string) =>
  vi.waitFor(async () => expect(await stateOf(name)).toBe(state), {
    timeout: 15_000,
    interval: 100,
  });

const incidentsOf = async (name: string) => {
  const { pagerUrl } = running.stack.describe();
  const answer = (await (await fetch(`${pagerUrl}/incidents`)).json()) as {
    incidents: { alarmName: string; resolvedMillis: number | null; description: string }[];
  };
  return answer.incidents.filter(({ alarmName }) => alarmName === name);
};

const topicArn = 'arn:aws:sns:eu-central-1:000000000000:page';

describe('the alarms of the local stack', () => {
  it('say where the pager is, in stack.json', () => {
    const file = readFileSync(join(running.place.stateDir, 'stack.json'), 'utf8');

    expect(JSON.parse(file).pagerUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it("fire on a function's metric, page, and resolve the incident when it is over", async () => {
    await becomes('counted', 'OK');
    await running.post('counted-1');

    await becomes('counted', 'ALARM');
    await vi.waitFor(async () => {
      expect(await incidentsOf('counted')).toMatchObject([
        {
          description: 'An order was counted. Runbook: https://example.com/runbook#counted',
          resolvedMillis: null,
        },
      ]);
    });
    await becomes('counted', 'OK');
    await vi.waitFor(async () =>
      expect(await incidentsOf('counted')).toMatchObject([{ resolvedMillis: expect.any(Number) }]),
    );
  }, 40_000);

  it('fire on what the queue, the gateway and the function measure, and together', async () => {
    await Promise.all(['counted-2', 'bad-3', 'c'].map((body) => running.post(body)));

    await Promise.all(['waiting', 'asked', 'ran', 'all'].map((name) => becomes(name, 'ALARM')));
    await vi.waitFor(async () =>
      expect((await incidentsOf('all'))[0]).toMatchObject({ resolvedMillis: null }),
    );

    expect(await incidentsOf('ran')).toEqual([]);
  }, 40_000);

  it('can be set by hand until they are next evaluated, and are remembered', async () => {
    await becomes('counted', 'OK');
    await cloudWatch.send(
      new SetAlarmStateCommand({ AlarmName: 'counted', StateValue: 'ALARM', StateReason: 'drill' }),
    );
    await becomes('counted', 'OK');

    const { AlarmHistoryItems = [] } = await cloudWatch.send(
      new DescribeAlarmHistoryCommand({ AlarmName: 'counted', MaxRecords: 2 }),
    );

    expect(AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary)).toEqual([
      'Alarm updated from ALARM to OK',
      'Alarm updated from OK to ALARM',
    ]);
    expect(JSON.parse(AlarmHistoryItems[1]?.HistoryData ?? '').newState.stateReason).toBe('drill');
  }, 40_000);
});

describe('the topics of the local stack', () => {
  it('take what an operator publishes; only an alarm in strict JSON becomes an incident', async () => {
    const message = { AlarmName: 'test page', NewStateValue: 'ALARM', NewStateReason: 'a test' };
    const Message = JSON.stringify(message);
    const Subject = 'ALARM: "test page" in EU (Frankfurt)';
    await sns.send(
      new PublishCommand({ TopicArn: topicArn, Subject: 'Hello', Message: 'no JSON' }),
    );
    await sns.send(new PublishCommand({ TopicArn: topicArn, Subject, Message }));

    await vi.waitFor(async () => expect(await incidentsOf('test page')).toHaveLength(1));
    expect(running.stack.pager.dropped()[0]).toMatchObject({
      subject: 'Hello',
      why: 'its message is no alarm in strict JSON',
    });
  });

  it('say who is subscribed, and never a secret', async () => {
    const { Subscriptions = [] } = await sns.send(
      new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }),
    );

    expect(Subscriptions.map(({ Protocol }) => Protocol)).toEqual(['https', 'email']);
    expect(Subscriptions[0]?.Endpoint).toContain('{{resolve:secretsmanager:');
    await expect(
      sns.send(new PublishCommand({ TopicArn: `${topicArn}2`, Message: 'a' })),
    ).rejects.toMatchObject({ name: 'NotFoundException' });
  });
});
