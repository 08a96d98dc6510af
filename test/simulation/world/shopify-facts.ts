/**
 * What the plan says of Shopify to whoever judges: which orders it has, what its search shows, and by when
 * reconciliation must have found what no webhook told of.
 */
import { reconciliationSchema } from '../../../lib/config/reconciliation-policy.ts';
import type { Plan } from './plan.ts';
import type { PlanPart } from './plan-parts.ts';
import type { Reconciling } from './plan-reconciling.ts';
import { makeShopOrders, type ShopOrders, type ShopVersion } from './shop-orders.ts';

export type ShopifyFacts = {
  readonly orders: ShopOrders;
  /** By when this version must be on the queue, or dealt with, unless a newer one is there. */
  readonly foundDueAt: (version: ShopVersion) => number;
};

const minute = 60_000;
const { everyMinutes, graceSeconds } = reconciliationSchema.parse({});
const periodMillis = everyMinutes * minute;
/** A run's own time, at the most. */
const runMillis = minute;
/**
 * After anything: a run that was killed keeps the next one out by its lease, and an order that could not be
 * read is read again, not before the grace period has passed once more.
 */
const periodsAfterAnything = 4;

export const shopifyFacts = (plan: Plan, startsAt: number): ShopifyFacts | undefined => {
  const { reconciling } = plan;
  if (reconciling === undefined) return undefined;
  const periods = 1 + moreRuns(plan, reconciling);
  const isCalm = isCalmFor(plan);
  return {
    orders: makeShopOrders(plan, startsAt),
    foundDueAt: ({ instant, indexedAt }) => {
      const shownAt = Math.max(instant + graceSeconds * 1_000, indexedAt);
      if (isCalm) return shownAt + periods * periodMillis + runMillis;
      const healedAt = Math.max(shownAt, startsAt + plan.healsAt);
      return healedAt + (periods + periodsAfterAnything) * periodMillis + runMillis;
    },
  };
};

/** What stands in reconciliation's own way. */
const hindering: ReadonlySet<PlanPart['kind']> = new Set(['away', 'down', 'shopify-away']);

const isCalmFor = ({ parts, rates }: Plan): boolean =>
  !parts.some(({ kind }) => hindering.has(kind)) &&
  [rates.aws, rates.shopify, rates.schedule].every((one) => Object.keys(one).length === 0);

/** Beyond one, that all of the plan's orders can take: in a window, and in the next one's overlap. */
const moreRuns = ({ orders }: Plan, { ordersPerPage, pagesPerRun }: Reconciling): number =>
  2 * Math.floor(orders.length / (ordersPerPage * pagesPerRun));

/** What was accepted so long ago without any news is on its way no more (judge.ts). */
const noNewsMillis = 60 * minute;

/** The longest that anything takes to be found once nothing fails any more, a doubtful content included. */
export const findMillis = (plan: Plan): number =>
  plan.reconciling === undefined
    ? 0
    : plan.reconciling.lagMillisMax +
      graceSeconds * 1_000 +
      (1 + moreRuns(plan, plan.reconciling) + periodsAfterAnything) * periodMillis +
      runMillis +
      noNewsMillis;
