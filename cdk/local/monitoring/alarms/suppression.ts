/**
 * Whether a composite alarm's actions are held back by its suppressor, and when they are taken after all,
 * as CloudWatch documents it with WaitPeriod and ExtensionPeriod.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm_Suppression.html
 */

/** Why actions are held back; `untilMillis` where time alone ends it. */
export type Held =
  | { readonly by: 'WaitPeriod' | 'ExtensionPeriod'; readonly untilMillis: number }
  | { readonly by: 'Alarm' };

export type Periods = { readonly waitMillis: number; readonly extensionMillis: number };

/** What happened since it was last looked at. */
export type Seen = {
  /** Whether the composite alarm changed its state. */
  readonly changed: boolean;
  /** Whether the suppressor is in ALARM now. */
  readonly suppressorAlarms: boolean;
  readonly nowMillis: number;
};

/**
 * @param before - what was held back until now; nothing where no action is owed.
 * @returns what is held back from now on, and whether the actions of the present state are taken now.
 */
export const suppress = (
  before: Held | undefined,
  { waitMillis, extensionMillis }: Periods,
  { changed, suppressorAlarms, nowMillis }: Seen,
): { readonly held: Held | undefined; readonly acts: boolean } => {
  const holdFor = (by: 'WaitPeriod' | 'ExtensionPeriod', millis: number) =>
    millis === 0
      ? { held: undefined, acts: true }
      : { held: { by, untilMillis: nowMillis + millis }, acts: false };
  if (!changed && before === undefined) return { held: undefined, acts: false };
  if (suppressorAlarms) return { held: { by: 'Alarm' }, acts: false };
  if (changed || before === undefined) return holdFor('WaitPeriod', waitMillis);
  if (before.by === 'Alarm') return holdFor('ExtensionPeriod', extensionMillis);
  return nowMillis < before.untilMillis
    ? { held: before, acts: false }
    : { held: undefined, acts: true };
};
