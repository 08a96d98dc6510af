/**
 * The alarms of a template: all of them can be evaluated here as CloudWatch does, or the stack does not
 * start, and each thing that cannot is named.
 */
import type { LocalResource, LocalTemplate } from '../../contracts.ts';
import { resourcesOf } from '../../read-properties.ts';
import { startRefused } from '../../start-refused.ts';
import type { Alarm, CompositeAlarm } from './alarm.ts';
import { alarmsOf } from './alarm-rule.ts';
import { readCompositeAlarm } from './read-composite-alarm.ts';
import { readMetricAlarm } from './read-metric-alarm.ts';

/** What an alarm was read as: itself, or all that is wrong with it. */
export type ReadAlarm =
  | { readonly kind: 'alarm'; readonly alarm: Alarm }
  | { readonly kind: 'refused'; readonly faults: readonly string[] };

const readers = {
  'AWS::CloudWatch::Alarm': readMetricAlarm,
  'AWS::CloudWatch::CompositeAlarm': readCompositeAlarm,
} as const;

/**
 * Metric alarms first, then composite ones, each after those that it looks at.
 *
 * @throws a refusal that names every alarm that is not supported, and why.
 */
export const readAlarms = ({ resources }: Pick<LocalTemplate, 'resources'>): readonly Alarm[] => {
  const faults: string[] = [];
  const alarms = Object.entries(readers).flatMap(([type, read]) =>
    resourcesOf(resources, type).flatMap((resource) => {
      const result = read(resource);
      if (result.kind === 'alarm') {
        faults.push(...actionFaults(resource, result.alarm, resources));
        return [result.alarm];
      }
      faults.push(...result.faults.map((fault) => `${about(resource)}: ${fault}`));
      return [];
    }),
  );
  if (faults.length === 0) faults.push(...referenceFaults(alarms));
  if (faults.length > 0)
    throw startRefused(
      `alarms of the template cannot be evaluated on this machine:${faults.map((fault) => `\n  ${fault}`).join('')}`,
      1,
    );
  return inOrder(alarms);
};

const about = ({ logicalId, type }: LocalResource): string => `${logicalId} (${type})`;

const actionFaults = (
  resource: LocalResource,
  { actions }: Alarm,
  resources: LocalTemplate['resources'],
): readonly string[] => {
  const topics = resourcesOf(resources, 'AWS::SNS::Topic').map(({ ref }) => ref);
  const foreign = Object.values(actions)
    .flat()
    .filter((action) => !topics.includes(action));
  return [...new Set(foreign)].map(
    (action) =>
      `${about(resource)}: action ${action}, which is no topic of the template, is not supported by the local stack`,
  );
};

/** The alarm that is meant by a name or an ARN. */
export const findAlarm = (alarms: readonly Alarm[], asked: string): Alarm | undefined =>
  alarms.find(({ name, arn }) => name === asked || arn === asked);

const dependenciesOf = (alarm: CompositeAlarm): readonly string[] => [
  ...alarmsOf(alarm.rule),
  ...(alarm.suppressor === undefined ? [] : [alarm.suppressor.name]),
];

const isComposite = (alarm: Alarm): alarm is CompositeAlarm => alarm.kind === 'composite';

const referenceFaults = (alarms: readonly Alarm[]): readonly string[] => {
  const composites = alarms.filter(isComposite);
  const unknown = composites.flatMap((alarm) =>
    dependenciesOf(alarm)
      .filter((asked) => findAlarm(alarms, asked) === undefined)
      .map((asked) => `${alarm.name}: ${asked} is no alarm of the template`),
  );
  if (unknown.length > 0) return unknown;
  const placed = inOrder(alarms);
  return composites
    .filter((alarm) => !placed.includes(alarm))
    .map(({ name }) => `${name}: looks at itself through other alarms`);
};

/** Those in a circle have no place. */
const inOrder = (alarms: readonly Alarm[]): readonly Alarm[] => {
  const placed: Alarm[] = alarms.filter((alarm) => !isComposite(alarm));
  for (let round = 0; round < alarms.length; round += 1) {
    const ready = alarms
      .filter(isComposite)
      .filter(
        (alarm) =>
          !placed.includes(alarm) &&
          dependenciesOf(alarm).every((asked) => findAlarm(placed, asked) !== undefined),
      );
    placed.push(...ready);
  }
  return placed;
};
