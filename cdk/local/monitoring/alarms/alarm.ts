/**
 * The alarms of a template, read and checked: what they look at, how they judge, what they do.
 */
import type { Expression } from '../math/expression.ts';
import type { MetricId } from '../metrics/datum.ts';
import type { Statistic } from '../metrics/statistic.ts';
import type { Rule } from './alarm-rule.ts';
import type { AlarmState, Judgement } from './judge.ts';

type Common = {
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  readonly actionsEnabled: boolean;
  /** The ARNs of topics, by the state that they are told of. */
  readonly actions: Readonly<Record<AlarmState, readonly string[]>>;
};

/** One metric that an alarm reads. */
export type MetricRead = {
  readonly id: string;
  readonly metric: MetricId;
  readonly statistic: Statistic;
  /** As the template names it: `Sum`, `p99`. */
  readonly statisticName: string;
  readonly unit: string | undefined;
};

export type MathRead = {
  readonly id: string;
  readonly text: string;
  readonly expression: Expression;
};

export type MetricAlarm = Common &
  Judgement & {
    readonly kind: 'metric';
    readonly periodSeconds: number;
    readonly reads: readonly MetricRead[];
    readonly maths: readonly MathRead[];
    /** The id of what is compared with the threshold. */
    readonly returned: string;
    /** Whether a percentile of too few values is waited with. */
    readonly waitsForSamples: boolean;
    /** Whether the template gave `Metrics` and not one metric. */
    readonly isMath: boolean;
  };

export type Suppressor = {
  /** The alarm's name. */
  readonly name: string;
  readonly waitSeconds: number;
  readonly extensionSeconds: number;
};

export type CompositeAlarm = Common & {
  readonly kind: 'composite';
  readonly ruleText: string;
  readonly rule: Rule;
  readonly suppressor: Suppressor | undefined;
};

export type Alarm = MetricAlarm | CompositeAlarm;
