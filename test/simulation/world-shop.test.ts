/** The shop: what it posts, how often it tries, and what the made-up people are called. */
import { describe, expect, it } from 'vitest';
import { sendSchema } from '../../lib/config/policy.ts';
import { parseLosslessJson } from '../../lib/order/lossless-json.ts';
import { normalizeOrder } from '../../lib/order/normal-order.ts';
import { planShipment } from '../../lib/order/shipment.ts';
import { shopifyOrderSchema } from '../../lib/order/shopify-order.ts';
import { demoShop } from '../builders/shopify-order.ts';
import { makeEngine } from './engine/engine.ts';
import type { DoorAnswer, WebhookPost } from './runtime/door.ts';
import { bodyOf, canary, fateOf, markOf, wmsContentOf } from './world/order-content.ts';
import { drawPlan, type Plan, startsAt } from './world/plan.ts';
import { openShop, retriesMillisMax } from './world/shop.ts';
import type { WorldEvent } from './world/world-events.ts';

const hour = 3_600_000;
const plans = Array.from({ length: 300 }, (_, seed) => drawPlan(seed + 1));

const planOf = (has: (plan: Plan) => boolean): Plan => {
  const plan = plans.find(has);
  if (plan === undefined) throw new Error('no such plan among three hundred');
  return plan;
};

/** Everything that the shop does where every post is answered like this. */
const post = async (plan: Plan, answer: (post: WebhookPost, nth: number) => DoorAnswer) => {
  const engine = makeEngine({ seed: plan.seed, startAt: startsAt });
  const events: (WorldEvent & { readonly at: number })[] = [];
  const posted: WebhookPost[] = [];
  const door = {
    post: (request: WebhookPost, done: (answer: DoorAnswer) => void) => {
      posted.push(request);
      const status = answer(request, posted.length);
      engine.time.at(engine.time.now() + 100, () => done(status));
    },
  };
  openShop({
    ...{ engine, plan, startsAt, door },
    tell: (event) => events.push({ ...event, at: engine.time.now() - startsAt }),
  });
  await engine.time.runUntil(startsAt + 48 * hour);
  return { events, posted };
};

describe('a webhook', () => {
  it('is posted once if it is answered 200', async () => {
    const plan = planOf(({ orders }) => orders.length > 10);
    const webhooks = plan.orders.flatMap(({ versions }) =>
      versions.flatMap((version) => version.webhooks),
    );

    expect((await post(plan, () => 200)).posted).toHaveLength(webhooks.length + plan.extras.length);
  });

  it.each([503, 401, 'no answer'] as const)(
    'is posted nine times within four hours if the answer is %s, and never again',
    async (answer) => {
      const plan = planOf(({ orders, extras }) => orders.length === 1 && extras.length === 0);
      const { events } = await post(plan, () => answer);
      const [first] = events.flatMap((event) => (event.kind === 'posted' ? [event.webhook] : []));
      const times = events.flatMap((event) =>
        event.kind === 'posted' && event.webhook === first ? [event.at] : [],
      );

      expect(times).toHaveLength(9);
      const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
      expect(gaps.every((gap, index) => index === 0 || gap > 1.5 * (gaps[index - 1] ?? 0))).toBe(
        true,
      );
      const span = (times.at(-1) ?? 0) - (times[0] ?? 0);
      expect(span).toBeGreaterThan(3.9 * hour);
      expect(span).toBeLessThan(retriesMillisMax);
    },
  );

  it('that is forged has nobody of ours behind it', async () => {
    const plan = planOf(({ extras }) => extras.some(({ kind }) => kind === 'forged'));
    const { events } = await post(plan, () => 200);

    expect(events.filter((event) => event.kind === 'posted' && !event.genuine)).toHaveLength(1);
  });
});

describe('an order', () => {
  it('has the canary in every field that names a person', () => {
    const content = planOf(() => true).orders[0]?.versions[0]?.content;
    if (content === undefined) throw new Error('there is no order');
    const order: Record<string, unknown> = JSON.parse(
      bodyOf({ orderId: '1', name: 'order/1' }, content, '2026-11-22T10:00:00Z'),
    );
    const address = order['shipping_address'] as Record<string, unknown>;
    const personal = [
      ...[order['email'], order['note'], order['contact_email']],
      ...['name', 'first_name', 'address1', 'city', 'zip', 'phone'].map((field) => address[field]),
      ...Object.values(order['customer'] as object),
    ];

    for (const text of personal) expect(text).toContain(canary);
  });

  it('is to the WMS what the world expects, as the bridge maps it', () => {
    const fates = { send: 'sent', 'not-sent': 'not-sent', unmappable: 'unmappable' } as const;
    for (const { order, content } of plans.slice(0, 60).flatMap(contentsOf)) {
      const normal = normalOf(bodyOf(order, content, '2026-11-22T10:00:00Z'));
      const shipment = planShipment(normal, sendSchema.parse({}), false);

      expect(fates[shipment.kind]).toBe(fateOf(content));
      expect(markOf(normal.note)).toBe(content.mark);
      const sent = shipment.kind === 'send' ? shipment.body : undefined;
      if (sent) expect(sent).toEqual({ ...wmsContentOf(order, content), version: sent.version });
    }
  });
});

const contentsOf = ({ orders }: Plan) =>
  orders.flatMap((order) =>
    order.versions
      .filter(({ content }) => content.padding === 0)
      .map(({ content }) => ({ order, content })),
  );

const normalOf = (text: string) => {
  const parsed = parseLosslessJson(Buffer.from(text));
  if (parsed.kind === 'not-json') throw new Error('a body is no JSON');
  return normalizeOrder(demoShop, shopifyOrderSchema.parse(parsed.value));
};
