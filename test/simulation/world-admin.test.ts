/**
 * The simulation's Admin API: it answers as the local stack's does, which is a GraphQL engine of its own, and
 * the bridge reads the same order from it as from a webhook.
 */
import { describe, expect, it } from 'vitest';
import { answerQuery, readQuery } from '../../cdk/local/shop-admin/graphql-endpoint.ts';
import { makeShopAdminParts } from '../../cdk/local/shop-admin/shop-admin-parts.ts';
import { parseLosslessJson } from '../../lib/order/lossless-json.ts';
import { normalizeOrder } from '../../lib/order/normal-order.ts';
import { shopifyOrderSchema } from '../../lib/order/shopify-order.ts';
import { changedOrders } from '../../lib/reconciliation/admin/changed-orders.ts';
import type { AdminDocument } from '../../lib/reconciliation/admin/document.ts';
import { grantedScopes } from '../../lib/reconciliation/admin/granted-scopes.ts';
import { normalizeAdminOrder } from '../../lib/reconciliation/admin/normalize-admin-order.ts';
import { wholeOrder } from '../../lib/reconciliation/admin/order-documents.ts';
import { demoShop } from '../builders/shopify-order.ts';
import { dataOf } from './world/admin-documents.ts';
import { bodyOf, shopifyOrderOf } from './world/order-content.ts';
import { drawPlan, type Plan, startsAt } from './world/plan.ts';
import { makeShopOrders, type ShopVersion } from './world/shop-orders.ts';

const day = 86_400_000;
const later = startsAt + 30 * day;

const plans = Array.from({ length: 60 }, (_, seed) => drawPlan(seed + 1)).filter(
  ({ orders }) => orders.length > 10,
);
const [plan] = plans;
if (plan === undefined) throw new Error('no plan has so many orders');

/** Both, with all orders as they are in the end; a bucket without a bottom, and pages as they were asked for. */
const bothOf = (of: Plan) => {
  const orders = makeShopOrders(of, startsAt);
  const rows = orders.indexAt(later);
  const local = makeShopAdminParts({
    ...{ port: 0, client: { clientId: 'app', clientSecret: 'secret' }, now: () => later },
    bucket: { maximumAvailable: 1e9, restoreRate: 1 },
  });
  for (const row of rows) local.index.put(orderOf(row));
  const order = (orderId: string) => orders.orderAt(orderId, later);
  return {
    rows,
    ask: (
      { name, text }: AdminDocument<unknown>,
      variables: Record<string, string | null> = {},
    ) => {
      const asked = readQuery(local, JSON.stringify({ query: text, variables }));
      const theirs: unknown = JSON.parse(answerQuery(local, asked).answer.body ?? '');
      const ours = dataOf({ name, variables }, { index: rows, order, ordersPerPage: 250 });
      return { ours, theirs: (theirs as { readonly data: unknown }).data };
    },
  };
};
const orderOf = ({ orderId, name, content, version }: ShopVersion) => ({
  ...shopifyOrderOf({ orderId, name }, content, version),
  id: orderId,
  updated_at: version,
});
const search = (from: number, until: number) => {
  const utc = (millis: number) => new Date(millis).toISOString().replace('.000Z', 'Z');
  return `updated_at:>='${utc(from)}' AND updated_at:<='${utc(until)}'`;
};

describe('the simulation’s Admin API answers as the local stack’s does', () => {
  it('what the app was granted', () => {
    const { ours, theirs } = bothOf(plan).ask(grantedScopes);

    expect(ours).toEqual(theirs);
  });

  it('what changed in a window, both of its ends included', () => {
    const { rows, ask } = bothOf(plan);
    const [from, until] = [rows[2]?.instant ?? 0, rows.at(-3)?.instant ?? 0];
    const query = search(from, until);
    const { ours, theirs } = ask(changedOrders, { query, after: null });

    expect(ours).toEqual(theirs);
    const found = rows.filter(({ instant }) => instant >= from && instant <= until).length;
    expect(found).toBeGreaterThan(5);
    expect(ours).toMatchObject({ orders: { nodes: { length: found } } });
  });

  it('what follows a cursor', () => {
    const { rows, ask } = bothOf(plan);
    const query = search(startsAt - day, later);
    const place = { last_id: rows[3]?.orderId, last_value: rows[3]?.instant };
    const after = Buffer.from(JSON.stringify(place)).toString('base64');
    const { ours, theirs } = ask(changedOrders, { query, after });

    expect(ours).toEqual(theirs);
    expect(ours).toMatchObject({ orders: { nodes: { length: rows.length - 4 } } });
  });

  it('each order, and one that is not there', () => {
    for (const { rows, ask } of plans.slice(0, 10).map(bothOf)) {
      for (const { orderId } of rows.filter(({ content }) => content.padding === 0)) {
        const { ours, theirs } = ask(wholeOrder, { id: `gid://shopify/Order/${orderId}` });

        expect(ours).toEqual(theirs);
      }
    }
    const { ours, theirs } = bothOf(plan).ask(wholeOrder, { id: 'gid://shopify/Order/4711' });
    expect(ours).toEqual(theirs);
    expect(ours).toEqual({ order: null });
  });
});

describe('an order of the world', () => {
  it('is the same for the bridge from a webhook and from the Admin API', () => {
    for (const { rows, ask } of plans.slice(0, 10).map(bothOf)) {
      for (const row of rows.filter(({ content }) => content.padding === 0)) {
        const { ours } = ask(wholeOrder, { id: `gid://shopify/Order/${row.orderId}` });
        const node = wholeOrder.data.parse(ours).order;
        if (node === null) throw new Error('an order is not there');

        expect(normalizeAdminOrder(demoShop, node)).toEqual(fromWebhook(row));
      }
    }
  });
});

const fromWebhook = (row: ShopVersion) => {
  const parsed = parseLosslessJson(Buffer.from(bodyOf(row, row.content, row.version)));
  if (parsed.kind === 'not-json') throw new Error('a body is no JSON');
  return normalizeOrder(demoShop, shopifyOrderSchema.parse(parsed.value));
};
