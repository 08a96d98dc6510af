import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeHandler } from '../../functions/accept-webhook/handler.ts';
import { endInTime } from '../../lib/adapters/end-in-time.ts';
import { notSetSecret } from '../../lib/config/secret-values.ts';
import { parseLetter } from '../../lib/order/dead-letter.ts';
import { type OrderMessage, parseMessage } from '../../lib/order/order-message.ts';
import type { StageReport } from '../../lib/order/stage-report.ts';
import type { AcceptOutcome } from '../../lib/webhook/accept-webhook.ts';
import { anyText } from '../builders/any-text.ts';
import { apiGatewayEvent, lambdaContext } from '../builders/api-gateway-event.ts';
import { normalOrder, orderLine } from '../builders/normal-order.ts';
import {
  demoSecret,
  demoShop,
  type SignedRequest,
  shopifyAddress,
  shopifyBody,
  shopifyLine,
  shopifyOrder,
  shopifyShippingLine,
  sign,
  signedRequest,
} from '../builders/shopify-order.ts';
import { makeWebhookWorld, type Port, secretText } from '../fakes/webhook-world.ts';

type World = ReturnType<typeof makeWebhookWorld>;

const orderId = '820982911946154508';
const otherShop = 'other.myshopify.com';
const otherSecret = 'hush-hush-hush-hush-hush-hush-02';
const wholeWay: readonly Port[] = ['readSecrets', 'readRecord', 'enqueue', 'markAccepted'];

const at = (updated_at: string, more: Parameters<typeof shopifyOrder>[0] = {}): string =>
  shopifyBody(shopifyOrder({ updated_at, ...more }));
const post = (world: World, body: string | Uint8Array, topic = 'orders/create') =>
  world.post(signedRequest({ body, topic }));
/** Stages of the order, without the webhook's own. */
const stagesOf = (world: World) =>
  world.takeReports().flatMap(({ stage }) => (stage === 'received' ? [] : [stage]));
const messagesOf = (world: World): readonly OrderMessage[] =>
  world.messages().map((body) => {
    const parsed = parseMessage(body);
    if (parsed.kind !== 'message') throw new Error(`the queue holds something ${parsed.kind}`);
    return parsed.message;
  });
const lettersOf = (world: World) => world.letters.bodies().map((body) => parseLetter(body));

describe('an order that nobody has seen', () => {
  it('is on the queue before it is marked, and answered 200', async () => {
    const world = makeWebhookWorld();
    const request = signedRequest();

    expect(await world.post(request)).toBe(200);
    expect(world.takeCalls()).toEqual(wholeWay);
    expect(messagesOf(world)).toEqual([
      {
        specversion: '1.0',
        id: expect.stringMatching(/^[0-9a-f]{64}$/),
        source: 'https://demo.myshopify.com',
        type: 'shopify.order.version',
        subject: orderId,
        time: '2026-11-22T10:00:02.000Z',
        datacontenttype: 'application/json',
        schemaversion: 1,
        traceparent: `00-${'ab'.repeat(16)}-${'ab'.repeat(8)}-01`,
        data: {
          order: normalOrder({ lines: [orderLine({ quantity: 1 })] }),
          hash: expect.stringMatching(/^[0-9a-f]{64}$/),
          origin: 'webhook',
          topic: 'orders/create',
          webhookId: request.headers['X-Shopify-Webhook-Id'],
          replays: 0,
        },
      },
    ]);
    expect(await world.records.readRecord(demoShop, orderId)).toEqual({
      accepted: {
        version: '2026-11-22T10:00:00Z',
        instant: 1_795_341_600_000,
        hash: messagesOf(world)[0]?.data.hash,
        at: '2026-11-22T10:00:02.000Z',
        source: 'webhook',
      },
    });
  });

  it('is told of as received and enqueued', async () => {
    const world = makeWebhookWorld();

    await world.post(signedRequest());

    const common = {
      correlationId: `shopify-order-${orderId}`,
      orderId,
      latencyMillis: 0,
      attempts: 0,
    };
    const facts = {
      shop: demoShop,
      order_version: '2026-11-22T10:00:00Z',
      request_id: 'request-1',
    };
    expect(world.takeReports()).toEqual([
      { stage: 'received', ...common, facts: { ...facts, answer: 200, position: 0 } },
      { stage: 'enqueued', ...common, facts: { ...facts, order_name: '#1001' } },
    ]);
  });

  it.each([
    ...[['#1001'], ['EN-1001/2'], [`#${'1'.repeat(63)}`]].map(([name]) => [name, name]),
    ...['Wilhelmina', 'for Wilhelmina 5', 'w@example.com5', `#${'1'.repeat(64)}`, '"1"', '1*'].map(
      (name) => [name, undefined],
    ),
  ])('is told of by its number alone: %s', async (name, told) => {
    const world = makeWebhookWorld();

    await post(world, shopifyBody(shopifyOrder({ name })));

    expect(world.takeReports()[1]?.facts.order_name).toBe(told);
  });

  it.each([orderId, '123456789012345678901234567890', '9007199254740993', '450789469'])(
    'keeps every digit of its id %s, of its lines and of its variants',
    async (id) => {
      const world = makeWebhookWorld();
      const line_items = [shopifyLine({ id: `${id}1`, variant_id: `${id}2`, quantity: 2 })];

      expect(await post(world, shopifyBody(shopifyOrder({ id, line_items })))).toBe(200);
      expect(messagesOf(world)).toMatchObject([
        {
          subject: id,
          data: { order: { orderId: id, lines: [{ lineId: `${id}1`, variantId: `${id}2` }] } },
        },
      ]);
      expect(await world.records.readRecord(demoShop, id)).toHaveProperty('accepted');
      expect(world.takeReports().map((report) => report.orderId)).toEqual([id, id]);
    },
  );

  it.each([
    ['an open order', {}],
    ['a cancelled one', { cancelled_at: '2026-11-22T05:00:00-05:00' }],
    ['a test order, id beyond 2^53 and all', { test: true, financial_status: 'voided' }],
    ['one without an address', { shipping_address: undefined, billing_address: undefined }],
    ['one that has nothing to ship', { line_items: [shopifyLine({ requires_shipping: false })] }],
    ['one without a SKU', { line_items: [shopifyLine({ sku: null })] }],
    ['one of an unknown financial status', { financial_status: 'sent_to_the_moon' }],
  ])(
    'goes on whatever it is, since deliver-order decides what is sent: %s',
    async (_name, given) => {
      const world = makeWebhookWorld();

      expect(await post(world, shopifyBody(shopifyOrder(given)))).toBe(200);
      expect(stagesOf(world)).toEqual(['enqueued']);
    },
  );

  it('is read from bytes in base64 as from text', async () => {
    const text = at('2026-11-22T05:00:00-05:00', { note: 'Grüße 😀' });
    const world = makeWebhookWorld();

    expect(await post(world, Buffer.from(text))).toBe(200);
    expect(await post(world, text)).toBe(200);
    expect(stagesOf(world)).toEqual(['enqueued', 'duplicate']);
    expect(messagesOf(world)).toMatchObject([{ data: { order: { note: 'Grüße 😀' } } }]);
  });

  it('has a body of ASCII only on the queue, with every character in it', async () => {
    const world = makeWebhookWorld();
    const body = at('2026-11-22T05:00:00-05:00', { note: 'NOTE' }).replace(
      'NOTE',
      '\\ud800\\u0000\\ufffe\u{1f600}',
    );

    expect(await post(world, body)).toBe(200);
    expect(world.messages()[0]).toMatch(/^[\x20-\x7e]*$/);
    expect(messagesOf(world)).toMatchObject([
      { data: { order: { note: '\ud800\u0000\ufffe\u{1f600}' } } },
    ]);
  });

  it('without a topic or a webhook id is an order all the same', async () => {
    const world = makeWebhookWorld();

    expect(
      await world.post(
        signedRequest({ headers: { 'X-Shopify-Topic': '', 'X-Shopify-Webhook-Id': 'a b' } }),
      ),
    ).toBe(200);
    expect(messagesOf(world)).toMatchObject([{ data: { topic: null, webhookId: null } }]);
  });
});

describe('an order that was seen before', () => {
  const noon = '2026-11-22T12:00:00Z';
  const later = '2026-11-22T12:00:01Z';

  it.each([
    'orders/create',
    'orders/updated',
    'orders/paid',
    'orders/cancelled',
    'orders/fulfilled',
    'orders/partially_fulfilled',
    'orders/delete',
  ])('is a duplicate also under the topic %s', async (topic) => {
    const world = makeWebhookWorld();
    await post(world, at(noon));
    world.takeReports();
    world.takeCalls();

    expect(await post(world, at(noon), topic)).toBe(200);
    expect(stagesOf(world)).toEqual(['duplicate']);
    expect(world.takeCalls()).toEqual(['readSecrets', 'readRecord']);
    expect(world.messages()).toHaveLength(1);
  });

  it('twice at the same moment is enqueued once and a duplicate once, in SQS as in what is told', async () => {
    const world = makeWebhookWorld();
    const answers = await Promise.all([
      world.post(signedRequest({ topic: 'orders/create' })),
      world.post(signedRequest({ topic: 'orders/paid' })),
    ]);
    expect(answers).toEqual([200, 200]);
    expect(stagesOf(world).sort()).toEqual(['duplicate', 'enqueued']);
    expect(world.messages()).toHaveLength(1);
  });

  it('days later, and written differently, is a duplicate', async () => {
    const world = makeWebhookWorld();
    await post(world, at(noon));
    world.pass(3 * 86_400_000);

    expect(await post(world, at('2026-11-22T14:00:00+02:00', { tags: 'vip' }))).toBe(200);
    expect(stagesOf(world)).toEqual(['enqueued', 'duplicate']);
  });

  it('in a newer version is superseded', async () => {
    const world = makeWebhookWorld();
    await post(world, at(later, { cancelled_at: later }), 'orders/cancelled');

    expect(await post(world, at(noon))).toBe(200);
    expect(stagesOf(world)).toEqual(['enqueued', 'superseded']);
    expect(messagesOf(world)).toMatchObject([{ data: { order: { cancelled: true } } }]);
  });

  it('goes on in another content of the same second, and in one that it had before', async () => {
    const world = makeWebhookWorld();

    await post(world, at(noon));
    await post(world, at(noon, { note: 'Ring twice' }), 'orders/updated');
    await post(world, at(later), 'orders/updated');

    expect(stagesOf(world)).toEqual(['enqueued', 'enqueued', 'enqueued']);
    expect(messagesOf(world).map(({ data }) => [data.order.version, data.order.note])).toEqual([
      ['2026-11-22T12:00:00Z', null],
      ['2026-11-22T12:00:00Z', 'Ring twice'],
      ['2026-11-22T12:00:01Z', null],
    ]);
  });

  it('goes on in a newer version with the same content, so that its version is known', async () => {
    const world = makeWebhookWorld();

    await post(world, at(noon));
    await post(world, at(later), 'orders/updated');

    expect(stagesOf(world)).toEqual(['enqueued', 'enqueued']);
    expect(await world.records.readRecord(demoShop, orderId)).toMatchObject({
      accepted: { version: later },
    });
  });

  it('in versions that do not sort as texts is compared by the instant', async () => {
    const world = makeWebhookWorld();
    await post(world, at('2026-11-22T12:00:00.500Z'));

    expect(await post(world, at(noon))).toBe(200);
    expect(stagesOf(world)).toEqual(['enqueued', 'superseded']);
  });

  it('in another shop is another order', async () => {
    const world = makeWebhookWorld({
      [demoShop]: secretText(demoSecret),
      [otherShop]: secretText(otherSecret),
    });
    const body = at(noon);

    expect(await world.post(signedRequest({ body }))).toBe(200);
    expect(await world.post(signedRequest({ body, secret: otherSecret, shop: otherShop }))).toBe(
      200,
    );
    expect(messagesOf(world).map(({ data }) => data.order.shop)).toEqual([demoShop, otherShop]);
  });
});

describe('a crash', () => {
  it('between enqueuing and marking gives a second copy at most, and loses nothing', async () => {
    const world = makeWebhookWorld();
    const request = signedRequest();
    world.fail('markAccepted', new Error('killed'));

    expect(await world.post(request)).toBe(503);
    expect(world.messages()).toHaveLength(1);

    world.heal();
    expect(await world.post(request)).toBe(200);
    expect(world.takeCalls()).toEqual([...wholeWay, ...wholeWay]);
    // The same deduplication id: SQS drops the copy of five minutes.
    expect(world.messages()).toHaveLength(1);
  });

  it('after marking makes a duplicate of the order when Shopify sends it again', async () => {
    const world = makeWebhookWorld();
    const request = signedRequest();
    world.fail('markAccepted', new Error('killed'), 'after');

    expect(await world.post(request)).toBe(503);
    world.heal();
    world.pass(301_000);
    expect(await world.post(request)).toBe(200);

    expect(stagesOf(world)).toEqual(['duplicate']);
    expect(world.messages()).toHaveLength(1);
  });

  it('before marking leaves a second copy of one id when Shopify comes back after six minutes', async () => {
    const world = makeWebhookWorld();
    const request = signedRequest();
    world.fail('markAccepted', new Error('killed'));
    await world.post(request);
    world.heal();
    world.pass(360_000);

    expect(await world.post(request)).toBe(200);
    expect(messagesOf(world).map(({ id }) => id)).toEqual([
      messagesOf(world)[0]?.id,
      messagesOf(world)[0]?.id,
    ]);
  });

  it('of the queue’s answer, though it has the message, is asked for again', async () => {
    const world = makeWebhookWorld();
    const request = signedRequest();
    world.fail('enqueue', new Error('timeout'), 'after');

    expect(await world.post(request)).toBe(503);
    expect(await world.records.readRecord(demoShop, orderId)).toEqual({});
    world.heal();
    expect(await world.post(request)).toBe(200);
    expect(world.messages()).toHaveLength(1);
  });
});

describe('something of ours that fails', () => {
  const nameless: unknown = { secret: 'canary' };

  it.each([
    ['readSecrets', signedRequest()],
    ['readRecord', signedRequest()],
    ['enqueue', signedRequest()],
    ['markAccepted', signedRequest()],
    ['park', signedRequest({ body: '{' })],
  ] as const)('%s, is answered 503, and only the error’s name is told', async (port, request) => {
    const world = makeWebhookWorld();
    const error = new Error('canary street 7');
    error.name = 'ThrottlingException';
    world.fail(port, error);

    expect(await world.post(request)).toBe(503);
    expect(world.takeReports()).toEqual([
      {
        stage: 'received',
        correlationId: 'request-1',
        orderId: null,
        latencyMillis: 0,
        attempts: 0,
        facts: { answer: 503, code: 'our_side_failed', error: 'ThrottlingException' },
      },
    ]);
  });

  it('with something that is no error is answered 503 too', async () => {
    const world = makeWebhookWorld();
    world.fail('enqueue', nameless);

    expect(await world.post(signedRequest())).toBe(503);
    expect(JSON.stringify(world.takeReports())).not.toContain('canary');
  });

  it('is mended: the next time the order goes its way', async () => {
    const world = makeWebhookWorld();
    world.fail('readRecord', new Error('away'));
    const request = signedRequest();

    expect(await world.post(request)).toBe(503);
    world.heal();
    expect(await world.post(request)).toBe(200);
    expect(stagesOf(world)).toEqual(['enqueued']);
  });
});

describe('a secret', () => {
  const unavailable = (code: string) => [
    expect.objectContaining({ stage: 'received', facts: { answer: 503, code, error: null } }),
  ];

  it.each([
    ['that nobody has set', notSetSecret, 'not_configured'],
    ['of a wrong shape', '{"secret":"hush"}', 'malformed_secret'],
    ['too short to be one', secretText('hush'), 'malformed_secret'],
    ['that is no JSON', demoSecret, 'malformed_secret'],
    ['that cannot be read', new Error('AccessDenied'), 'secret_unreachable'],
  ])('%s makes Shopify send again', async (_name, text, code) => {
    const world = makeWebhookWorld({ [demoShop]: text });

    expect(await world.post(signedRequest())).toBe(503);
    expect(world.takeReports()).toEqual(unavailable(code));
    expect(world.messages()).toEqual([]);
  });

  it('that two shops share makes Shopify send again', async () => {
    const world = makeWebhookWorld({
      [demoShop]: secretText(demoSecret),
      [otherShop]: secretText(otherSecret, demoSecret),
    });

    expect(await world.post(signedRequest())).toBe(503);
    expect(world.takeReports()).toEqual(unavailable('shared_secret'));
  });

  it.each([
    ['is to come', '2026-11-22T10:00:03Z', { in_time: true }],
    ['is now', '2026-11-22T10:00:02Z', {}],
    ['is over', '2026-11-22T12:00:01+02:00', {}],
  ])(
    'of several with a date for the older ones that %s: an older one is told so',
    async (_, oldUntil, inTime) => {
      const text = JSON.stringify({ secrets: [demoSecret, otherSecret], oldUntil });
      const world = makeWebhookWorld({ [demoShop]: text });

      expect(await world.post(signedRequest())).toBe(200);
      const [received] = world.takeReports();
      expect(received?.facts).toMatchObject({ position: 0, older_secret: true, ...inTime });
      expect('in_time' in (received?.facts ?? {})).toBe('in_time' in inTime);
    },
  );

  it.each([
    [[demoSecret, otherSecret], { position: 0, older_secret: true }],
    [[otherSecret, demoSecret], { position: 1 }],
  ])('of several (%j) is told by its place: %j', async (secrets, place) => {
    const world = makeWebhookWorld({ [demoShop]: secretText(...secrets) });

    expect(await world.post(signedRequest())).toBe(200);
    const [received] = world.takeReports();
    expect(received).toEqual({
      stage: 'received',
      correlationId: `shopify-order-${orderId}`,
      orderId,
      latencyMillis: 0,
      attempts: 0,
      facts: {
        shop: demoShop,
        order_version: '2026-11-22T10:00:00Z',
        request_id: 'request-1',
        answer: 200,
        ...place,
      },
    });
  });
});

describe('a webhook that is not from one of our shops', () => {
  const body = shopifyBody(shopifyOrder());
  const signature = sign(body);
  const header = 'X-Shopify-Hmac-Sha256';
  const signedAs = (value: string): SignedRequest =>
    signedRequest({ body, headers: { [header]: value } });
  const without = (name: string): SignedRequest => {
    const request = signedRequest({ body });
    const headers = Object.entries(request.headers).filter(([key]) => key !== name);
    return { body, headers: Object.fromEntries(headers) };
  };
  const keepingSignature = (altered: string | Uint8Array): SignedRequest => ({
    ...signedAs(signature),
    body: altered,
  });
  const bytes = Buffer.from(body);
  const reserialized = JSON.stringify(JSON.parse(body));

  it.each<readonly [string, SignedRequest, string]>([
    ['without a signature', without(header), 'missing_header'],
    ['with an empty signature', signedAs(''), 'missing_header'],
    ['without a shop', without('X-Shopify-Shop-Domain'), 'missing_header'],
    ['with a truncated signature', signedAs(signature.slice(0, 30)), 'malformed_signature'],
    ['without padding', signedAs(signature.slice(0, -1)), 'malformed_signature'],
    ['with junk behind', signedAs(`${signature}#`), 'malformed_signature'],
    ['with the header repeated', signedAs(`${signature},${signature}`), 'malformed_signature'],
    [
      'signed by another algorithm',
      signedAs(createHmac('sha512', demoSecret).update(body).digest('base64')),
      'malformed_signature',
    ],
    ['signed with another secret', signedAs(sign(body, otherSecret)), 'wrong_secret'],
    ['signed with an empty secret', signedAs(sign(body, '')), 'wrong_secret'],
    ['signed over its base64', signedAs(sign(bytes.toString('base64'))), 'wrong_secret'],
    ['with one byte more', keepingSignature(`${body}\n`), 'wrong_secret'],
    ['with one byte less', keepingSignature(bytes.subarray(0, -1)), 'wrong_secret'],
    ['serialized again', keepingSignature(reserialized), 'wrong_secret'],
    ['with no body', keepingSignature(''), 'wrong_secret'],
    ['of another shop’s name', signedRequest({ body, shop: otherShop }), 'shop_mismatch'],
    [
      'of two shops’ names',
      signedRequest({ body, shop: `${demoShop},${otherShop}` }),
      'shop_mismatch',
    ],
  ])('%s is answered 401 without a word', async (_name, request, code) => {
    const world = makeWebhookWorld();
    const answer = await world.handler(apiGatewayEvent(request), lambdaContext());

    expect(answer).toEqual({ statusCode: 401 });
    expect(world.takeReports()).toEqual([
      {
        stage: 'received',
        correlationId: 'request-1',
        orderId: null,
        latencyMillis: 0,
        attempts: 0,
        facts: { answer: 401, code, error: null },
      },
    ]);
    expect(world.takeCalls()).not.toContain('enqueue');
    expect(world.messages()).toEqual([]);
  });

  it('with any one byte altered is answered 401', async () => {
    const world = makeWebhookWorld();
    const place = fc.nat({ max: bytes.length - 1 });

    await fc.assert(
      fc.asyncProperty(place, fc.integer({ min: 1, max: 255 }), async (index, mask) => {
        const altered = Buffer.from(bytes);
        altered[index] = (altered[index] ?? 0) ^ mask;

        expect(await world.post(keepingSignature(altered))).toBe(401);
      }),
      { numRuns: 50 },
    );
  });

  it('as text that only claims to be base64 is answered 401', async () => {
    const world = makeWebhookWorld();
    const event = apiGatewayEvent(signedRequest({ body }), { isBase64Encoded: true });

    expect((await world.handler(event, lambdaContext())).statusCode).toBe(401);
  });

  it('in the name of another shop of ours is answered 401', async () => {
    const world = makeWebhookWorld({
      [demoShop]: secretText(demoSecret),
      [otherShop]: secretText(otherSecret),
    });

    expect(await world.post(signedRequest({ shop: otherShop }))).toBe(401);
    expect(await world.post(signedRequest({ secret: otherSecret }))).toBe(401);
    expect(world.messages()).toEqual([]);
  });
});

describe('a topic that carries no order', () => {
  it.each(['orders/edited', 'products/update', 'app/uninstalled', 'fulfillments/create'])(
    '%s is answered 200 and counted',
    async (topic) => {
      const world = makeWebhookWorld();

      expect(await post(world, '{"id":1}', topic)).toBe(200);
      expect(world.takeCalls()).toEqual(['readSecrets']);
      expect(world.takeReports()).toMatchObject([
        { stage: 'received', orderId: null, correlationId: 'request-1', facts: { answer: 200 } },
        { stage: 'ignored', facts: { reason: 'topic' } },
      ]);
    },
  );

  it('is turned away like any other without a signature', async () => {
    expect(
      await makeWebhookWorld().post(
        signedRequest({ topic: 'products/update', secret: otherSecret }),
      ),
    ).toBe(401);
  });
});

describe('a deletion', () => {
  const body = `{"id":${orderId}}`;

  it('of an order that we know is parked for a human', async () => {
    const world = makeWebhookWorld();
    await world.post(signedRequest());

    expect(await post(world, body, 'orders/delete')).toBe(200);
    expect(lettersOf(world)).toMatchObject([
      {
        kind: 'without-message',
        letter: { class: 'deleted', orderId, shop: demoShop, topic: 'orders/delete' },
      },
    ]);
    expect(stagesOf(world)).toEqual(['enqueued', 'parked']);
  });

  it('of an order that was delivered, though never accepted, is parked too', async () => {
    const world = makeWebhookWorld();
    const version = '2026-11-22T10:00:00Z';
    await world.records.markDecided(
      { shop: demoShop, orderId },
      {
        version,
        instant: 1_795_341_600_000,
        hash: 'ab',
        generation: 0,
        at: version,
        outcome: 'delivered',
      },
    );

    expect(await post(world, body, 'orders/delete')).toBe(200);
    expect(stagesOf(world)).toEqual(['parked']);
  });

  it('of an order that nobody knows is ignored', async () => {
    const world = makeWebhookWorld();

    expect(await post(world, body, 'orders/delete')).toBe(200);
    expect(lettersOf(world)).toEqual([]);
    expect(world.takeReports()).toMatchObject([
      { stage: 'received' },
      { stage: 'ignored', orderId, facts: { reason: 'unknown_order' } },
    ]);
  });

  it('under the topic of an order deletes nothing', async () => {
    const world = makeWebhookWorld();
    await world.post(signedRequest());

    expect(await post(world, body, 'orders/updated')).toBe(200);
    expect(lettersOf(world)).toMatchObject([{ letter: { class: 'malformed', orderId } }]);
  });
});

describe('a signed body that cannot become a message', () => {
  const changed = (field: string, value: unknown): string =>
    shopifyBody({ ...shopifyOrder(), [field]: value });

  it.each<readonly [string, string | Uint8Array, string | null, string]>([
    ['nothing', '', null, 'not JSON'],
    ['cut off', `{"id":${orderId},"upd`, null, 'not JSON'],
    ['not UTF-8', Uint8Array.from([0x7b, 0xff, 0x7d]), null, 'not JSON'],
    ['no object', '[]', null, 'the body: invalid_type'],
    ['without an id', changed('id', undefined), null, 'id: invalid_union'],
    ['without updated_at', changed('updated_at', undefined), orderId, 'updated_at: invalid_type'],
    ['of the year 1', changed('updated_at', '0001-01-01T00:00:00Z'), orderId, 'updated_at: custom'],
    ['of 9999', changed('updated_at', '9999-12-31T23:59:59Z'), orderId, 'updated_at: custom'],
    [
      'of the year 10000',
      changed('updated_at', '+10000-01-01T00:00:00Z'),
      orderId,
      'updated_at: invalid_format; updated_at: custom',
    ],
    [
      'cancelled in the year 1',
      changed('cancelled_at', '0001-01-01T00:00:00Z'),
      orderId,
      'cancelled_at: custom',
    ],
    ['without lines', changed('line_items', undefined), orderId, 'line_items: invalid_type'],
  ])('because it is %s is parked and answered 200', async (_name, body, id, reason) => {
    const world = makeWebhookWorld();

    expect(await post(world, body)).toBe(200);
    expect(world.takeCalls()).toEqual(['readSecrets', 'park']);
    expect(world.messages()).toEqual([]);
    expect(lettersOf(world)).toMatchObject([
      {
        kind: 'without-message',
        letter: {
          class: 'malformed',
          reason,
          orderId: id,
          shop: demoShop,
          topic: 'orders/create',
          receivedAt: '2026-11-22T10:00:02.000Z',
          body: { bytes: Buffer.from(body).length },
        },
      },
    ]);
    expect(world.takeReports()).toMatchObject([
      { stage: 'received', orderId: id, facts: { answer: 200 } },
      { stage: 'parked', orderId: id, facts: { class: 'malformed', reason } },
    ]);
  });

  it('because it is too large is parked with its version', async () => {
    const world = makeWebhookWorld();

    expect(
      await post(world, at('2026-11-22T05:00:00-05:00', { note: 'x'.repeat(1_000_000) })),
    ).toBe(200);
    expect(world.takeCalls()).toEqual(['readSecrets', 'readRecord', 'park']);
    expect(lettersOf(world)).toMatchObject([
      { letter: { class: 'too_large', orderId, version: '2026-11-22T10:00:00Z' } },
    ]);
    expect(world.letters.bodies()[0]?.length).toBeLessThan(1_500);
    expect(world.takeReports()).toMatchObject([
      { stage: 'received' },
      { stage: 'parked', facts: { class: 'too_large', order_version: '2026-11-22T10:00:00Z' } },
    ]);
  });

  it('is too large once its escapes are, and just fits before', async () => {
    const world = makeWebhookWorld();

    await post(world, at('2026-11-22T05:00:00-05:00', { note: '😀'.repeat(83_000) }));
    await post(world, at('2026-11-22T05:00:01-05:00', { note: '😀'.repeat(84_000) }));

    expect(stagesOf(world)).toEqual(['enqueued', 'parked']);
    expect(world.messages()[0]?.length).toBeLessThanOrEqual(1_000_000);
  });

  it('has its size and digest in the letter, by which the same body is the same letter', async () => {
    const world = makeWebhookWorld();

    await post(world, '{}');
    await post(world, '{}');
    await post(world, '{ }');

    const digest = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';
    expect(lettersOf(world)).toMatchObject([
      { letter: { body: { bytes: 2, sha256: digest } } },
      { letter: { body: { bytes: 3 } } },
    ]);
  });

  it('is another letter where another shop has sent the same', async () => {
    const world = makeWebhookWorld({
      [demoShop]: secretText(demoSecret),
      [otherShop]: secretText(otherSecret),
    });

    await post(world, '{}');
    await world.post(signedRequest({ body: '{}', shop: otherShop, secret: otherSecret }));

    const ids = lettersOf(world).flatMap((one) => ('letter' in one ? [one.letter.letterId] : []));
    expect([ids.length, new Set(ids).size]).toEqual([2, 2]);
  });

  it('nested deeper than a stack is answered 200', async () => {
    const world = makeWebhookWorld();
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

    expect(await post(world, `{"id":${orderId},"deep":${deep}}`)).toBe(200);
    expect(await post(world, `{"id":1,"deep":${deep}}`)).toBe(200);
    expect(stagesOf(world)).toEqual(['parked', 'parked']);
  });
});

describe('a webhook that takes longer than the function has', () => {
  const handle = async (work: (signal: AbortSignal) => Promise<AcceptOutcome>) => {
    const reports: StageReport[] = [];
    const handler = makeHandler({
      accept: (_, millis) => endInTime(millis, work),
      report: (one) => reports.push(one),
      now: () => 0,
    });
    const context = lambdaContext({ getRemainingTimeInMillis: () => 320 });
    return { answer: await handler(apiGatewayEvent(), context), reports };
  };
  const outOfTime = {
    answer: { statusCode: 503 },
    reports: [
      {
        stage: 'received',
        correlationId: 'request-1',
        orderId: null,
        latencyMillis: 0,
        attempts: 0,
        facts: { answer: 503, code: 'our_side_failed', error: 'OutOfTime' },
      },
    ],
  };

  it('is answered 503 and told before the answer, though what it waits for never ends', async () => {
    expect(await handle(() => new Promise(() => undefined))).toEqual(outOfTime);
  });

  it('has its calls aborted, and what they end in then is not told as well', async () => {
    const aborted = Promise.withResolvers<void>();
    const ended = await handle(
      (signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            aborted.resolve();
            reject(new Error('aborted'));
          });
        }),
    );
    await aborted.promise;
    expect(ended).toEqual(outOfTime);
  });
});

describe('what is told of a webhook', () => {
  /** The same body with a canary in every text that is not needed to read the order. */
  const withCanaries = (value: unknown, key = ''): unknown => {
    const needed = /^(id|.*_id|.*_at|financial_status|status)$/;
    if (typeof value === 'string') return needed.test(key) ? value : `canary-${key}`;
    if (Array.isArray(value)) return value.map((inner) => withCanaries(inner, key));
    if (value === null) return needed.test(key) ? value : `canary-${key}`;
    if (typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, withCanaries(inner, name)]),
    );
  };
  const planted = withCanaries(
    shopifyOrder({
      shipping_address: shopifyAddress({ latitude: 45 }),
      line_items: [shopifyLine()],
      shipping_lines: [shopifyShippingLine()],
    }),
  ) as object;
  const older = { ...planted, updated_at: '2026-11-21T00:00:00Z' };

  it('holds no text of the order, however it ends', async () => {
    const world = makeWebhookWorld();
    const error = new Error('canary-message');
    const bodies = [
      shopifyBody(planted),
      shopifyBody(planted),
      shopifyBody(older),
      shopifyBody({ ...planted, updated_at: 'canary-time' }),
      shopifyBody({ ...planted, line_items: [{ sku: 'canary-sku' }] }),
      shopifyBody({ ...planted, shipping_address: 'canary-address' }),
      shopifyBody({ ...planted, id: 'canary-id' }),
      shopifyBody({ ...planted, note: 'canary-note'.repeat(100_000) }),
      '{"canary":',
    ];
    for (const body of bodies) await post(world, body);
    await post(world, shopifyBody(planted), 'orders/edited');
    await world.post(signedRequest({ body: shopifyBody(planted), secret: otherSecret }));
    await world.post(signedRequest({ headers: { 'X-Shopify-Webhook-Id': 'canary id' } }));
    world.fail('enqueue', error);
    await post(world, shopifyBody({ ...planted, id: '7' }));

    const reports = world.takeReports();
    expect(reports.map(({ stage }) => stage).filter((stage) => stage !== 'received')).toEqual([
      'enqueued',
      'duplicate',
      'superseded',
      ...Array(6).fill('parked'),
      'ignored',
      'enqueued',
    ]);
    expect(JSON.stringify(reports)).not.toContain('canary');
    expect(JSON.stringify(reports)).not.toContain(sign(shopifyBody(planted)));
    expect(world.letters.bodies()).toHaveLength(6);
    expect(world.letters.bodies().join()).not.toContain('canary');
  });

  it('is on the queue only where the WMS needs it', async () => {
    const world = makeWebhookWorld();
    await post(world, shopifyBody(planted));

    const found = world.messages()[0]?.match(/canary-[a-z_0-9]*/g) ?? [];
    expect([...new Set(found)].sort()).toEqual([
      'canary-address1',
      'canary-address2',
      'canary-city',
      'canary-company',
      'canary-country_code',
      'canary-name',
      'canary-note',
      'canary-phone',
      'canary-province',
      'canary-sku',
      'canary-title',
      'canary-zip',
    ]);
  });

  it('has the time that the answer took', async () => {
    const world = makeWebhookWorld();
    world.slow('readRecord', 40);
    world.slow('enqueue', 300);

    await world.post(signedRequest());
    expect(world.takeReports().map(({ latencyMillis }) => latencyMillis)).toEqual([340, 340]);
  });

  it('names the letter of a webhook that was parked', async () => {
    const world = makeWebhookWorld();

    await post(world, '{}');
    expect(world.takeReports()[1]?.facts).toMatchObject({
      letter_id: 'b1db6b2a2fd7b6278d20a71db02f26c51b2ecbb217a2e30f40893bd28e223bbb',
    });
  });
});

describe('whatever comes', () => {
  const allowed = [200, 401, 503];
  const headers = fc.dictionary(
    fc.oneof(
      fc.constantFrom(
        'x-shopify-hmac-sha256',
        'X-Shopify-Hmac-SHA256',
        'x-shopify-shop-domain',
        'x-shopify-topic',
        'x-shopify-webhook-id',
        '__proto__',
      ),
      fc.string(),
    ),
    fc.oneof(anyText(), fc.constantFrom(demoShop, sign('{}'))),
  );

  it('unsigned, it is answered 401 and never thrown', async () => {
    const world = makeWebhookWorld();

    await fc.assert(
      fc.asyncProperty(
        headers,
        fc.option(anyText(), { nil: undefined }),
        fc.boolean(),
        async (given, body, isBase64Encoded) => {
          const { body: _body, ...event } = apiGatewayEvent();
          const answer = await world.handler(
            { ...event, headers: given, isBase64Encoded, ...(body === undefined ? {} : { body }) },
            lambdaContext(),
          );

          expect(answer).toEqual({ statusCode: 401 });
        },
      ),
    );
    expect(world.messages()).toEqual([]);
  });

  it('signed, it is answered 200: on the queue, parked, or seen before', async () => {
    const topic = fc.constantFrom('orders/create', 'orders/delete', 'orders/edited', '', 'x y');
    const field = fc.constantFrom(
      'id',
      'updated_at',
      'cancelled_at',
      'line_items',
      'shipping_address',
      'shipping_lines',
      'fulfillments',
      'name',
      'test',
      '__proto__',
    );
    const spoilt = fc
      .tuple(field, fc.jsonValue())
      .map(([key, value]) => JSON.stringify({ ...shopifyOrder(), [key]: value }));
    const body = fc.oneof(
      spoilt.map((text) => Buffer.from(text)),
      fc.json().map((text) => Buffer.from(text)),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    );

    await fc.assert(
      fc.asyncProperty(body, topic, async (bytes, name) => {
        const world = makeWebhookWorld();

        expect(await world.post(signedRequest({ body: bytes, topic: name }))).toBe(200);
        const { length } = [...world.messages(), ...world.letters.bodies()];
        expect([0, 1]).toContain(length);
        expect(stagesOf(world)).toEqual([expect.stringMatching(/^(enqueued|parked|ignored)$/)]);
      }),
      { numRuns: 200 },
    );
  });

  it('with no header at all, it is answered 401 or 503', async () => {
    const world = makeWebhookWorld();
    const { headers: _headers, ...event } = apiGatewayEvent();

    const answer = await world.handler(event as Parameters<World['handler']>[0], lambdaContext());
    expect(allowed).toContain(answer.statusCode);
    expect(answer.statusCode).not.toBe(200);
  });
});
