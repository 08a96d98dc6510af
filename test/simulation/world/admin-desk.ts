/**
 * Shopify's own work on a request: whether the app is let in, whether its bucket pays, and the answer.
 */
import type { CostBucket } from '../../../cdk/local/shop-admin/cost-bucket.ts';
import { type Answer, jsonAnswer } from '../../../cdk/local/wms/http.ts';
import type { AdminCall } from './admin-call.ts';
import { dataOf } from './admin-documents.ts';
import { shopifyApp } from './names.ts';
import type { Reconciling } from './plan-reconciling.ts';
import type { ShopOrders, ShopVersion } from './shop-orders.ts';
import type { Tell } from './world-events.ts';

export type AdminDesk = {
  readonly serve: (call: AdminCall, how?: How) => Answer;
  /** The bucket is empty, whoever emptied it. */
  readonly throttle: (call: AdminCall) => Answer;
  /** From now on the cursor that this call goes on from is taken no more. */
  readonly endCursor: (call: AdminCall) => void;
};

/** What is wrong with the answer. */
export type How = 'whole' | 'partial' | 'stale';

export type AdminDeskOptions = {
  readonly reconciling: Reconciling;
  readonly orders: ShopOrders;
  readonly bucket: CostBucket;
  readonly now: () => number;
  readonly tell: Tell;
};

/** Points that Shopify asks for, and about what it takes in the end. */
const costs: Readonly<Record<string, { readonly asked: number; readonly taken: number }>> = {
  GrantedScopes: { asked: 2, taken: 2 },
  ChangedOrders: { asked: 253, taken: 40 },
  WholeOrder: { asked: 337, taken: 20 },
};
const unknownCost = { asked: 10, taken: 10 };

export const makeAdminDesk = (options: AdminDeskOptions): AdminDesk => {
  const { bucket, now, reconciling, orders, tell } = options;
  const tokens = makeTokens(reconciling.tokenSeconds, now);
  const ended = new Set<string>();
  const extensionsOf = (call: AdminCall) => ({
    cost: {
      requestedQueryCost: (costs[call.name] ?? unknownCost).asked,
      throttleStatus: bucket.status(),
    },
  });

  const throttle = (call: AdminCall): Answer =>
    jsonAnswer(200, {
      errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }],
      extensions: extensionsOf(call),
    });

  const orderOf = (how: How) => (orderId: string) => {
    const at = now();
    const found = how === 'stale' ? orders.orderBefore(orderId, at) : orders.orderAt(orderId, at);
    if (found !== undefined) tell(shownEvent(found));
    return found;
  };

  return {
    throttle,
    endCursor: ({ variables }) => {
      ended.add(cursorOf(variables));
    },
    serve: (call, how = 'whole') => {
      const { request } = call;
      if (call.name === 'token') return tokens.answer(request.body);
      if (!tokens.isGood(request.headers['x-shopify-access-token'])) return unauthorized;
      const { asked, taken } = costs[call.name] ?? unknownCost;
      if (!bucket.take(asked)) return throttle(call);
      if (ended.has(cursorOf(call.variables))) return invalidCursor;
      bucket.giveBack(asked - taken);
      const { ordersPerPage } = reconciling;
      const documents = { index: orders.indexAt(now()), order: orderOf(how), ordersPerPage };
      const data = dataOf(call, documents);
      if (data === undefined) throw new Error(`${call.name} is not simulated`);
      const extensions = extensionsOf(call);
      return jsonAnswer(200, how === 'partial' ? partOf(data, extensions) : { data, extensions });
    },
  };
};

/** Each is of one search. */
const cursorOf = ({ after, query }: AdminCall['variables']): string => `${after} ${query}`;

const invalidCursor: Answer = jsonAnswer(200, {
  errors: [
    {
      message: 'Invalid cursor for current pagination sort.',
      extensions: { code: 'BAD_REQUEST' },
    },
  ],
});

const shownEvent = ({ orderId, version, content }: ShopVersion) =>
  ({ kind: 'shown', orderId, version, mark: content.mark }) as const;

/** What could be answered, and that something could not: here half of a page, or no order at all. */
const partOf = (data: object, extensions: object): object => {
  const errors = [{ message: 'Internal error', extensions: { code: 'INTERNAL_SERVER_ERROR' } }];
  const { orders } = data as { readonly orders?: { readonly nodes: readonly unknown[] } };
  const nodes = orders?.nodes.slice(0, Math.floor(orders.nodes.length / 2));
  const pageInfo = { hasNextPage: false, endCursor: null };
  const part = orders === undefined ? { ...data, order: null } : { orders: { nodes, pageInfo } };
  return { data: part, errors, extensions };
};

export const unauthorized: Answer = jsonAnswer(401, {
  errors: '[API] Invalid API key or access token (unrecognized login or wrong password)',
});

const makeTokens = (seconds: number, now: () => number) => {
  const goodUntil = new Map<string, number>();
  return {
    isGood: (token = ''): boolean => (goodUntil.get(token) ?? 0) > now(),
    answer: (form: string): Answer => {
      const asked = new URLSearchParams(form);
      const isOurs =
        asked.get('client_id') === shopifyApp.clientId &&
        asked.get('client_secret') === shopifyApp.clientSecret;
      if (!isOurs) return jsonAnswer(401, { error: 'invalid_client' });
      const token = `shpat_${String(goodUntil.size + 1).padStart(32, '0')}`;
      goodUntil.set(token, now() + seconds * 1_000);
      return jsonAnswer(200, { access_token: token, expires_in: seconds });
    },
  };
};
