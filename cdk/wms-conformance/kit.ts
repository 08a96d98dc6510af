/**
 * What a check works with: new test orders, and requests to the WMS under test as its client.
 */
import { expectAccepted } from './finding.ts';
import { type Headers, type Login, makeAdmission } from './login.ts';
import type { TestOrder, TestOrders } from './test-orders.ts';
import type { Endpoint, Exchange, Wire } from './wire.ts';

export type PutGiven = {
  /** The Idempotency-Key. @default - a new one */
  readonly key?: string;
  /** Instead of the order's own. */
  readonly orderId?: string;
  /** Instead of the order as JSON. */
  readonly body?: string;
  /** Instead of our credentials. */
  readonly credentials?: Headers;
  readonly patient?: boolean;
};

export type Kit = {
  readonly login: Login;
  readonly wire: Wire;
  readonly orders: TestOrders;
  readonly baseUrl: string;
  readonly newKey: () => string;
  readonly put: (order: TestOrder, given?: PutGiven) => Promise<Exchange>;
  /** A request to anything else of the WMS, `path` with its query. */
  readonly ask: (
    method: 'GET' | 'PUT' | 'DELETE',
    path: string,
    given?: { readonly body?: string; readonly credentials?: Headers; readonly about?: string },
  ) => Promise<Exchange>;
  /** The newest version that the WMS took of each order. */
  readonly taken: () => ReadonlyMap<string, string>;
};

export type KitDependencies = {
  readonly wire: Wire;
  readonly orders: TestOrders;
  readonly login: Login;
  readonly baseUrl: string;
  readonly now: () => number;
};

const accept = 'application/json, application/problem+json';

/** The headers of the bridge, without credentials. */
const putHeaders = (orderId: string, key: string): Headers => ({
  accept,
  'content-type': 'application/json',
  'idempotency-key': key,
  'user-agent': 'wms-conformance',
  'x-correlation-id': `shopify-order-${orderId}`,
});

const makeLedger = () => {
  const taken = new Map<string, string>();
  return {
    taken,
    note: ({ order_id, version }: TestOrder, exchange: Exchange): void => {
      const known = taken.get(order_id) ?? '';
      if (expectAccepted(exchange) === null && version > known) taken.set(order_id, version);
    },
  };
};

/** Where a path of the contract belongs. */
const endpointOf = (path: string): Endpoint => (path.startsWith('/keys') ? 'keys' : 'orders');

export const makeKit = ({ wire, orders, login, baseUrl, now }: KitDependencies): Kit => {
  const admit = makeAdmission(wire, login, now);
  const ledger = makeLedger();
  let keys = 0;

  const newKey = (): string => {
    keys += 1;
    return `wms-conformance:${orders.idsBegin}:${keys}`;
  };
  const credentials = async (): Promise<Headers> => (await admit()).headers ?? {};

  const put = async (order: TestOrder, given: PutGiven = {}): Promise<Exchange> => {
    const { key = newKey(), orderId = order.order_id, body = JSON.stringify(order) } = given;
    const exchange = await wire.send({
      ...{ method: 'PUT', endpoint: 'orders', url: `${baseUrl}/orders/${orderId}`, body },
      headers: { ...putHeaders(orderId, key), ...(given.credentials ?? (await credentials())) },
      about: `version ${order.version}, ${order.status}, Idempotency-Key ${key}`,
      patient: given.patient ?? true,
    });
    ledger.note(order, exchange);
    return exchange;
  };

  const ask: Kit['ask'] = async (method, path, given = {}) =>
    wire.send({
      ...{ method, endpoint: endpointOf(path), url: `${baseUrl}${path}` },
      ...(given.body === undefined ? {} : { body: given.body }),
      ...(given.about === undefined ? {} : { about: given.about }),
      headers: {
        accept,
        ...(given.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(given.credentials ?? (await credentials())),
      },
    });

  return { login, wire, orders, baseUrl, newKey, put, ask, taken: () => ledger.taken };
};
