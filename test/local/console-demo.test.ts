/** The demonstration of the first minute, in process and with short times. */
import { describe, expect, it } from 'vitest';
import { type DemoPorts, type DemoTimes, demoTimes, runDemo } from '../../cdk/local/demo/demo.ts';
import { startDemo } from '../../cdk/local/demo/start-demo.ts';
import { makeFaults } from '../../cdk/local/wms/faults.ts';
import { serveHttp } from '../../cdk/local/wms/http.ts';

const short: DemoTimes = {
  ...{ intro: 1, untilFirst: 12_000, untilSecond: 6_000, untilMended: 10_000, patience: 500 },
};
const [failing, refused] = ['6199000000001', '6199000000002'];

const run = async (given: Partial<DemoPorts> = {}) => {
  const did: unknown[] = [];
  const ports: DemoPorts = {
    placeOrder: async (orderId) => {
      did.push(['place', orderId]);
      return 200;
    },
    addFault: (fault) => {
      did.push(fault);
      return 'f1';
    },
    clearFault: (id) => did.push(['clear', id]),
    replay: async (orderId) => {
      did.push(['replay', orderId]);
      return '1 dead letter is being sent again.';
    },
    hear: async (orderId, [stage = 'received']) => ({
      ...{ orderId, stage, attempts: 3, latencyMillis: 4_120 },
    }),
    pause: async (millis) => void did.push(millis),
    say: (text) => did.push(text),
    ...given,
  };
  await runDemo(ports, short);
  return did;
};

describe('the demonstration', () => {
  it('shows an order that recovers and one that is replayed, and says so each time', async () => {
    expect(await run()).toEqual([
      1,
      'Orders of the simulated shop flow to the simulated WMS. In 12 s one of them fails and recovers.',
      12_000,
      { kind: 'status', status: 503, retryAfter: 2, orderId: failing, count: 2 },
      `Order ${failing} is placed now. The WMS answers it 503 twice and asks for 2 s of patience each time: watch attempt 3 deliver it.`,
      ['place', failing],
      `Order ${failing} was delivered at attempt 3, 4.1 s after its webhook. No other order waited for it.`,
      6_000,
      { kind: 'status', status: 422, orderId: refused },
      `Order ${refused} is placed now, and the WMS refuses it with 422, which no retry can mend: watch it become a dead letter.`,
      ['place', refused],
      `Order ${refused} was tried once and is parked: it lies in the dead letters, and the others go on. In 10 s the WMS is mended and its letter replayed.`,
      10_000,
      ['clear', 'f1'],
      ['replay', refused],
      `The WMS is mended, and order ${refused} is replayed: 1 dead letter is being sent again.`,
      `Order ${refused} was delivered after all, once. Nobody had to send it again.`,
      'That was the demonstration. Now switch a fault on yourself, and watch the orders wait.',
    ]);
  });

  it('says what did not happen, and ends there', async () => {
    const silent = await run({ hear: async () => null });
    const closed = await run({ placeOrder: async () => 503 });
    const unparked = await run({
      hear: async (orderId, stages) =>
        stages.includes('parked')
          ? null
          : { orderId, stage: 'processed', attempts: 1, latencyMillis: 1 },
    });

    expect([silent, closed, unparked].map((did) => did.at(-1))).toEqual([
      `Order ${failing} is not delivered yet: its story says why.`,
      `The webhook of order ${failing} was answered 503: no demonstration.`,
      `Order ${refused} is not parked yet: its story says why.`,
    ]);
  });

  it('has its first failure over within the first half minute', () => {
    const { intro, untilFirst, untilSecond, untilMended } = demoTimes;

    expect(intro + untilFirst).toBeLessThan(20_000);
    // Two waits of 2 s for the first order, and some time for all the rest.
    expect(intro + untilFirst + untilSecond + untilMended + 15_000).toBeLessThan(60_000);
  });
});

describe('a started demonstration', () => {
  const times = { intro: 1, untilFirst: 1, untilSecond: 1, untilMended: 1, patience: 5_000 };

  /** A bridge in small: answers webhooks, and tells what became of each order. */
  const start = async (answers: readonly number[] = []) => {
    const left = [...answers];
    const webhooks: { readonly topic: unknown; readonly signed: boolean }[] = [];
    const server = await serveHttp(0, async (request, response) => {
      const { headers } = request;
      webhooks.push({
        topic: headers['x-shopify-topic'],
        signed: /^[\w+/]{43}=$/.test(String(headers['x-shopify-hmac-sha256'])),
      });
      const orderId = webhooks.length > 1 + answers.length ? refused : failing;
      response.writeHead(left.shift() ?? 200).end();
      if (left.length === 0) tell(orderId === refused ? 'parked' : 'processed', orderId);
    });
    const faults = makeFaults(Date.now);
    const notes: string[] = [];
    const demo = startDemo({
      shop: { webhookUrl: server.url, shopifySecret: 'secret', shop: 'demo.myshopify.com' },
      wms: { faults },
      replay: async () => {
        tell('processed', refused);
        return '1 dead letter is being sent again.';
      },
      times,
      note: (line) => notes.push(line),
    });
    const tell = (stage: string, orderId: string | undefined): void =>
      demo.hear({
        ...{ stage, shopify_order_id: orderId, correlation_id: 'c', attempt: 3, latency_ms: 9 },
      });
    return { demo, notes, webhooks, faults, server };
  };

  it('places signed orders, tells its notes and keeps what it said', async () => {
    const { demo, notes, webhooks, server } = await start();
    await expect.poll(() => notes.at(-1)).toContain('That was the demonstration.');
    await demo.close();
    await server.close();

    expect(webhooks).toEqual([
      { topic: 'orders/create', signed: true },
      { topic: 'orders/create', signed: true },
    ]);
    expect(demo.said().map(({ orderId }) => orderId)).toEqual([
      ...[null, failing, failing, refused, refused, refused, refused, null],
    ]);
    expect(notes[1]).toBe(`▶ ${demo.said()[1]?.text}`);
  });

  it('sends a webhook again that was not answered 2xx', async () => {
    const { demo, notes, webhooks, server } = await start([503]);
    await expect.poll(() => notes.at(-1), { timeout: 3_000 }).toContain('That was');
    await demo.close();
    await server.close();

    expect(webhooks).toHaveLength(3);
  });

  it('ends in the middle when the stack stops, without a word', async () => {
    const { demo, notes, server } = await start(Array(9).fill(503));
    await expect.poll(() => notes.length).toBe(2);
    await demo.close();
    await server.close();

    expect(notes).toHaveLength(2);
  });

  it('says what broke it', async () => {
    const { demo, notes, server } = await start();
    await server.close();
    await expect.poll(() => notes.at(-1)).toContain('The demonstration ended early: fetch failed');
    await demo.close();

    expect(demo.said()).toHaveLength(3);
  });
});
