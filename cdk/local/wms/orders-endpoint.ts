/**
 * Answers `PUT /orders/{order_id}` and `GET /orders` as the WMS contract says, without any faults.
 */
import type { Caller } from './access.ts';
import { type Answer, jsonAnswer } from './http.ts';
import type { IdempotencyKeys } from './idempotency-keys.ts';
import { fingerprint, type OrderBook, type StoredOrder } from './order-book.ts';
import { checkOrder } from './order-contract.ts';
import { badRequest, problemAnswer, problemTypes, unauthorized } from './problem.ts';

const pageSize = 250;
const keyCharactersMax = 255;

/** One request as the endpoint sees it. */
export type OrdersRequest = {
  readonly orderId: string;
  /** null for one that is not let in. */
  readonly caller: Caller | null;
  readonly contentType: string | undefined;
  readonly idempotencyKey: string | undefined;
  readonly correlationId: string | null;
  /** The body's text, or null if it was too large. */
  readonly text: string | null;
};

export type OrdersDependencies = {
  readonly book: OrderBook;
  readonly keys: IdempotencyKeys;
  readonly now: () => number;
};

export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const summaryOf = (order: StoredOrder, content: boolean) => ({
  order_id: order.orderId,
  wms_order_id: order.wmsOrderId,
  version: order.current.version,
  status: order.current.status,
  updated_at: new Date(order.updatedAtMillis).toISOString(),
  ...(content ? { order: order.current } : {}),
});

/** What is wrong with a request before its content matters. */
const refuse = (request: OrdersRequest): Answer | null => {
  if (request.caller === null) return unauthorized();
  const key = request.idempotencyKey ?? '';
  if (key === '' || key.length > keyCharactersMax) {
    return badRequest(`Idempotency-Key needs 1 to ${keyCharactersMax} characters`);
  }
  if (!/^application\/json\b/i.test(request.contentType ?? '')) {
    const title = 'The body is not application/json';
    return problemAnswer({ status: 415, type: problemTypes.badRequest, title });
  }
  if (request.text === null) {
    const title = 'The body is too large';
    return problemAnswer({ status: 413, type: problemTypes.badRequest, title });
  }
  return null;
};

const storeOrder = (
  { book, now }: OrdersDependencies,
  request: OrdersRequest,
  idempotencyKey: string,
  body: unknown,
): Answer => {
  const checked = checkOrder(body, request.orderId);
  if (checked.kind === 'invalid') {
    const title = 'The order does not fit the contract';
    const members = { errors: checked.faults };
    return problemAnswer({ status: 422, type: problemTypes.invalidOrder, title, members });
  }
  const { correlationId } = request;
  const result = book.put({ atMillis: now(), idempotencyKey, correlationId, order: checked.order });
  if (result.outcome === 'outdated') {
    const title = 'A newer version of this order is known';
    const members = { current_version: result.version };
    return problemAnswer({ status: 409, type: problemTypes.newerVersion, title, members });
  }
  const headers = { Location: `/orders/${request.orderId}` };
  const status = result.outcome === 'created' ? 201 : 200;
  return jsonAnswer(status, { wms_order_id: result.wmsOrderId }, headers);
};

const putOrder = (
  dependencies: OrdersDependencies,
  request: OrdersRequest,
  keyAdmitted: boolean,
): Answer => {
  const refused = refuse(request);
  if (refused !== null) return refused;
  const body = parseJson(request.text ?? '');
  if (body === undefined) return badRequest('The body is not JSON');
  const key = request.idempotencyKey ?? '';
  if (!keyAdmitted) {
    const title = 'This Idempotency-Key was used with another body';
    return problemAnswer({ status: 422, type: problemTypes.keyReused, title });
  }
  return dependencies.keys.answerOnce(key, () => storeOrder(dependencies, request, key, body));
};

const listOrders = (
  { book }: OrdersDependencies,
  caller: Caller | null,
  query: URLSearchParams,
): Answer => {
  if (caller === null) return unauthorized();
  const since = Date.parse(query.get('updated_since') ?? '');
  const skip = Number(query.get('cursor') ?? 0);
  if (Number.isNaN(since)) return badRequest('updated_since is no instant');
  if (!Number.isSafeInteger(skip) || skip < 0) return badRequest('cursor is not one of ours');
  const found = book
    .all()
    .filter((order) => order.updatedAtMillis >= since)
    .sort((a, b) => a.updatedAtMillis - b.updatedAtMillis);
  const end = skip + pageSize;
  const cursor = end < found.length ? String(end) : null;
  const content = query.get('content') === 'true';
  const orders = found.slice(skip, end).map((order) => summaryOf(order, content));
  return jsonAnswer(200, { orders, next_cursor: cursor });
};

export const makeOrdersEndpoint = (dependencies: OrdersDependencies) => ({
  /** @param keyAdmitted - Whether the Idempotency-Key had no other body before. */
  put: (request: OrdersRequest, keyAdmitted: boolean): Answer =>
    putOrder(dependencies, request, keyAdmitted),
  /** Orders changed at `updated_since` or later, by time of change, in pages. */
  list: (caller: Caller | null, query: URLSearchParams): Answer =>
    listOrders(dependencies, caller, query),
});

/** What the key was used for: the body's content, not the order of its fields. */
export const contentOf = (text: string): string => {
  const body = parseJson(text);
  return body === undefined ? text : fingerprint(body);
};
