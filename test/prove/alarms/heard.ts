/**
 * What the alarms tell from the stage's start on: CloudWatch gives the newest hundred changes only, so somebody
 * listens all the time.
 */
import { setTimeout as delay } from 'node:timers/promises';
import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
} from '@aws-sdk/client-cloudwatch';
import { operatorCredentials as credentials } from '../../../cdk/local/operator-credentials.ts';
import { stackNameOf } from '../../../cdk/stack-name.ts';
import type { OutwardBridge } from '../../end-to-end/bridge.ts';
import { type Told, topicsOf } from '../told.ts';
import { minuteMillis } from './compressed.ts';

export type Heard = {
  /** Every change of state, oldest first, without the first look at an alarm that was well. */
  readonly told: () => readonly Told[];
  /** What is in ALARM now. */
  readonly inAlarm: () => readonly string[];
  readonly goesTo: (key: string) => Told['goesTo'];
  /** Resolves with the next look. */
  readonly next: () => Promise<void>;
  readonly close: () => Promise<void>;
};

const AlarmTypes = ['MetricAlarm' as const, 'CompositeAlarm' as const];
/** The most that CloudWatch gives at once. */
const MaxRecords = 100;
const changed = /^Alarm updated from (?<before>\w+) to (?<after>\w+)$/;
const keyOf = (alarmName = ''): string => alarmName.replace(`${stackNameOf('local')}-`, '');

export const listen = async (bridge: OutwardBridge): Promise<Heard> => {
  const { awsEndpoint: endpoint, region } = bridge.stack.describe();
  const watching = new CloudWatchClient({ endpoint, region, credentials });
  const audience = await topicsOf(bridge);
  const ending = new AbortController();
  const heard = new Map<string, Told>();
  let inAlarm: readonly string[] = [];
  let looked = Promise.withResolvers<void>();

  const look = async (): Promise<void> => {
    const [{ MetricAlarms = [], CompositeAlarms = [] }, { AlarmHistoryItems = [] }] =
      await Promise.all([
        watching.send(new DescribeAlarmsCommand({ AlarmTypes, StateValue: 'ALARM' })),
        watching.send(new DescribeAlarmHistoryCommand({ AlarmTypes, MaxRecords })),
      ]);
    inAlarm = [...MetricAlarms, ...CompositeAlarms].map(({ AlarmName }) => keyOf(AlarmName));
    for (const { AlarmName, Timestamp, HistorySummary = '' } of AlarmHistoryItems) {
      const { before, after: state = '' } = changed.exec(HistorySummary)?.groups ?? {};
      if (before === 'INSUFFICIENT_DATA' && state === 'OK') continue;
      const key = keyOf(AlarmName);
      const atMillis = Timestamp?.getTime() ?? 0;
      heard.set(`${atMillis} ${key} ${state}`, { atMillis, key, state, goesTo: audience(key) });
    }
    looked.resolve();
    looked = Promise.withResolvers();
  };
  const run = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      await look().catch(() => undefined);
      await delay(minuteMillis / 3, undefined, { signal: ending.signal }).catch(() => undefined);
    }
    looked.resolve();
  };
  const running = run();
  return {
    told: () => [...heard.values()].sort((one, other) => one.atMillis - other.atMillis),
    inAlarm: () => inAlarm,
    goesTo: audience,
    next: () => looked.promise,
    close: async () => {
      ending.abort();
      await running;
      watching.destroy();
    },
  };
};
