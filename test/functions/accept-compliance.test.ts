import { describe, expect, it } from 'vitest';
import { customerRedactBody, dataRequestBody, shopRedactBody } from '../builders/compliance.ts';
import { demoShop, shopifyBody, shopifyOrder, signedRequest } from '../builders/shopify-order.ts';
import { makeWebhookWorld } from '../fakes/webhook-world.ts';

const topics = ['customers/data_request', 'customers/redact', 'shop/redact'] as const;
const bodyOf = {
  'customers/data_request': dataRequestBody([1001]),
  'customers/redact': customerRedactBody([1001]),
  'shop/redact': shopRedactBody(),
};

describe.each(topics)('the compliance webhook %s', (topic) => {
  const body = JSON.stringify(bodyOf[topic]);

  it('is answered 200 once it is written down, by one call', async () => {
    const world = makeWebhookWorld();

    expect(await world.post(signedRequest({ body, topic }))).toBe(200);
    expect(world.takeCalls()).toEqual(['readSecrets', 'notePrivacy']);
    expect(world.noted).toMatchObject([
      { kind: topic, shop: demoShop, receivedAt: '2026-11-22T10:00:02.000Z' },
    ]);
    expect(JSON.stringify(world.noted)).not.toMatch(/wilhelmina|555 0147/);
    const reports = world.takeReports();
    expect(reports).toMatchObject([
      { stage: 'received', orderId: null, facts: { answer: 200, privacy: topic } },
    ]);
    expect(JSON.stringify(reports)).not.toMatch(/wilhelmina|555 0147|1001|115310627/);
    expect([...world.messages(), ...world.letters.bodies()]).toEqual([]);
  });

  it('with a bad signature is answered 401, and nothing is written', async () => {
    const world = makeWebhookWorld();

    expect(await world.post(signedRequest({ body, topic, secret: 'another-secret-of-32' }))).toBe(
      401,
    );
    expect(world.noted).toEqual([]);
  });

  it('that cannot be written down is asked for again', async () => {
    const world = makeWebhookWorld();
    world.fail('notePrivacy', new Error('away'));

    expect(await world.post(signedRequest({ body, topic }))).toBe(503);
  });

  it('is what its body says, whatever its topic', async () => {
    for (const other of topics) {
      const world = makeWebhookWorld();
      await world.post(signedRequest({ body: JSON.stringify(bodyOf[other]), topic }));

      expect(world.noted).toMatchObject([{ kind: other }]);
    }
  });

  it('that is none is parked, so that a person looks', async () => {
    for (const wrong of ['{', '{}', shopifyBody(shopifyOrder())]) {
      const world = makeWebhookWorld();

      expect(await world.post(signedRequest({ body: wrong, topic }))).toBe(200);
      expect(world.noted).toEqual([]);
      expect(world.letters.bodies()).toHaveLength(1);
    }
  });
});
