import { describe, expect, it } from 'vitest';
import type { StageReport } from '../../../lib/order/stage-report.ts';
import { metrics as metricNames } from '../../../lib/telemetry/names.ts';
import { hostileTexts, planted } from '../../builders/hostile.ts';
import {
  shopifyAddress,
  shopifyBody,
  shopifyFulfillment,
  shopifyLine,
  shopifyOrder,
  shopifyShippingLine,
  signedRequest,
} from '../../builders/shopify-order.ts';
import { makeWebhookWorld } from '../../fakes/webhook-world.ts';
import { type Told, tellAll } from '../telemetry/told.ts';

/** An order that says this wherever a person may write. */
const orderSaying = (text: string) =>
  shopifyOrder({
    name: text,
    note: text,
    email: text,
    financial_status: text,
    line_items: [shopifyLine({ title: text, sku: text })],
    shipping_lines: [shopifyShippingLine({ title: text })],
    fulfillments: [shopifyFulfillment({ status: text })],
    shipping_address: shopifyAddress({
      ...{ first_name: text, last_name: text, name: text, company: text, address1: text },
      ...{ address2: text, city: text, province: text, zip: text, country_code: text, phone: text },
    }),
  });

const known: ReadonlySet<string> = new Set(Object.values(metricNames));

/** Every line is one JSON object of the logger's, and every metric one of ours. */
const expectOwnLines = ({ logs, metrics }: Told, lines: number): void => {
  expect(logs).toHaveLength(lines);
  for (const line of logs) {
    expect(line).toMatchObject({ service: 'deliver-order', deployment: 'production' });
    expect(line).not.toHaveProperty('_aws');
  }
  expect(metrics.filter(({ name }) => !known.has(name))).toEqual([]);
};

describe('whatever a visitor writes', () => {
  it('into an order, its headers or its topic is in no log line and makes no metric', async () => {
    const scenarios = await Promise.all(
      Object.values(hostileTexts).map(async (text) => {
        const world = makeWebhookWorld();
        const body = shopifyBody(orderSaying(text));
        const marked = { 'X-Shopify-Topic': text, 'X-Shopify-Webhook-Id': text };
        await world.post(signedRequest({ body }));
        await world.post(signedRequest({ body: `${body} `, headers: marked }));
        await world.post(signedRequest({ body: JSON.stringify({ [text]: text, id: text }) }));
        await world.post(signedRequest({ body: JSON.stringify(text) }));
        await world.post(signedRequest({ headers: { ...marked, 'X-Shopify-Hmac-Sha256': text } }));
        await world.post(signedRequest({ headers: { 'X-Shopify-Shop-Domain': text } }));
        return { reports: world.takeReports() };
      }),
    );
    const told = await tellAll(scenarios);

    expect(told).toHaveLength(Object.keys(hostileTexts).length);
    for (const [index, one] of told.entries()) {
      const { length } = scenarios[index]?.reports ?? [];
      expect(length).toBeGreaterThanOrEqual(9);
      expectOwnLines(one, length);
      expect(JSON.stringify(one)).not.toContain(planted);
    }
  });

  it('stays within the line where the WMS or an operator has it written down', async () => {
    const reportOf = (text: string): StageReport => ({
      stage: 'processed',
      correlationId: 'shopify-order-1',
      orderId: '1',
      latencyMillis: 1,
      attempts: 1,
      facts: { wms_order_id: text, reason: text, origin: text },
    });
    const texts = Object.values(hostileTexts);
    const told = await tellAll(texts.map((text) => ({ reports: [reportOf(text)] })));

    for (const [index, one] of told.entries()) {
      expectOwnLines(one, 1);
      // A lone surrogate is no UTF-8, and is written as what stands for such.
      const { wms_order_id: written } = one.logs[0] ?? {};
      expect(String(written).toWellFormed()).toBe(texts[index]?.toWellFormed());
    }
  });
});
