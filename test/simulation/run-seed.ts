/**
 * One run of the simulation: the plan of a seed, the bridge in its world, first with everything that
 * fails, then until all has settled; judged after every event.
 */
import type { RunOptions, RunSeed, SeedResult } from './contracts.ts';
import { drawPlan } from './world/plan.ts';
import { runPlan } from './world/run-plan.ts';

export const runSeed: RunSeed = (seed: number, options: RunOptions = {}): Promise<SeedResult> =>
  runPlan(drawPlan(seed), options);
