import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  shopifyAddress,
  shopifyBody,
  shopifyLine,
  shopifyOrder,
  sign,
  signedRequest,
} from '../builders/shopify-order.ts';
import { type Bridge, makeOrderIds, startWarmBridge, unpaced, until, updatedAt } from './bridge.ts';

let bridge: Bridge;
beforeAll(async () => {
  bridge = await startWarmBridge(unpaced);
});
afterAll(() => bridge?.close());

const newId = makeOrderIds(900_719_925_474_099_300n);
const delivered = (id: string, version: string) =>
  until(`order ${id} at ${version}`, () => {
    const order = bridge.wms.order(id);
    return order?.current.version === version && order;
  });
const utcOf = (second: number) => `2026-11-22T10:00:${String(second).padStart(2, '0')}Z`;

describe('an order placed in Shopify', () => {
  it('is at the WMS within two seconds, with the fields it needs and no others', async () => {
    const startedAt = Date.now();
    const answer = await bridge.send(shopifyOrder());
    const answeredMillis = Date.now() - startedAt;
    const order = await until('the order', () => bridge.wms.order('820982911946154508'), 2);

    expect(answer.status).toBe(200);
    expect(answeredMillis).toBeLessThan(1_000);
    expect(order.current).toEqual({
      order_id: '820982911946154508',
      name: '#1001',
      shop: 'demo.myshopify.com',
      version: '2026-11-22T10:00:00Z',
      status: 'open',
      test: false,
      lines: [
        { line_id: '466157049', sku: 'IPOD-342-N', quantity: 1, fulfilled: 0, title: 'Nano' },
      ],
      ship_to: {
        name: 'Wilhelmina Quagmire',
        company: null,
        address1: '17 Thistledown Crescent',
        address2: null,
        city: 'Ottawa',
        province: 'Ontario',
        postal_code: 'K1A 0B1',
        country_code: 'CA',
        phone: null,
      },
      shipping_method: 'Express',
      note: null,
    });
  });

  it('is not sent again when the same body comes again under any topic', async () => {
    const id = newId();
    await bridge.send(shopifyOrder({ id }));
    await delivered(id, utcOf(0));

    const topics = ['orders/create', 'orders/updated', 'orders/paid', 'orders/cancelled', 'x/y'];
    const answers = await Promise.all(
      topics.map((topic) => bridge.send(shopifyOrder({ id }), { topic })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    await until(
      'the last webhook',
      () => bridge.lines(id).filter(({ stage }) => stage === 'duplicate').length === 4,
    );
    expect(bridge.puts(id)).toHaveLength(1);
  });

  it('keeps a note in every script byte for byte, whatever SQS thinks of its characters', async () => {
    const id = newId();
    const note = 'Ünïcödé 漢字 🎁 \u0000 \ufffe \u202e "quoted" {"_aws":1}\r\n<b>';
    await bridge.send(shopifyOrder({ id, note }));
    expect((await delivered(id, utcOf(0))).current.note).toBe(note);
  });
});

describe('a request that is not Shopify’s', () => {
  const body = shopifyBody(shopifyOrder({ id: '4711' }));
  const genuine = () => {
    const { shopifySecret: secret, shop } = bridge.stack.describe();
    return { secret, shop, signature: sign(body, secret) };
  };
  const withSignature = (signature: string) => {
    const { secret, shop } = genuine();
    return signedRequest({
      body,
      secret,
      shop,
      headers: { 'X-Shopify-Hmac-Sha256': signature },
    });
  };
  const malleable = (signature: string) => {
    // The last character before the padding carries two bits that Node's decoder ignores.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
    const last = alphabet.indexOf(signature.charAt(42));
    return `${signature.slice(0, 42)}${alphabet.charAt(last ^ 1)}=`;
  };
  const wrong: readonly [string, () => { body: string | Uint8Array; headers: object }][] = [
    ['a wrong signature', () => withSignature(sign(body, 'another-secret-of-somebody'))],
    ['an empty signature', () => withSignature('')],
    ['a truncated signature', () => withSignature(genuine().signature.slice(0, 40))],
    ['a signature without padding', () => withSignature(genuine().signature.slice(0, 43))],
    ['a signature with junk behind it', () => withSignature(`${genuine().signature}===`)],
    ['another spelling of the signature', () => withSignature(malleable(genuine().signature))],
    ['two signatures', () => withSignature(`${genuine().signature},${genuine().signature}`)],
    [
      'a body changed by one byte',
      () => ({ ...withSignature(genuine().signature), body: body.replace('#1001', '#1002') }),
    ],
    [
      'a body that was parsed and written again',
      () => ({
        ...withSignature(genuine().signature),
        body: JSON.stringify(JSON.parse(body), null, 1),
      }),
    ],
    [
      'another shop’s name',
      () => signedRequest({ body, secret: genuine().secret, shop: 'other.myshopify.com' }),
    ],
  ];

  it.each(wrong)('is turned away with %s', async (_what, make) => {
    const { body: sent, headers } = make();
    const answer = await bridge.post(sent, headers as Record<string, string>);
    expect({ status: answer.status, text: await answer.text() }).toEqual({ status: 401, text: '' });
    expect(bridge.wms.order('4711')).toBeUndefined();
  });

  it('is turned away without a signature', async () => {
    const { 'X-Shopify-Hmac-Sha256': _, ...headers } = { ...withSignature('').headers };
    expect((await bridge.post(body, headers)).status).toBe(401);
  });
});

describe('versions of one order', () => {
  const states = (id: string) => [
    shopifyOrder({ id, ...updatedAt(1) }),
    shopifyOrder({ id, ...updatedAt(2), line_items: [shopifyLine({ quantity: 3 })] }),
    shopifyOrder({ id, ...updatedAt(3), cancelled_at: '2026-11-22T05:00:03-05:00' }),
  ];
  const shuffles = [
    [0, 1, 2, 0],
    [2, 0, 1, 2],
    [1, 2, 1, 0],
    [2, 1, 0, 1],
    [0, 2, 1, 2],
  ];

  it('end in the newest one and never go back, in whatever order they come', async () => {
    const orders = Array.from({ length: 25 }, (_, index) => ({
      id: newId(),
      shuffle: shuffles[index % shuffles.length] ?? [],
    }));
    await Promise.all(
      orders.flatMap(({ id, shuffle }) =>
        shuffle.map((at) => bridge.deliver(states(id)[at] ?? {})),
      ),
    );
    for (const { id } of orders) await delivered(id, utcOf(3));

    for (const { id } of orders) {
      const { current, versions } = await delivered(id, utcOf(3));
      const applied = versions
        .filter(({ outcome }) => outcome !== 'outdated')
        .map(({ order }) => order.version);
      expect(current.status).toBe('cancelled');
      expect(applied).toEqual([...applied].sort());
    }
    expect(bridge.wms.violations()).toEqual([]);
  });

  it('end in A when the order goes from A to B and back to A', async () => {
    const id = newId();
    const [a, b] = [shopifyLine({ quantity: 1 }), shopifyLine({ quantity: 2 })];
    await bridge.send(shopifyOrder({ id, ...updatedAt(1), line_items: [a] }));
    await delivered(id, utcOf(1));
    // The third version overtakes the second.
    await bridge.send(shopifyOrder({ id, ...updatedAt(3), line_items: [a] }));
    await until('the unchanged version', () =>
      bridge.lines(id).some(({ stage }) => stage === 'unchanged'),
    );
    await bridge.send(shopifyOrder({ id, ...updatedAt(2), line_items: [b] }));
    await until('the late version', () =>
      bridge.lines(id).some(({ stage }) => stage === 'superseded'),
    );
    expect(bridge.wms.order(id)?.current.lines[0]?.quantity).toBe(1);
    expect(bridge.puts(id)).toHaveLength(1);
  });
});

describe('an order that the WMS does not want', () => {
  it('waits for its payment, and is sent when it is paid', async () => {
    const id = newId();
    await bridge.send(shopifyOrder({ id, ...updatedAt(1), financial_status: 'pending' }));
    const line = await until('the decision', () =>
      bridge.lines(id).find(({ stage }) => stage === 'ignored'),
    );
    expect([line.reason, bridge.wms.order(id)]).toEqual(['waiting_for_payment', undefined]);
    await bridge.send(shopifyOrder({ id, ...updatedAt(2) }), { topic: 'orders/paid' });
    expect((await delivered(id, utcOf(2))).current.status).toBe('open');
  });

  it('is parked with the line named when nobody could pick it', async () => {
    const id = newId();
    const lines = [shopifyLine(), shopifyLine({ id: '77', sku: '' })];
    await bridge.send(shopifyOrder({ id, line_items: lines, shipping_address: shopifyAddress() }));
    const line = await until('the letter', () =>
      bridge.lines(id).find(({ stage }) => stage === 'parked'),
    );
    expect([line.class, line.reason]).toEqual(['unmappable', 'line 77 has no sku']);
  });
});
