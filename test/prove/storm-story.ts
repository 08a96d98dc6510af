/** The orders of a storm, what each meets at the WMS, and how each must end. */
import { isDeepStrictEqual } from 'node:util';
import { act } from '../../cdk/local/shop/order-life.ts';
import { shapeNames } from '../../cdk/local/shop/order-shapes.ts';
import { type PlannedOrder, planOrder } from '../../cdk/local/shop/plan-order.ts';
import { makeRandom, type Random } from '../../cdk/local/shop/random.ts';
import { shopTime } from '../../cdk/local/shop/shop-time.ts';
import { webhookBody } from '../../cdk/local/shop/webhook-body.ts';
import { webhookText } from '../../cdk/local/shop/webhook-text.ts';
import type { Fault } from '../../cdk/local/wms/faults.ts';
import { sendSchema } from '../../lib/config/policy.ts';
import { parseLosslessJson } from '../../lib/order/lossless-json.ts';
import { type NormalOrder, normalizeOrder } from '../../lib/order/normal-order.ts';
import { planShipment, type WmsOrder } from '../../lib/order/shipment.ts';
import { shopifyOrderSchema } from '../../lib/order/shopify-order.ts';
import type { Items } from './storm-state.ts';

/** The shop's clock stands still, so that a seed says every byte that is sent. */
export const clock = Date.parse('2026-11-22T10:00:00Z');
const at = (second: number): string => shopTime(clock + second * 1_000, -300);

export type Story = PlannedOrder & {
  readonly id: string;
  /** What the newest webhook of the whole order says. */
  readonly newest: NormalOrder;
  readonly faults: readonly Fault[];
};

const faultKinds: readonly Fault[] = [
  ...[500, 502, 503, 504, 500, 502, 503, 504].map(
    (status) => ({ kind: 'status', status }) as const,
  ),
  ...Array.from({ length: 2 }, () => ({ kind: 'status', status: 429, retryAfter: 1 }) as const),
  ...Array.from({ length: 2 }, () => ({ kind: 'reset' }) as const),
  ...[300, 1_500].map((millis) => ({ kind: 'slow', millis }) as const),
  ...Array.from({ length: 2 }, () => ({ kind: 'garbage' }) as const),
  { kind: 'hang' },
];

/** Of one order's first requests; a refusal is for good, else its newest version would heal it. */
const faultsOf = (random: Random, orderId: string, refusable: boolean): readonly Fault[] => {
  if (refusable && random.chance(0.03)) return [{ kind: 'status', status: 422, orderId }];
  const lost = random.chance(0.08) ? [{ kind: 'lose-answer' } as const] : [];
  const others = random.chance(0.4) ? [random.pick(faultKinds), random.pick(faultKinds)] : [];
  return [...lost, ...others].map((fault) => ({ ...fault, orderId, count: 1 }));
};

const normalOf = (apiVersion: string, order: PlannedOrder['draft']): NormalOrder => {
  const text = webhookText(webhookBody(apiVersion, 'orders/updated', order));
  const parsed = parseLosslessJson(Buffer.from(text));
  if (parsed.kind !== 'json') throw new Error('the webhook is not JSON');
  return normalizeOrder('demo.myshopify.com', shopifyOrderSchema.parse(parsed.value));
};

const shipmentOf = (order: NormalOrder, sentBefore: boolean) =>
  planShipment(order, sendSchema.parse({}), sentBefore);

export const storyOf = (seed: string, number: number): Story => {
  const planned = planOrder({ seed, number, createdAt: at(0), mix: 'every', shapes: shapeNames });
  let order = planned.draft;
  for (const [second, action] of planned.actions.entries()) {
    // What `orders/delete` says of an order is its id alone.
    if (!action.topics.includes('orders/delete')) order = act(order, action, at(second));
  }
  const newest = normalOf(planned.apiVersion, order);
  const refusable = shipmentOf(newest, false).kind === 'send';
  const random = makeRandom(`${seed}/faults/${number}`);
  return { ...planned, id: order.id, newest, faults: faultsOf(random, order.id, refusable) };
};

const isRefused = ({ faults }: Story): boolean => faults.some(({ count }) => count === undefined);

/** How an order ended, in words; what is wrong with that begins with an exclamation mark. */
export const endOf = (story: Story, items: Items, held: WmsOrder | undefined): string => {
  const { decided, parked } = items.records.get(story.id) ?? {};
  const plan = shipmentOf(story.newest, held !== undefined);
  if (isRefused(story)) return endOfParked(story, items, 'rejected');
  if (plan.kind === 'unmappable') return endOfParked(story, items, 'unmappable');
  if (parked !== undefined) return `! parked as ${parked.class}`;
  if (decided?.version !== story.newest.version)
    return `! decided is ${decided?.version ?? 'nothing'}`;
  if (plan.kind === 'send') return endOfSent(plan.body, held);
  return decided.outcome === 'not_sent' ? `not sent: ${plan.reason}` : `! ${decided.outcome}`;
};

const endOfParked = (
  { id, newest }: Story,
  { records, letters }: Items,
  wanted: string,
): string => {
  const { parked } = records.get(id) ?? {};
  if (parked?.version !== newest.version) return '! the newest version is not parked';
  if (parked.class !== wanted) return `! parked as ${parked.class}, not as ${wanted}`;
  return letters.get(id)?.includes(wanted) ? `parked: ${wanted}` : '! parked without a letter';
};

/** A newer version with the same content is not sent: the WMS keeps the older one's instant. */
const endOfSent = (body: WmsOrder, held: WmsOrder | undefined): string => {
  if (held === undefined) return '! the WMS does not have it';
  const same = isDeepStrictEqual({ ...held, version: body.version }, body);
  return same ? `at the WMS: ${held.status}` : '! the WMS has another content';
};
