/**
 * Reads a whole order: at once, or page by page where it has many lines or shipments.
 *
 * All pages must be of one version of the order. If it changes between them, it is read anew, or the
 * normal form would be of an order that never was.
 */
import { type NormalOrder, normalizeOrder } from '../../order/normal-order.ts';
import { describeFaults } from '../../order/order-message.ts';
import { shopifyOrderSchema } from '../../order/shopify-order.ts';
import type { AdminTrouble, Answered } from '../admin-api.ts';
import { type Ask, gidOf } from './document.ts';
import { asWebhook } from './normalize-admin-order.ts';
import {
  type AdminOrder,
  allFulfillments,
  firstFulfillments,
  fulfillmentLines,
  fulfillmentsMax,
  moreLines,
  wholeOrder,
} from './order-documents.ts';

/** An order that changes so often while it is read is read by the next run. */
const readingsMax = 3;
/** Of lines, 250 each: far beyond what Shopify lets an order have. */
const pagesMax = 20;

type Changed = { readonly kind: 'changed' };
type Part<Value> = Answered<Value> | Changed;

/** The normal form; `undefined` where the app cannot see the order. */
export const readOrder = async (
  ask: Ask,
  shop: string,
  orderId: string,
): Promise<Answered<NormalOrder | undefined>> => {
  for (let reading = 0; reading < readingsMax; reading += 1) {
    const first = await ask(wholeOrder, { id: gidOf('Order', orderId) });
    if (first.kind !== 'answered') return first;
    const { order } = first.value;
    if (order === null) return { kind: 'answered', value: undefined };
    const whole = await complete(ask, order);
    if (whole.kind === 'answered') return normalized(shop, orderId, whole.value);
    if (whole.kind !== 'changed') return whole;
  }
  return { kind: 'unavailable', cause: 'order_keeps_changing' };
};

const normalized = (shop: string, orderId: string, order: AdminOrder): Answered<NormalOrder> => {
  const parsed = shopifyOrderSchema.safeParse(asWebhook(order));
  if (!parsed.success) return { kind: 'malformed', fault: describeFaults(parsed.error) };
  return parsed.data.id === orderId
    ? { kind: 'answered', value: normalizeOrder(shop, parsed.data) }
    : { kind: 'malformed', fault: 'order.id: of another order than was asked for' };
};

/** The order with all that its first answer had no room for. */
const complete = async (ask: Ask, order: AdminOrder): Promise<Part<AdminOrder>> => {
  const lines = await readRest(order.lineItems, async (after) => {
    const answer = await ask(moreLines, { id: order.id, after });
    if (answer.kind !== 'answered') return answer;
    const more = answer.value.order;
    return of(order, more?.updatedAt, more?.lineItems);
  });
  if (lines.kind !== 'answered') return lines;
  const shipments = await completeFulfillments(ask, order);
  if (shipments.kind !== 'answered') return shipments;
  const value = { ...order, lineItems: lines.value, fulfillments: shipments.value };
  return { kind: 'answered', value };
};

type Fulfillment = AdminOrder['fulfillments'][number];
type Shipped = Fulfillment['fulfillmentLineItems'];

const completeFulfillments = async (ask: Ask, order: AdminOrder): Promise<Part<Fulfillment[]>> => {
  const listed = await listFulfillments(ask, order);
  if (listed.kind !== 'answered') return listed;
  const whole: Fulfillment[] = [];
  for (const fulfillment of listed.value) {
    const shipped = await readRest(fulfillment.fulfillmentLineItems, async (after) => {
      const answer = await ask(fulfillmentLines, { id: fulfillment.id, after });
      if (answer.kind !== 'answered') return answer;
      const more = answer.value.fulfillment;
      return of(order, more?.order.updatedAt, more?.fulfillmentLineItems);
    });
    if (shipped.kind !== 'answered') return shipped;
    whole.push({ ...fulfillment, fulfillmentLineItems: shipped.value });
  }
  return { kind: 'answered', value: whole };
};

const untouched: Shipped = { nodes: [], pageInfo: { hasNextPage: true, endCursor: null } };

/** All shipments; of those beyond the first ones no line is read yet. */
const listFulfillments = async (ask: Ask, order: AdminOrder): Promise<Part<Fulfillment[]>> => {
  const known = order.fulfillments;
  if (known.length < firstFulfillments) return { kind: 'answered', value: known };
  const answer = await ask(allFulfillments, { id: order.id });
  if (answer.kind !== 'answered') return answer;
  const listed = answer.value.order;
  const all = of(order, listed?.updatedAt, listed?.fulfillments);
  if (all.kind !== 'answered') return all;
  if (all.value.length >= fulfillmentsMax) {
    return { kind: 'malformed', fault: `order.fulfillments: ${fulfillmentsMax} or more` };
  }
  const value = all.value.map(
    (one) => known.find(({ id }) => id === one.id) ?? { ...one, fulfillmentLineItems: untouched },
  );
  return { kind: 'answered', value };
};

/** What was read, if it is of the same version as the order. */
const of = <Value>(
  order: AdminOrder,
  updatedAt: string | undefined,
  value: Value | undefined,
): Part<Value> =>
  value !== undefined && updatedAt === order.updatedAt
    ? { kind: 'answered', value }
    : { kind: 'changed' };

/** As zod gives it: arrays of its own, which nobody else holds. */
type Page<Node> = {
  nodes: Node[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
};

/** The page with all that follows it. @param more - with null: from the start. */
const readRest = async <Node>(
  first: Page<Node>,
  more: (after: string | null) => Promise<Part<Page<Node>>>,
): Promise<Part<Page<Node>>> => {
  const nodes = [...first.nodes];
  let { pageInfo } = first;
  for (let page = 0; pageInfo.hasNextPage; page += 1) {
    if (page >= pagesMax) return unreadable(`more than ${pagesMax} pages`);
    // From the start again, everything would count twice.
    if (pageInfo.endCursor === null && nodes.length > 0) return unreadable('a page without cursor');
    const next = await more(pageInfo.endCursor);
    if (next.kind !== 'answered') return next;
    nodes.push(...next.value.nodes);
    pageInfo = next.value.pageInfo;
  }
  return { kind: 'answered', value: { nodes, pageInfo } };
};

const unreadable = (what: string): AdminTrouble => ({
  kind: 'malformed',
  fault: `order: ${what} of lines`,
});
