/**
 * A failing seed made readable: shrunk to what it needs, with its order's story and the command that
 * repeats it.
 */
import type { MetFault, SeedResult, StoryLine, Violation } from '../contracts.ts';
import type { Failure } from './campaign.ts';
import type { Pool } from './pool.ts';
import { commandOf, optionsOf, type Replay } from './replay.ts';
import { type ShrinkBounds, shrink } from './shrink.ts';
import { renderStory, shorten, startOf, storyOf } from './story.ts';
import { countText, numberText, renderTable, sinceText, spanText } from './table.ts';

export type FailureReport = {
  readonly seed: number;
  readonly violation: Violation;
  /** What the failure needs. */
  readonly faults: readonly MetFault[];
  readonly planParts: readonly string[];
  /** Where it was shrunk: from what, and how. */
  readonly search?: {
    readonly faults: number;
    readonly planParts: number;
    readonly runs: number;
    readonly millis: number;
    /** False where a bound ended it: there may be a shorter list. */
    readonly complete: boolean;
  };
  readonly replay: Replay;
  readonly command: string;
  /** For a seed of regressions.json. */
  readonly regression?: string;
  readonly startedAt: number;
  readonly story: readonly StoryLine[];
};

export const shrinkBounds: ShrinkBounds = { runsMax: 300, millisMax: 60_000 };

/** What every run of a failure has, besides its faults: the control arm, a planted mistake. */
export type Setting = Pick<Replay, 'naive' | 'mistake'>;

export type ReportPorts = {
  readonly pool: Pick<Pool, 'run'>;
  readonly now: () => number;
  readonly bounds: ShrinkBounds;
};

export const reportFailure = async (
  { pool, now, bounds }: ReportPorts,
  { result: failed, regression }: Failure,
  setting: Setting,
): Promise<FailureReport> => {
  const { seed } = failed;
  if (regression !== undefined) {
    const { replay, why } = regression;
    const told = await pool.run({ seed, options: optionsOf(replay), withStory: true });
    return { ...reportReplay(told, replay), regression: why };
  }
  const always = optionsOf({ seed, ...setting });
  const shrunk = await shrink(
    failed,
    (options, withStory) => pool.run({ seed, options: { ...always, ...options }, withStory }),
    bounds,
    now,
  );
  const { result, before, runs, millis, complete } = shrunk;
  const replay = { seed, only: [...shrunk.faults], without: [...shrunk.without], ...setting };
  return {
    ...reportReplay(result, replay),
    search: { faults: before.faults, planParts: before.parts, runs, millis, complete },
  };
};

/**
 * @param told - a run with its story.
 * @throws Error where it has no violation: a failure that happens only once is the harness's fault.
 */
export const reportReplay = (told: SeedResult, replay: Replay): FailureReport => {
  const { seed, faults, planParts, story } = told;
  const [violation] = told.violations;
  if (violation === undefined) throw new Error(`seed ${seed} failed, but not a second time`);
  const without = new Set(replay.without);
  return {
    ...{ seed, violation, replay, command: commandOf(replay), faults },
    planParts: planParts.filter((part) => !without.has(part)),
    startedAt: startOf(story),
    story: storyOf(story, violation.orderId),
  };
};

/** One failure of each invariant, the shortest: the others most likely have the same cause. */
export const examplesOf = (failures: readonly Failure[], examplesMax: number): readonly Failure[] =>
  [...Map.groupBy(failures, ({ result }) => result.violations[0]?.invariant).values()]
    .map((same) =>
      same.reduce((best, one) => (one.result.events < best.result.events ? one : best)),
    )
    .slice(0, examplesMax);

export const renderFailure = (report: FailureReport): readonly string[] => {
  const { violation, seed, startedAt, regression } = report;
  const order = violation.orderId === undefined ? '' : `  order ${violation.orderId}`;
  return [
    `VIOLATION  ${violation.invariant}${order}  seed ${seed}  at ${sinceText(violation.at - startedAt)}`,
    `  ${violation.detail}`,
    ...(regression === undefined ? [] : [`  It has failed before: ${regression}`]),
    '',
    searchText(report),
    ...needsOf(report),
    '',
    `  replay: ${report.command}`,
    '',
    ...shorten(renderStory(report.story, startedAt, violation.orderId === undefined)).map(
      (line) => `  ${line}`,
    ),
  ];
};

const searchText = ({ search, faults, planParts }: FailureReport): string => {
  if (search === undefined) return `  ${countText(faults.length, 'fault')} met:`;
  const bound = search.complete ? '' : ', ended by its bound';
  const counts = [
    `faults ${numberText(search.faults)} -> ${numberText(faults.length)}`,
    `parts of the plan ${numberText(search.planParts)} -> ${numberText(planParts.length)}`,
  ];
  return `  ${counts.join(', ')} (${countText(search.runs, 'run')}, ${spanText(search.millis)}${bound}):`;
};

const needsOf = ({ faults, planParts, startedAt }: FailureReport): readonly string[] => {
  const rows = [
    ...planParts.map((part) => ['part', '', part, '']),
    ...faults.map(({ id, kind, at }) => ['fault', sinceText(at - startedAt), id, kind]),
  ];
  if (rows.length === 0) return ['    it needs neither a fault nor a part of the plan'];
  return renderTable(['', 'at', 'name', 'kind'], rows, '    ').split('\n').slice(1);
};
