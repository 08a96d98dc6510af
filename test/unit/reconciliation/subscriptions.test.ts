/** Whether Shopify sends us what it should. */
import { describe, expect, it } from 'vitest';
import { adminApiVersion, type Subscription } from '../../../lib/reconciliation/admin-api.ts';
import {
  apiVersionDaysLeft,
  expectedTopics,
  judgeSubscriptions,
} from '../../../lib/reconciliation/subscriptions.ts';
import { demoShop } from '../../builders/shopify-order.ts';
import { makeReconcileScene, webhookUrl } from './reconcile-scene.ts';

const subscription = (given: Partial<Subscription> = {}): Subscription => ({
  id: 'gid://shopify/WebhookSubscription/1',
  topic: 'orders/create',
  uri: webhookUrl,
  apiVersion: adminApiVersion,
  ...given,
});
const all = () => expectedTopics.map((topic) => subscription({ topic }));
const noFaults = { missing: [], elsewhere: [], otherVersion: [], doubled: [] };

describe('the subscriptions of a shop', () => {
  it('are as they should be where each topic comes to us once, in our version', () => {
    const others = [subscription({ topic: 'customers/create', uri: 'https://crm.example.com' })];
    expect(judgeSubscriptions([...all(), ...others], webhookUrl)).toEqual(noFaults);
  });

  it('lack what Shopify deleted, and what goes elsewhere is no comfort', () => {
    const elsewhere = { topic: 'orders/paid', uri: 'https://old.example.com/webhooks/shopify' };
    const found = all().map((one) =>
      one.topic === elsewhere.topic ? subscription(elsewhere) : one,
    );
    expect(judgeSubscriptions(found.slice(1), webhookUrl)).toEqual({
      ...noFaults,
      missing: ['orders/create', 'orders/paid'],
      elsewhere: [elsewhere],
    });
    expect(judgeSubscriptions([], webhookUrl).missing).toEqual(expectedTopics);
  });

  it('that come twice, or in another version, are named', () => {
    const old = { topic: 'orders/updated', apiVersion: '2025-10' };
    expect(judgeSubscriptions([...all(), subscription(old)], webhookUrl)).toEqual({
      ...noFaults,
      doubled: ['orders/updated'],
      otherVersion: [old],
    });
  });
});

it('the topics are all that carry a whole order, and the one of its end', () => {
  expect(expectedTopics).toHaveLength(7);
});

describe('the Admin API’s version', () => {
  it('is supported for a year from its quarter on', () => {
    expect(apiVersionDaysLeft('2026-10', Date.parse('2026-11-22T10:00:00Z'))).toBe(313);
    expect(apiVersionDaysLeft('2026-10', Date.parse('2027-10-01T16:59:59Z'))).toBe(0);
    expect(apiVersionDaysLeft('2026-10', Date.parse('2027-10-02T17:00:01Z'))).toBe(-2);
  });
});

describe('the check of all shops', () => {
  it('tells each shop’s faults, and one shop’s trouble does not keep the others', async () => {
    const away = 'away.myshopify.com';
    const scene = makeReconcileScene({ shops: [away, demoShop] });
    scene.shop().setSubscriptions(...all().slice(2));
    Object.assign(scene.shop(away).admin, {
      subscriptions: async () => {
        throw new TypeError('a bug');
      },
    });
    const shops = [
      { shop: away, end: { kind: 'failed', error: 'TypeError' }, apiVersionDaysLeft: 313 },
      {
        shop: demoShop,
        end: { kind: 'done' },
        faults: { ...noFaults, missing: ['orders/create', 'orders/updated'] },
        apiVersionDaysLeft: 313,
      },
    ];
    scene.shop(demoShop).setSubscriptions(...all().slice(2));
    expect(await scene.run({ action: 'subscriptions' })).toEqual({ kind: 'subscriptions', shops });
    expect(scene.told).toEqual(shops.map((shop) => ({ kind: 'subscriptions-checked', ...shop })));
  });

  it('says what stands in the way', async () => {
    const scene = makeReconcileScene({ trouble: () => ({ kind: 'not_configured' }) });
    expect(await scene.run({ action: 'subscriptions' })).toMatchObject({
      shops: [{ shop: demoShop, end: { kind: 'not_configured' } }],
    });
  });
});
