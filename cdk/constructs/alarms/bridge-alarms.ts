/**
 * Makes the alarms of a table: each row that tells somebody is one alarm with both actions, under a name that
 * is the incident's title. What it is made of and explained by has no action.
 */
import { Stack } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmBase,
  AlarmRule,
  AlarmState,
  ComparisonOperator,
  CompositeAlarm,
  type IAlarmRule,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { alarmNameOf } from '../../stack-name.ts';
import type { AlarmRow } from './alarm-row.ts';

export interface BridgeAlarmsProps {
  readonly table: readonly AlarmRow[];
  readonly topics: Readonly<Record<'page' | 'ticket', Topic>>;
  /** The runbook; an alarm's key is its anchor there. */
  readonly runbookUrl: string;
}

const comparisons = {
  above: ComparisonOperator.GREATER_THAN_THRESHOLD,
  'at least': ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  below: ComparisonOperator.LESS_THAN_THRESHOLD,
} as const;

const missingData = {
  'is well': TreatMissingData.NOT_BREACHING,
  'is bad': TreatMissingData.BREACHING,
  'changes nothing': TreatMissingData.IGNORE,
} as const;

export class BridgeAlarms extends Construct {
  /** Those that tell somebody, by key, in the order of the table. */
  readonly telling: ReadonlyMap<string, AlarmBase>;
  private readonly props: BridgeAlarmsProps;
  /** What is seen of a row, whether or not something explains it. */
  private readonly conditions = new Map<string, IAlarmRule>();

  constructor(scope: Construct, id: string, props: BridgeAlarmsProps) {
    super(scope, id);
    this.props = props;
    const { table } = props;
    // Whatever is watched comes first: rows are made of rows that stand below them, too.
    const watching = new Map(table.map((row) => [row.key, this.watch(row)] as const));
    this.telling = new Map(
      table
        .filter(({ goesTo }) => goesTo !== 'nobody')
        .map((row) => [row.key, (isOneAlarm(row) && watching.get(row.key)) || this.combine(row)]),
    );
    for (const row of table) this.tell(row);
  }

  private watch(row: AlarmRow): Alarm | undefined {
    if ('allOf' in row.seen) return undefined;
    const { metric, is, threshold, of = 1, times = of, missing } = row.seen;
    const key = isOneAlarm(row) ? row.key : `${row.key}-seen`;
    const alarm = new Alarm(this, key, {
      alarmName: this.nameOf(key),
      alarmDescription: describeAlarm(row, this.props.runbookUrl, key === row.key),
      metric,
      comparisonOperator: comparisons[is],
      threshold,
      evaluationPeriods: of,
      datapointsToAlarm: times,
      treatMissingData: missingData[missing],
    });
    this.conditions.set(row.key, AlarmRule.fromAlarm(alarm, AlarmState.ALARM));
    return alarm;
  }

  private combine(row: AlarmRow): CompositeAlarm {
    return new CompositeAlarm(this, row.key, {
      compositeAlarmName: this.nameOf(row.key),
      alarmDescription: describeAlarm(row, this.props.runbookUrl),
      alarmRule: ruleOf(row, (key) => this.conditionOf(key)),
    });
  }

  private conditionOf(key: string): IAlarmRule {
    const known = this.conditions.get(key);
    if (known !== undefined) return known;
    const row = this.props.table.find((one) => one.key === key);
    if (row === undefined || !('allOf' in row.seen)) throw new Error(`the table has no row ${key}`);
    return AlarmRule.allOf(...row.seen.allOf.map((part) => this.conditionOf(part)));
  }

  /** Of its end, too: what is over must not stay open at the pager. */
  private tell({ key, goesTo }: AlarmRow): void {
    if (goesTo === 'nobody') return;
    const action = new SnsAction(this.props.topics[goesTo]);
    this.telling.get(key)?.addAlarmAction(action);
    this.telling.get(key)?.addOkAction(action);
  }

  /** Unique in an account and region. */
  private nameOf(key: string): string {
    return alarmNameOf(Stack.of(this).stackName, key);
  }
}

/** A row with one condition and no cause is that one alarm; others need a composite. */
const isOneAlarm = ({ seen, explainedBy, onlyWhile }: AlarmRow): boolean =>
  !('allOf' in seen) && explainedBy === undefined && onlyWhile === undefined;

const ruleOf = (
  { key, seen, explainedBy = {}, onlyWhile = {} }: AlarmRow,
  conditionOf: (key: string) => IAlarmRule,
): IAlarmRule => {
  const parts = [...('allOf' in seen ? seen.allOf : [key]), ...Object.keys(onlyWhile)];
  const causes = Object.keys(explainedBy);
  return AlarmRule.allOf(
    ...parts.map(conditionOf),
    ...causes.map((cause) => AlarmRule.not(conditionOf(cause))),
  );
};

/** For the person whom it reaches: what it means, what the customer notices, where to go on. */
const describeAlarm = (
  { key, goesTo, meaning, notices }: AlarmRow,
  runbookUrl: string,
  isTold = true,
): string =>
  [
    meaning,
    `Customers: ${notices}`,
    ...(isTold && goesTo !== 'nobody' ? [] : ['Tells nobody: other alarms are made of it.']),
    `Runbook: ${runbookUrl}#${key}`,
  ].join('\n');
