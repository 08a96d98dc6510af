/**
 * Many seeds, one after the other on every thread: which of them failed, what occurred, and whether the
 * same seed twice gives the same run.
 */
import type { RunOptions, SeedResult } from '../contracts.ts';
import { makeTally, type Occurrence, type OccurrenceRule } from './occurrences.ts';
import type { SeedRange } from './options.ts';
import type { Pool } from './pool.ts';
import { optionsOf, type Replay } from './replay.ts';

export type Regression = { readonly why: string; readonly replay: Replay };

export type CampaignPlan = {
  readonly range: SeedRange;
  readonly options: RunOptions;
  /** Run first: what failed once must not fail again. */
  readonly regressions: readonly Regression[];
  readonly rule: OccurrenceRule;
};

export type Failure = { readonly result: SeedResult; readonly regression?: Regression };
/** Two runs of one seed that were not the same. */
export type Difference = { readonly seed: number; readonly hashes: readonly [string, string] };

export type CampaignState = {
  seeds: number;
  orders: number;
  events: number;
  /** Seeds run twice. */
  compared: number;
  readonly failures: Failure[];
  readonly differences: Difference[];
};
export type Campaign = Readonly<CampaignState> & {
  readonly occurrences: readonly Occurrence[];
  readonly millis: number;
};

export type CampaignPorts = {
  readonly pool: Pick<Pool, 'run'>;
  readonly lanes: number;
  /** Milliseconds, of any origin. */
  readonly now: () => number;
  /** Told of every seed, as soon as it is done. */
  readonly observe: (result: SeedResult, state: Readonly<CampaignState>, millis: number) => void;
};

/** The first seed, and every so many one more, is run twice. */
const comparedEvery = 25;

export const runCampaign = async (ports: CampaignPorts, plan: CampaignPlan): Promise<Campaign> => {
  const { pool, lanes, now, observe } = ports;
  const { range, options } = plan;
  const startedAt = now();
  const tally = makeTally(plan.rule);
  const state: CampaignState = {
    ...{ seeds: 0, orders: 0, events: 0, compared: 0 },
    ...{ failures: [], differences: [] },
  };
  for (const regression of plan.regressions) {
    const { replay } = regression;
    const result = await pool.run({ seed: replay.seed, options: optionsOf(replay) });
    if (result.violations.length > 0) state.failures.push({ result, regression });
  }

  const compare = async (first: SeedResult): Promise<void> => {
    const second = await pool.run({ seed: first.seed, options });
    state.compared += 1;
    if (first.hash === second.hash) return;
    state.differences.push({ seed: first.seed, hashes: [first.hash, second.hash] });
  };
  const isOver = () => range.minutes !== undefined && now() - startedAt >= range.minutes * 60_000;
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < range.count && (next === 0 || !isOver())) {
      const index = next;
      next += 1;
      const result = await pool.run({ seed: range.from + index, options });
      tally.add(result.occurred);
      state.seeds += 1;
      state.orders += result.orders;
      state.events += result.events;
      if (result.violations.length > 0) state.failures.push({ result });
      observe(result, state, now() - startedAt);
      if (index % comparedEvery === 0) await compare(result);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  state.failures.sort(byRegressionAndSeed);
  return { ...state, occurrences: tally.table(), millis: now() - startedAt };
};

const byRegressionAndSeed = (one: Failure, other: Failure): number =>
  Number(other.regression !== undefined) - Number(one.regression !== undefined) ||
  one.result.seed - other.result.seed;
