/**
 * What a stack costs in a month in which no order comes: what lies there, and what runs by the clock. Counted
 * in the template; pure.
 */
import type { LocalTemplate } from '../../../cdk/local/contracts.ts';
import { gigabyteSeconds, type UsageLine } from './cost-model.ts';

const minutesPerMonth = 43_800;
/** An event source mapping asks an idle queue with five long polls of 20 s at once (FACTS of AWS: not promised). */
const pollsPerMinute = 5 * 3;
/** Of watch-bridge and reconcile-orders, each look. */
const clockMillis = 300;
const clockMegabytes = 512;
/** Watch every minute; polls every four; the nightly comparison's slices in an hour. */
const runsPerMonth = minutesPerMonth + minutesPerMonth / 4 + 31 * 60;
/** Lines and metrics of one such run. */
const clockBytes = 2_500;
const tableGigabytes = 1;

const count = ({ resources }: LocalTemplate, type: string): number =>
  [...resources.values()].filter((resource) => resource.type === type).length;

/** An alarm on math pays for each metric that it reads. */
const alarmMetrics = ({ resources }: LocalTemplate): number =>
  [...resources.values()]
    .filter(({ type }) => type === 'AWS::CloudWatch::Alarm')
    .reduce((sum, { properties: { Metrics } }) => {
      const read = Array.isArray(Metrics) ? Metrics.filter((one) => one?.MetricStat).length : 1;
      return sum + Math.max(1, read);
    }, 0);

export const idleLines = (template: LocalTemplate, customMetrics: number): readonly UsageLine[] => [
  {
    what: 'alarms, by the metrics they read',
    price: 'alarmMetrics',
    amount: alarmMetrics(template),
  },
  {
    what: 'composite alarms',
    price: 'compositeAlarms',
    amount: count(template, 'AWS::CloudWatch::CompositeAlarm'),
  },
  { what: 'custom metrics', price: 'metrics', amount: customMetrics },
  { what: 'dashboard', price: 'dashboards', amount: count(template, 'AWS::CloudWatch::Dashboard') },
  { what: 'secrets', price: 'secrets', amount: count(template, 'AWS::SecretsManager::Secret') },
  { what: 'keys', price: 'keys', amount: count(template, 'AWS::KMS::Key') },
  {
    what: 'long polls of the idle queue',
    price: 'sqsFifo',
    amount: pollsPerMinute * minutesPerMonth,
  },
  { what: 'runs by the clock: schedules', price: 'schedules', amount: runsPerMonth },
  { what: 'runs by the clock: invocations', price: 'lambdaRequests', amount: runsPerMonth },
  {
    what: 'runs by the clock: duration',
    price: 'lambdaDuration',
    amount: gigabyteSeconds([clockMillis], clockMegabytes) * runsPerMonth,
  },
  { what: 'runs by the clock: logs', price: 'logBytes', amount: clockBytes * runsPerMonth },
  { what: 'table, a million orders of 1 KB', price: 'tableStorage', amount: tableGigabytes },
  { what: 'its point-in-time recovery', price: 'tableBackup', amount: tableGigabytes },
];
