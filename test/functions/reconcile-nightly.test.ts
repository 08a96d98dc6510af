/** A nightly comparison of reconcile-orders as it is deployed: over HTTP with the simulated Shopify and WMS. */
import { expect, it } from 'vitest';
import type { WmsOrder } from '../../cdk/local/wms/order-contract.ts';
import { startSimulatedWms } from '../../cdk/local/wms/simulated-wms.ts';
import { startReconcileWorld } from './reconcile-world.ts';

const client = { clientId: 'bridge', clientSecret: 'sixteen-letters-' };
const cancelled: WmsOrder = {
  ...{ order_id: '5001', name: '#5001', shop: 'demo.myshopify.com', test: false },
  ...{ version: '2026-11-22T05:00:00Z', status: 'cancelled', lines: [], ship_to: null },
  ...{ shipping_method: null, note: null },
};

it('a night goes on slice by slice, finds what is missing, and leaves its report', async () => {
  const wms = await startSimulatedWms({
    ...{ port: 0, clients: client, apiKeys: ['key-of-sixteen-letters'] },
    now: () => Date.parse('2026-11-22T11:00:00Z'),
  });
  await using stack = new AsyncDisposableStack();
  stack.defer(wms.close);
  wms.putOrder(cancelled);
  await using world = await startReconcileWorld({ wms: wms.url });
  world.place('1001', 6 * 3_600);
  const slice = async (given: object = {}) => {
    const answer = await world.invoke({ action: 'nightly', ...given });
    if (answer.kind !== 'nightly') throw new Error(answer.kind);
    return answer.shops[0];
  };

  expect(await slice()).toMatchObject({ end: { kind: 'done' }, ageSeconds: 0 });
  let last = await slice({ begin: true, by: 'ada' });
  for (let slices = 0; last?.current !== undefined && slices < 50; slices++) {
    // Shopify writes its file in real time.
    await new Promise((resolve) => setTimeout(resolve, 100));
    world.pass(60);
    last = await slice();
  }

  expect(last?.last).toMatchObject({ verdict: 'look', orders: 1, differences: 2 });
  expect(world.queued()).toMatchObject([{ order: { orderId: '1001' }, origin: 'reconciliation' }]);
  const key = last?.last?.report ?? '';
  expect(key).toMatch(/^reports\/test\/demo\.myshopify\.com\/2026-11-22\/[0-9a-f]+$/);
  const report = JSON.parse((await world.object(`${key}.json`)) ?? '');
  expect(report).toMatchObject({
    ...{ schemaversion: 1, by: 'ada', compared: { orders: 1, wmsOrders: 1 }, gaps: [] },
    found: { missing: 1, unknown_to_shopify: 1 },
    differences: expect.arrayContaining([
      { kind: 'missing', orderId: '1001', version: '2026-11-22T06:00:00Z', outcome: 'repaired' },
      expect.objectContaining({ kind: 'unknown_to_shopify', orderId: '5001', outcome: 'reported' }),
    ]),
  });
  expect(await world.object(`${key}.html`)).toContain('Somebody must look: 1 of 2 differences');
  expect(world.lines.filter(({ kind }) => kind === 'nightly-finished')).toHaveLength(1);
});
