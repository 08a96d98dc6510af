/**
 * How a shop behaves, by name: how many orders, of which kinds, and how unkindly they are told.
 */
import type { Mix } from './plan-order.ts';

export type Habits = {
  /** New orders per minute; each brings two to ten webhooks over the next seconds. */
  readonly ratePerMinute: number;
  readonly mix: Mix;
  /** Between two actions of an order. */
  readonly pauseMillis: readonly [min: number, max: number];
  /** Share of webhooks that come twice. */
  readonly duplicateRatio: number;
  /** Share of webhooks that come late, often after those of later actions. */
  readonly lateRatio: number;
  readonly lateMillisMax: number;
  /** Share of webhooks that never come. */
  readonly dropRatio: number;
};

const ordinary = {
  mix: 'ordinary',
  pauseMillis: [2_000, 9_000],
  duplicateRatio: 0.1,
  lateRatio: 0.1,
  lateMillisMax: 9_000,
  dropRatio: 0,
} as const;

export const scenarios = {
  /** Enough to see something happen, few enough to read along. */
  steady: { ...ordinary, ratePerMinute: 20 },
  /** Many at once, hardly any of them changed afterwards. */
  'flash-sale': { ...ordinary, ratePerMinute: 300, duplicateRatio: 0.05 },
  /** Two orders an hour: an outage that nobody notices by its traffic. */
  'nightly-quiet': { ...ordinary, ratePerMinute: 2 / 60 },
  /** Every shape in every API version, doubled, shuffled and partly lost. */
  storm: {
    mix: 'every',
    ratePerMinute: 600,
    pauseMillis: [200, 1_500],
    duplicateRatio: 0.3,
    lateRatio: 0.5,
    lateMillisMax: 5_000,
    dropRatio: 0.02,
  },
} as const satisfies Readonly<Record<string, Habits>>;

export type ScenarioName = keyof typeof scenarios;
export const scenarioNames = Object.keys(scenarios) as readonly ScenarioName[];

export const isScenario = (name: string): name is ScenarioName => Object.hasOwn(scenarios, name);
