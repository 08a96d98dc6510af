import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeLoadOrder, signedLoadOrder } from '../../cdk/bridge/load/load-order.ts';
import { loadShapes, sendTimesOf } from '../../cdk/bridge/load/send-times.ts';

describe('the times of a load test', () => {
  it.each([
    ['steady', [0, 100, 200, 300, 400, 500, 600, 700, 800, 900]],
    ['flash-sale', [0, 210, 230, 250, 270, 290, 350, 450, 550, 733]],
    ['replay-burst', [0, 6, 13, 19, 25, 31, 38, 44, 50, 525]],
  ] as const)('%s: ten orders within a second', (shape, times) => {
    expect(sendTimesOf(shape, 10, 1_000).map(Math.round)).toEqual(times);
  });

  it('are as many as orders, ascending, and within the time', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...loadShapes),
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 3_600_000 }),
        (shape, orders, millis) => {
          const times = sendTimesOf(shape, orders, millis);

          expect(times).toHaveLength(orders);
          expect(times).toEqual(times.toSorted((a, b) => a - b));
          expect(times[0]).toBe(0);
          expect(times.at(-1)).toBeLessThan(millis);
        },
      ),
    );
  });
});

describe('the orders of a load test', () => {
  const startedAt = Date.parse('2026-11-22T10:00:00.250Z');

  it('have ids of their own, of eighteen digits', () => {
    const ids = Array.from({ length: 25_000 }, (_, n) => makeLoadOrder(startedAt, n, 'A').id);

    expect(new Set(ids).size).toBe(25_000);
    expect(ids.filter((id) => !/^9\d{17}$/.test(id))).toEqual([]);
  });

  it('are test orders that say what they are, of nobody', () => {
    const order = makeLoadOrder(startedAt, 6, 'THING-1');
    const signer = { shop: 'demo.myshopify.com', secret: 'hush', makeId: () => 'id-1' };
    const { body, headers } = signedLoadOrder(order, signer);

    expect(JSON.parse(body)).toMatchObject({
      name: '#LOAD-1795341600-7',
      test: true,
      note: 'Load test of the order bridge: not to be picked.',
      updated_at: '2026-11-22T10:00:00+00:00',
      line_items: [{ sku: 'THING-1', title: 'Load test', quantity: 1 }],
    });
    expect(headers).toMatchObject({
      'User-Agent': 'shopify-wms-bridge load test',
      'X-Shopify-Topic': 'orders/create',
    });
  });
});
