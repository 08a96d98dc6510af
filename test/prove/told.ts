/** What the alarms of the running stack have told, and whom: asked of AWS, as an operator would. */
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
} from '@aws-sdk/client-cloudwatch';
import { operatorCredentials as credentials } from '../../cdk/local/operator-credentials.ts';
import { outputNames } from '../../cdk/output-names.ts';
import { stackNameOf } from '../../cdk/stack-name.ts';
import type { OutwardBridge } from '../end-to-end/bridge.ts';

export type Told = {
  readonly atMillis: number;
  readonly goesTo: 'page' | 'ticket' | 'nobody';
  readonly key: string;
  readonly state: string;
};

const AlarmTypes = ['MetricAlarm' as const, 'CompositeAlarm' as const];
const StackName = stackNameOf('local');
const changed = /^Alarm updated from (?<before>\w+) to (?<after>\w+)$/;

type Audience = (key: string) => Told['goesTo'];

/** Whom each alarm tells, by its key. */
export const topicsOf = async ({ stack }: OutwardBridge): Promise<Audience> => {
  const { awsEndpoint: endpoint, region } = stack.describe();
  const watching = new CloudWatchClient({ endpoint, region, credentials });
  const forming = new CloudFormationClient({ endpoint, region, credentials });
  try {
    const [{ Stacks = [] }, { MetricAlarms = [], CompositeAlarms = [] }] = await Promise.all([
      forming.send(new DescribeStacksCommand({ StackName })),
      watching.send(new DescribeAlarmsCommand({ AlarmTypes })),
    ]);
    const topicOf = (output: string): string =>
      Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === output)?.OutputValue ?? '';
    const goesTo = (actions: readonly string[]): Told['goesTo'] => {
      if (actions.includes(topicOf(outputNames.pageTopic))) return 'page';
      return actions.includes(topicOf(outputNames.ticketTopic)) ? 'ticket' : 'nobody';
    };
    const audience = new Map(
      [...MetricAlarms, ...CompositeAlarms].map(({ AlarmName = '', AlarmActions = [] }) => [
        AlarmName.replace(`${StackName}-`, ''),
        goesTo(AlarmActions),
      ]),
    );
    return (key) => audience.get(key) ?? 'nobody';
  } finally {
    watching.destroy();
    forming.destroy();
  }
};

/** Every change of state so far, oldest first, without the first look at an alarm that was well. */
export const readTold = async (bridge: OutwardBridge): Promise<readonly Told[]> => {
  const { awsEndpoint: endpoint, region } = bridge.stack.describe();
  const watching = new CloudWatchClient({ endpoint, region, credentials });
  try {
    const [goesTo, { AlarmHistoryItems = [] }] = await Promise.all([
      topicsOf(bridge),
      watching.send(new DescribeAlarmHistoryCommand({ AlarmTypes })),
    ]);
    return AlarmHistoryItems.toReversed().flatMap((item) => {
      const { AlarmName = '', Timestamp, HistorySummary = '' } = item;
      const { before, after = '' } = changed.exec(HistorySummary)?.groups ?? {};
      if (before === 'INSUFFICIENT_DATA' && after === 'OK') return [];
      const key = AlarmName.replace(`${StackName}-`, '');
      return { atMillis: Timestamp?.getTime() ?? 0, goesTo: goesTo(key), key, state: after };
    });
  } finally {
    watching.destroy();
  }
};
