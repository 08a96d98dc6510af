import { afterEach, describe, expect, it } from 'vitest';
import { acceptWebhookEnv } from '../../../lib/config/env/accept-webhook.ts';
import { deliverOrderEnv } from '../../../lib/config/env/deliver-order.ts';
import { reconcileOrdersEnv } from '../../../lib/config/env/reconcile-orders.ts';
import { watchBridgeEnv } from '../../../lib/config/env/watch-bridge.ts';
import { readEnv } from '../../../lib/config/env.ts';

const common = {
  DEPLOYMENT: 'sandbox',
  RELEASE: '0.1.0',
  TABLE_NAME: 'state-table',
  ORDERS_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/111122223333/orders.fifo',
  DEAD_LETTERS_QUEUE_URL: 'http://127.0.0.1:4566/000000000000/letters.fifo',
};
const deliver = {
  ...common,
  WMS_SECRET_ARN: '',
  WMS: '{"baseUrl":"https://wms.example.com","auth":{"kind":"none"}}',
  DELIVERY: '{}',
  CIRCUIT: '{"ordersToOpen":4}',
  SEND: '{"testOrders":false}',
};

const before = { ...process.env };
afterEach(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
});
const set = (variables: Readonly<Record<string, string>>): void => {
  Object.assign(process.env, variables);
};

describe("a function's environment", () => {
  it('is read with the types and defaults of the settings', () => {
    set(deliver);
    const { WMS, DELIVERY, CIRCUIT, SEND, WMS_SECRET_ARN } = readEnv(deliverOrderEnv);

    expect({ WMS, WMS_SECRET_ARN }).toEqual({
      WMS: {
        baseUrl: 'https://wms.example.com',
        auth: { kind: 'none' },
        limitPerSecond: 10,
        pacePerSecond: 1.8,
      },
      WMS_SECRET_ARN: '',
    });
    expect(DELIVERY.putBackSeconds).toEqual([30, 60, 120, 240]);
    expect([CIRCUIT.ordersToOpen, CIRCUIT.probeLeaseMillis]).toEqual([4, 3_000]);
    expect(SEND.testOrders).toBe(false);
  });

  it('of reconcile-orders has the settings with their defaults, and each shop with its secret', () => {
    set({
      ...common,
      SHOPS: '[{"domain":"demo.myshopify.com","secretArn":"arn:of:a:secret"}]',
      RECONCILIATION: '{"graceSeconds":12}',
      REPORTS_BUCKET: 'reports',
      ...{ WMS_SECRET_ARN: '', SEND: '{}' },
      WMS: '{"baseUrl":"https://wms.example.com","auth":{"kind":"none"}}',
      WEBHOOK_URL: 'https://door.example.com/webhooks/shopify',
    });
    const { RECONCILIATION, SHOPS } = readEnv(reconcileOrdersEnv);

    expect(RECONCILIATION).toMatchObject({ graceSeconds: 12, overlapSeconds: 300 });
    expect(SHOPS).toEqual([{ domain: 'demo.myshopify.com', secretArn: 'arn:of:a:secret' }]);
  });

  it('of watch-bridge has the circuit’s settings with their defaults', () => {
    set({ ...common, WMS_SECRET_ARN: '', CIRCUIT: '{"deferSecondsMin":1}' });
    const { CIRCUIT, WMS_SECRET_ARN } = readEnv(watchBridgeEnv);

    expect(WMS_SECRET_ARN).toBe('');
    expect([CIRCUIT.deferSecondsMin, CIRCUIT.pauseSpreadSeconds]).toEqual([1, 3]);
  });

  it('names every missing variable at once', () => {
    expect(() => readEnv(acceptWebhookEnv)).toThrow(
      /DEPLOYMENT: .*RELEASE: .*TABLE_NAME: .*ORDERS_QUEUE_URL: .*DEAD_LETTERS_QUEUE_URL: .*SHOPS: /,
    );
  });

  it.each([
    ['WMS', '{"baseUrl":', 'WMS: must be JSON'],
    ['WMS', '{"baseUrl":"https://wms.example.com"}', 'WMS.auth: '],
    ['DELIVERY', '{"attemptsMax":0}', 'DELIVERY.attemptsMax: '],
    ['CIRCUIT', '{"ordersToOpen":1}', 'CIRCUIT.ordersToOpen: '],
    ['TABLE_NAME', '', 'TABLE_NAME: '],
    ['ORDERS_QUEUE_URL', 'orders', 'ORDERS_QUEUE_URL: '],
  ])('names a variable that is wrong: %s=%s', (name, value, start) => {
    set({ ...deliver, [name]: value });

    expect(() => readEnv(deliverOrderEnv)).toThrow(`the function's environment is wrong: ${start}`);
  });

  it('does not tell the values of what is wrong', () => {
    set({ ...common, SHOPS: '[{"domain":"demo.myshopify.com","secret":"shpss_0123"}]' });

    expect(() => readEnv(acceptWebhookEnv)).toThrow(/SHOPS\.0/);
    expect(() => readEnv(acceptWebhookEnv)).not.toThrow(/shpss_0123/);
  });
});
