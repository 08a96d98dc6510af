import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeHandler } from '../../functions/accept-webhook/handler.ts';
import { makeAcceptWebhook } from '../../lib/webhook/accept-webhook.ts';
import { apiGatewayEvent, lambdaContext } from '../builders/api-gateway-event.ts';
import {
  bentSignatures,
  hostileBytes,
  hostileJson,
  hostileTexts,
  spoilt,
} from '../builders/hostile.ts';
import {
  demoSecret,
  demoShop,
  shopifyBody,
  shopifyFulfillment,
  shopifyOrder,
  sign,
  signedRequest,
} from '../builders/shopify-order.ts';
import { makeWebhookWorld, secretText } from '../fakes/webhook-world.ts';

const body = shopifyBody(shopifyOrder());
const name = 'x-shopify-hmac-sha256';

/** The stages after `received`. */
const stagesOf = (world: ReturnType<typeof makeWebhookWorld>) =>
  world.takeReports().flatMap(({ stage }) => (stage === 'received' ? [] : [stage]));

describe('a signature that is bent', () => {
  it.each(Object.keys(bentSignatures(sign(body))))('%s is turned away', async (how) => {
    const world = makeWebhookWorld();
    const bent = bentSignatures(sign(body))[how] ?? '';
    const request = signedRequest({ body, headers: { 'X-Shopify-Hmac-Sha256': bent } });

    expect(await world.post(request)).toBe(401);
    expect(world.messages()).toEqual([]);
    expect(world.takeReports()).toMatchObject([{ stage: 'received', facts: { answer: 401 } }]);
  });

  it('by white space around it is as good as it was: HTTP takes that off itself', async () => {
    for (const padded of [` ${sign(body)}`, `${sign(body)}\t `]) {
      const world = makeWebhookWorld();
      const headers = { 'X-Shopify-Hmac-Sha256': padded };
      expect(await world.post(signedRequest({ body, headers }))).toBe(200);
    }
  });
});

describe('a secret that could be guessed', () => {
  it('lets nobody in, also who signs with it; the webhook is asked for again', async () => {
    for (const guessed of ['', 'x', 'fifteen-letters']) {
      const world = makeWebhookWorld({ [demoShop]: secretText(guessed) });
      expect(await world.post(signedRequest({ body, secret: guessed }))).toBe(503);
      expect(world.messages()).toEqual([]);
    }
  });
});

describe('headers', () => {
  const { headers, ...event } = apiGatewayEvent(signedRequest({ body }));
  const answerTo = async (given: Record<string, string | undefined>) => {
    const world = makeWebhookWorld();
    const { statusCode } = await world.handler(
      { ...event, headers: { ...headers, ...given } },
      lambdaContext(),
    );
    return { statusCode, messages: world.messages().length };
  };

  it.each([
    ['twice, as the gateway joins them', { [name]: `${sign(body)},${sign(body)}` }],
    ['twice in two cases, the wrong one last', { 'X-SHOPIFY-HMAC-SHA256': sign('{}') }],
    ['empty', { [name]: '' }],
    ['absent', { [name]: undefined }],
    [
      'of another name that looks alike',
      { [name]: undefined, 'x-shopify-hmac-sha-256': sign(body) },
    ],
    ['with an underscore', { [name]: undefined, x_shopify_hmac_sha256: sign(body) }],
    ['without a shop', { 'x-shopify-shop-domain': undefined }],
    ['with two shops', { 'x-shopify-shop-domain': `${demoShop},${demoShop}` }],
    ['with a shop below ours', { 'x-shopify-shop-domain': `evil.${demoShop}` }],
    ['with our shop below another', { 'x-shopify-shop-domain': `${demoShop}.evil.example` }],
    ['with a dot behind the shop', { 'x-shopify-shop-domain': `${demoShop}.` }],
    ['with an address for a shop', { 'x-shopify-shop-domain': `https://${demoShop}/` }],
  ])('%s are turned away', async (_how, given) => {
    expect(await answerTo(given)).toEqual({ statusCode: 401, messages: 0 });
  });

  it('that say what nobody signed change nothing', async () => {
    for (const text of Object.values(hostileTexts)) {
      const given = { 'x-shopify-topic': `orders/create`, 'x-shopify-webhook-id': text };
      const forwarded = { 'x-forwarded-for': text, host: text, 'content-type': text };
      const answer = await answerTo({ ...given, ...forwarded, 'content-encoding': 'gzip' });
      expect(answer).toEqual({ statusCode: 200, messages: 1 });
    }
  });
});

describe('a body in base64', () => {
  const bytes = Buffer.from(body).toString('base64');
  const answerTo = async (text: string, isBase64Encoded: boolean, signature = sign(body)) => {
    const world = makeWebhookWorld();
    const event = apiGatewayEvent(signedRequest({ body }), { body: text, isBase64Encoded });
    const answer = await world.handler(
      { ...event, headers: { ...event.headers, [name]: signature } },
      lambdaContext(),
    );
    return answer.statusCode;
  };

  it('is what its bytes are, and its signature is over these alone', async () => {
    expect(await answerTo(bytes, true)).toBe(200);
    expect(await answerTo(bytes, false)).toBe(401);
    expect(await answerTo(body, true)).toBe(401);
    expect(await answerTo(bytes, true, sign(bytes))).toBe(401);
  });

  it('that is none is turned away, unless the bytes that it gives are signed', async () => {
    for (const text of ['%%%', '====', '\0', 'é', ...Object.values(hostileTexts)]) {
      expect(await answerTo(text, true)).toBe(401);
    }
  });
});

describe('a signed body', () => {
  const millisMax = 5_000;

  it.each(Object.keys(hostileJson))('of %s is answered 200, and kept or parked', async (how) => {
    const world = makeWebhookWorld();
    const request = signedRequest({ body: hostileJson[how]?.() ?? '' });
    const startedAt = performance.now();

    expect(await world.post(request)).toBe(200);
    expect(performance.now() - startedAt).toBeLessThan(millisMax);
    expect([...world.messages(), ...world.letters.bodies()]).toHaveLength(1);
    expect(stagesOf(world)).toEqual([expect.stringMatching(/^(enqueued|parked)$/)]);
  });

  it('of bytes that are no text is parked', async () => {
    for (const bytes of hostileBytes) {
      const world = makeWebhookWorld();
      expect(await world.post(signedRequest({ body: bytes }))).toBe(200);
      expect(stagesOf(world)).toEqual(['parked']);
    }
  });

  it('with anything in any place of the order is answered 200, and kept or parked', async () => {
    const order = shopifyOrder({ fulfillments: [shopifyFulfillment()] });
    await fc.assert(
      fc.asyncProperty(spoilt(order), async (value) => {
        const world = makeWebhookWorld();
        const request = signedRequest({ body: JSON.stringify(value) ?? '' });

        expect(await world.post(request)).toBe(200);
        expect([...world.messages(), ...world.letters.bodies()]).toHaveLength(1);
        // SQS refuses or alters other characters.
        expect([...world.messages(), ...world.letters.bodies()].join('')).toMatch(/^[ -~]*$/);
      }),
      { numRuns: 500 },
    );
  });
});

describe('thousands of bad visitors', () => {
  /** Nothing is kept but by what is looked at: the door itself. */
  const accept = makeAcceptWebhook({
    readSecrets: async () => ({ shops: [{ shop: demoShop, secrets: [demoSecret] }], missing: [] }),
    readRecord: async () => ({}),
    enqueue: async () => undefined,
    markAccepted: async () => undefined,
    park: async () => undefined,
    notePrivacy: async () => undefined,
    now: () => Date.parse('2026-11-22T10:00:02.000Z'),
    randomHex: (bytes) => 'ab'.repeat(bytes),
  });
  const handler = makeHandler({ accept, report: () => undefined, now: Date.now });
  const order = spoilt(shopifyOrder({ fulfillments: [shopifyFulfillment()] }));
  const requests = fc.sample(order, { seed: 20_261_122, numRuns: 500 }).flatMap((value) => {
    const text = JSON.stringify(value) ?? '';
    return [signedRequest({ body: text }), signedRequest({ body: text, secret: 'not-the-secret' })];
  });
  const visit = async (times: number): Promise<void> => {
    for (let time = 0; time < times; time += 1) {
      for (const one of requests) await handler(apiGatewayEvent(one), lambdaContext());
    }
  };
  /** Megabytes that are still held once all else is collected. */
  const heldMegabytes = (): number => {
    setFlagsFromString('--expose-gc');
    runInNewContext('gc')();
    return process.memoryUsage().heapUsed / 1_048_576;
  };

  it('leave nothing behind in the function’s memory', async () => {
    await visit(2);
    const before = heldMegabytes();
    await visit(8);

    expect(heldMegabytes() - before).toBeLessThan(2);
  });
});
