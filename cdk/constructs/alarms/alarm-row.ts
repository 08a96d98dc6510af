/**
 * What a row of the alarm table says. One row is one condition in the words of the person it reaches.
 */
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';

/** `nobody`: a condition that other rows are made of or explained by. */
export type GoesTo = 'page' | 'ticket' | 'nobody';

/** What a minute without a value means. */
export type Missing = 'is well' | 'is bad' | 'changes nothing';

export interface Watched {
  /** Its period is the length of one value. */
  readonly metric: IMetric;

  readonly is: 'above' | 'at least' | 'below';

  readonly threshold: number;

  /** So many of the newest values are looked at. @default 1 */
  readonly of?: number;

  /** So many of them must be so. @default - all of them */
  readonly times?: number;

  readonly missing: Missing;

  /** Why a missing value means that. */
  readonly because: string;
}

export interface AlarmRow {
  /** Part of the alarm's name, which is an incident's title, and the anchor in the runbook. */
  readonly key: string;

  readonly goesTo: GoesTo;

  /** What it means. */
  readonly meaning: string;

  /** What the customer notices of it, now or soon. */
  readonly notices: string;

  /** One metric or formula; or rows that must all be true at once. */
  readonly seen: Watched | { readonly allOf: readonly string[] };

  /**
   * Rows that are causes of this one, each with the reason: while one of them is true, this one tells
   * nobody, and what it told before is resolved. @default - nothing explains it
   */
  readonly explainedBy?: Readonly<Record<string, string>>;

  /** Rows without which this one tells nobody, each with the reason. @default - it tells at any time */
  readonly onlyWhile?: Readonly<Record<string, string>>;
}
