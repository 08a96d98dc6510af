/**
 * The plan of a run, as data, drawn from its seed: who orders what and when, what fails and how often.
 * Nothing in it depends on how the bridge behaves, and each part can be left out without changing the
 * others. Times are milliseconds since the run's beginning.
 */
import type { Draw } from '../contracts.ts';
import { between, happens, makeDraw } from '../engine/draw.ts';
import { drawParts, type PlanPart } from './plan-parts.ts';
import { drawRates, type Rates } from './plan-rates.ts';
import { drawReconciling, drawReconcilingParts, type Reconciling } from './plan-reconciling.ts';
import {
  drawExtras,
  drawOrders,
  drawShape,
  type PlannedExtra,
  type PlannedOrder,
  type Shape,
} from './plan-traffic.ts';

export type Plan = {
  readonly seed: number;
  readonly shape: Shape;
  readonly orders: readonly PlannedOrder[];
  /** Signed bodies that are no order, other topics, forged ones. */
  readonly extras: readonly PlannedExtra[];
  readonly parts: readonly PlanPart[];
  readonly rates: Rates;
  /** How Shopify is asked what webhooks missed; undefined where nobody asks, and none is missed. */
  readonly reconciling: Reconciling | undefined;
  /** Clocks of environments are wrong by at most so much, either way. */
  readonly skewMillisMax: number;
  /**
   * How long a message in hand is hidden; undefined for as long as it is deployed. Shorter than a
   * function may run, it comes again while it is still worked on.
   */
  readonly visibilitySeconds: number | undefined;
  /** Life of the WMS's tokens. */
  readonly tokenSeconds: number;
  /** From here on nothing fails any more. */
  readonly healsAt: number;
};

/** Virtual time begins here in every run: 2026-11-22T10:00:00Z. */
export const startsAt = Date.UTC(2026, 10, 22, 10);

const second = 1_000;

export const drawPlan = (seed: number): Plan => {
  const draw = makeDraw(seed);
  const shape = drawShape(draw);
  const reconciling = drawReconciling(draw);
  const parts = [
    ...drawParts(draw, shape),
    ...(reconciling === undefined ? [] : drawReconcilingParts(draw, shape)),
  ];
  const lastEnd = Math.max(0, ...parts.map(({ until }) => until));
  const orders = drawOrders(draw, shape, lastEnd, reconciling ?? { lostShare: 0, lagMillisMax: 0 });
  const extras = drawExtras(draw, shape);
  const lastPost = Math.max(
    0,
    ...orders.flatMap(({ versions }) => versions.flatMap(({ webhooks }) => webhooks)).map(atOf),
  );
  return {
    seed,
    shape,
    orders,
    extras,
    parts,
    rates: drawRates(draw, reconciling !== undefined),
    reconciling,
    skewMillisMax: draw('skew') < 0.5 ? 0 : Math.floor(draw('skew/millis') * 2_000),
    visibilitySeconds: drawVisibility(draw, parts),
    tokenSeconds: drawTokenSeconds(draw),
    // Once everything has been tried; late webhooks come after it, into a world that is well.
    healsAt: Math.max(lastEnd, Math.min(lastPost, lastEnd + shape.windowMillis)) + 10 * second,
  };
};

const atOf = ({ at }: { readonly at: number }): number => at;

/**
 * The stack refuses such a setting, since the claim of a process that died outlasts it: a process killer
 * would be taken for one that is still at work.
 */
const drawVisibility = (draw: Draw, parts: readonly PlanPart[]): number | undefined => {
  const kills = parts.some((part) => part.kind === 'order' && part.trouble === 'killer');
  return !kills && happens(draw, 'visibility/short', 0.05)
    ? between(draw, 'visibility', 4, 14)
    : undefined;
};

/** Short ones make the bridge ask for tokens while the endpoint is away. */
const drawTokenSeconds = (draw: Draw): number =>
  draw('token/short') < 0.3 ? 30 + Math.floor(draw('token/seconds') * 270) : 3_600;

/** Everything that shrinking may leave out. */
export const partNamesOf = ({ parts, orders, extras }: Plan): readonly string[] => [
  ...parts.map(({ name }) => name),
  ...extras.map(({ name }) => name),
  ...orders.map(({ name }) => name),
];

export const withoutParts = (plan: Plan, without: ReadonlySet<string>): Plan => {
  const isKept = ({ name }: { readonly name: string }) => !without.has(name);
  return {
    ...plan,
    parts: plan.parts.filter(isKept),
    extras: plan.extras.filter(isKept),
    orders: plan.orders.filter(isKept),
  };
};
