/**
 * reconcile-orders as it is deployed, and its schedule: composed by its own compose.ts from simulated edges.
 */
import { composeReconcileOrders } from '../../../functions/reconcile-orders/compose.ts';
import { watermarkKey } from '../../../lib/adapters/watermark.ts';
import { reconcileOrdersEnv } from '../../../lib/config/env/reconcile-orders.ts';
import { reconciliationSchema } from '../../../lib/config/reconciliation-policy.ts';
import { watermarkOf } from '../../../lib/reconciliation/watermark-item.ts';
import { demoShop } from '../../builders/shopify-order.ts';
import { makeFakeReportStore } from '../../fakes/report-store.ts';
import { makeAwsEdges } from '../runtime/aws-edges.ts';
import { makeFunction } from '../runtime/functions.ts';
import { makeInvoke } from '../runtime/invoke.ts';
import type { Compose } from '../runtime/seats.ts';
import { openWorldAdmin } from './admin.ts';
import type { Cloud } from './cloud.ts';
import { adminSecretArn, lettersUrl, ordersUrl, tableName } from './names.ts';
import type { Plan } from './plan.ts';
import type { Reconciling } from './plan-reconciling.ts';
import type { BridgeOptions } from './run-parts.ts';
import { openSchedule } from './schedule.ts';
import { makeShopOrders, type ShopOrders } from './shop-orders.ts';

export const reconciliation = reconciliationSchema.parse({});

/** cdk/constructs/reconciliation.ts */
const timeoutMillis = 60_000;
/** Nothing in the stack limits it; two at once are rare enough. */
const concurrency = 2;
const recycleRate = 0.02;

export type ReconcileOptions = BridgeOptions & { readonly isDown: () => boolean };

/** Nothing where the plan has no reconciliation. */
export const deployReconcile = (options: ReconcileOptions): void => {
  const { engine, plan, startsAt, cloud, isDown } = options;
  const { reconciling } = plan;
  if (reconciling === undefined) return;
  const orders = makeShopOrders(plan, startsAt);
  const reconcile = makeFunction<unknown>(engine, {
    name: 'reconcile-orders',
    ...{ concurrency, timeoutMillis, recycleRate, skewMillisOf: options.skewMillisOf },
    compose: composeWith(options, reconciling, orders),
  });
  openSchedule({
    ...{ engine, plan, isDown },
    everyMillis: reconciliation.everyMinutes * 60_000,
    invoke: makeInvoke(engine, options.watch('reconcile-orders', reconcile.invoke)),
    mayFind: makeMayFind(engine.time.now, plan, startsAt, orders, cloud),
  });
};

const composeWith = (
  { engine, plan, startsAt, cloud, awsRatesOf: ratesOf, edges, tell }: ReconcileOptions,
  reconciling: Reconciling,
  orders: ShopOrders,
): Compose<unknown> => {
  const admin = openWorldAdmin({ engine, plan, startsAt, reconciling, orders, tell });
  const clients = makeAwsEdges({ services: cloud, ratesOf });
  const env = envOf(reconciling);
  return (environment) => {
    const own = edges.own(environment);
    return composeReconcileOrders(env, {
      ...{ ...own, ...clients(environment), sleep: own.wait },
      request: admin.sendFrom(environment),
      // No night is asked for here.
      ...{ store: makeFakeReportStore(), memory: () => ({ rssBytes: 0, heapBytes: 0 }) },
    });
  };
};

const envOf = ({ pagesPerRun }: Reconciling) =>
  reconcileOrdersEnv.parse({
    DEPLOYMENT: 'simulation',
    RELEASE: '1.0.0',
    TABLE_NAME: tableName,
    ORDERS_QUEUE_URL: ordersUrl,
    DEAD_LETTERS_QUEUE_URL: lettersUrl,
    SHOPS: JSON.stringify([{ domain: demoShop, secretArn: adminSecretArn }]),
    RECONCILIATION: JSON.stringify({ pagesPerRun }),
    REPORTS_BUCKET: 'reports',
    ...{ WMS_SECRET_ARN: '', SEND: '{}' },
    WMS: JSON.stringify({ baseUrl: 'https://wms.example', auth: { kind: 'none' } }),
    WEBHOOK_URL: 'https://bridge.example/webhooks/shopify',
  });

/** So long after the last change or trouble the schedule goes on all the same. */
const stirMillis = 20 * 60_000;

const makeMayFind = (
  now: () => number,
  plan: Plan,
  startsAt: number,
  orders: ShopOrders,
  { items }: Pick<Cloud, 'items'>,
): (() => boolean) => {
  const stirs = [
    ...plan.parts.flatMap(({ from, until }) => [from, until]),
    ...plan.extras.map(({ at }) => at),
    ...plan.orders.flatMap(({ versions }) =>
      versions.flatMap(({ changedAt, indexedAt }) => [changedAt, indexedAt]),
    ),
  ].map((millis) => startsAt + millis);
  const hasStirred = (at: number) => stirs.some((one) => one <= at && at - one < stirMillis);
  const isBehind = (at: number): boolean => {
    const mark = watermarkOf(items().get(watermarkKey(demoShop)) ?? {});
    const newest = orders.indexAt(at).at(-1)?.instant ?? 0;
    const asksFrom = Date.parse(mark?.until ?? '') - reconciliation.overlapSeconds * 1_000;
    return mark === undefined || mark.unfinished !== null || asksFrom <= newest;
  };
  const hasRereads = () => [...items().keys()].some((id) => id.startsWith('reread#'));
  return () => hasStirred(now()) || isBehind(now()) || hasRereads();
};
