/**
 * Shopify's Admin API in virtual time, over the world's own orders: what the bridge asks of it travels, is
 * answered or not, and the answer travels back.
 *
 * It enforces what Shopify does: a token, and a bucket that empties. Everything else is the plan's.
 */
import { makeCostBucket, standardBucket } from '../../../cdk/local/shop-admin/cost-bucket.ts';
import type { HttpRequest, HttpResult, SendHttp } from '../../../lib/adapters/http-request.ts';
import type { Environment } from '../contracts.ts';
import { between } from '../engine/draw.ts';
import type { Engine } from '../engine/engine.ts';
import { never } from '../engine/network.ts';
import { type AdminCall, readAdminCall } from './admin-call.ts';
import { makeAdminDesk } from './admin-desk.ts';
import { windowIn } from './admin-documents.ts';
import { hasCursor, treatmentOf, troubleAt } from './admin-treatment.ts';
import type { Plan } from './plan.ts';
import type { Reconciling } from './plan-reconciling.ts';
import type { ShopOrders } from './shop-orders.ts';
import { exchange, type Reaction } from './wms-exchange.ts';
import type { Tell } from './world-events.ts';

export type WorldAdminOptions = {
  readonly engine: Pick<Engine, 'time' | 'draw' | 'faults'>;
  readonly plan: Plan;
  /** Epoch milliseconds of the plan's beginning. */
  readonly startsAt: number;
  readonly reconciling: Reconciling;
  readonly orders: ShopOrders;
  readonly tell: Tell;
};

/** What leaves an environment, and what it hears. */
export type WorldAdmin = { readonly sendFrom: (environment: Environment) => SendHttp };

/** Over the ocean, one way. */
const wayMillisMin = 20;
const wayMillisMax = 80;
const workMillisMin = 30;
const workMillisMax = 250;

export const openWorldAdmin = (options: WorldAdminOptions): WorldAdmin => {
  const { engine, plan, startsAt, tell } = options;
  const { time, draw, faults } = engine;
  const bucket = makeCostBucket(standardBucket, time.now);
  const desk = makeAdminDesk({ ...options, bucket, now: time.now });

  const react = (call: AdminCall, id: string, kind: string | undefined): Reaction => {
    const trouble = troubleAt(plan, call, time.now() - startsAt) ?? kind;
    const millis = between(draw, `shopify/${id}/work`, workMillisMin, workMillisMax);
    return treatmentOf(trouble, {
      ...{ call, millis, desk },
      slowMillis: Math.round(call.request.timeoutMillis * (0.5 + draw(`shopify/${id}/slow`) * 0.6)),
    });
  };

  const send = (environment: Environment, request: HttpRequest): Promise<HttpResult> => {
    const call = readAdminCall(environment, request);
    const { id, kind } = faults.encounter(`shopify.${call.name}`, call.subject, {
      ...plan.rates.shopify,
      ...(hasCursor(call) ? {} : { 'cursor-refused': 0 }),
      ...(call.name === 'WholeOrder' ? {} : { stale: 0 }),
    });
    if (kind === 'crash-before') {
      environment.kill();
      return never();
    }
    if (call.name === 'ChangedOrders') {
      const { after = null, query = null } = call.variables;
      tell({ kind: 'asked-changes', environment: environment.id, ...windowIn(query), after });
    }
    const way = (name: string) =>
      between(draw, `shopify/${id}/${name}`, wayMillisMin, wayMillisMax);
    return exchange(time, environment, request, {
      thereMillis: way('there'),
      backMillis: way('back'),
      arrive: () => react(call, id, kind),
    });
  };
  return {
    sendFrom: (environment) => async (request) =>
      request.signal?.aborted ? { kind: 'timeout' } : send(environment, request),
  };
};
