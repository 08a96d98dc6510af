/**
 * What is drawn for reconciliation: how much webhooks miss, how Shopify's search lags and pages, and what
 * of the world is away for a while, up to six hours of everything.
 */
import type { Draw } from '../contracts.ts';
import { choose, happens } from '../engine/draw.ts';
import { logarithmic } from './chance.ts';
import { type PlanPart, shopifyDocuments, shopifyTroubles } from './plan-parts.ts';
import type { Shape, Telling } from './plan-traffic.ts';

export type Reconciling = Telling & {
  /** Orders on a page of the search, which may be fewer than were asked for. */
  readonly ordersPerPage: number;
  readonly pagesPerRun: number;
  /** Life of Shopify's tokens. */
  readonly tokenSeconds: number;
};

/** In the other seeds nothing is missed, and what breaks there has nothing to do with reconciliation. */
const reconcilingShare = 0.5;

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** Grace and overlap are seven minutes; clocks may be wrong by two seconds, and a second is a whole one. */
const promisedLagMillis = 7 * minute - 4 * second;

export const drawReconciling = (draw: Draw): Reconciling | undefined => {
  if (!happens(draw, 'reconciling', reconcilingShare)) return undefined;
  return {
    lostShare: choose(draw, 'lost', [0, 0.1, 0.1, 0.3, 0.3, 1]),
    lagMillisMax: choose(draw, 'lag', [0, 0, 5 * second, minute, promisedLagMillis]),
    ordersPerPage: choose(draw, 'page', [250, 5, 7]),
    pagesPerRun: choose(draw, 'pages', [40, 40, 4]),
    tokenSeconds: choose(draw, 'shopify/token', [86_399, 86_399, 300]),
  };
};

export const drawReconcilingParts = (draw: Draw, shape: Shape): readonly PlanPart[] => [
  ...drawDown(draw, shape),
  ...drawUnsubscribed(draw, shape),
  ...drawShopify(draw, shape),
];

const startIn = (draw: Draw, name: string, { windowMillis }: Shape): number =>
  Math.floor(draw(`${name}/from`) * (windowMillis + 10 * second));

/** Half of them six hours: Shopify gives up after four. */
const drawDown = (draw: Draw, shape: Shape): readonly PlanPart[] => {
  const name = 'down/1';
  if (!happens(draw, name, 0.15)) return [];
  const from = startIn(draw, name, shape);
  const isLong = happens(draw, `${name}/long`, 0.5);
  const until = from + (isLong ? 6 * hour : logarithmic(draw, `${name}/for`, minute, 6 * hour));
  return [
    {
      kind: 'down',
      name,
      from,
      until,
      hears: choose(draw, `${name}/hears`, ['refusal', 'nothing']),
    },
  ];
};

const drawUnsubscribed = (draw: Draw, shape: Shape): readonly PlanPart[] => {
  const name = 'unsubscribed/1';
  if (!happens(draw, name, 0.15)) return [];
  const from = startIn(draw, name, shape);
  const until = from + logarithmic(draw, `${name}/for`, minute, 3 * hour);
  return [{ kind: 'unsubscribed', name, from, until }];
};

/** What shows only where a version was missed while the one before was not. */
const oftenest = ['stale', 'stale', 'stale'] as const;

const drawShopify = (draw: Draw, shape: Shape): readonly PlanPart[] =>
  ['shopify-away/1', 'shopify-away/2'].flatMap((name) => {
    if (!happens(draw, name, 0.3)) return [];
    const from = startIn(draw, name, shape);
    const until = from + logarithmic(draw, `${name}/for`, minute, 2 * hour);
    const fails = choose(draw, `${name}/fails`, [...shopifyTroubles, ...oftenest]);
    const document = choose(draw, `${name}/document`, shopifyDocuments);
    return [{ kind: 'shopify-away', name, from, until, fails, document }];
  });
