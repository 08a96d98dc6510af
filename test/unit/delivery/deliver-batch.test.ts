import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../../lib/delivery/deliver.ts';
import type { DeliveryOutcome } from '../../../lib/delivery/outcome.ts';
import type { Received } from '../../../lib/delivery/received.ts';
import { parseLetter } from '../../../lib/order/dead-letter.ts';
import { encodeMessage } from '../../../lib/order/order-message.ts';
import { orderMessage } from '../../builders/order-message.ts';
import { failed, firstSeconds, makeBatchScene, rejected, sceneStart } from './batch-scene.ts';
import { receivedBody, receivedOrder } from './received-order.ts';

/** A message of the order with this id, named after it. */
const ofOrder = (orderId: string, given: Partial<Received> = {}) =>
  receivedOrder({ order: { orderId } }, { messageId: `m${orderId}`, ...given });
const delivered: DeliveryOutcome = { kind: 'delivered', wmsOrderId: 'W', attempts: 1 };
/** Ends by order id; the others are delivered. */
const endsBy =
  (ends: Readonly<Record<string, () => DeliveryOutcome | Promise<DeliveryOutcome>>>) =>
  ({ message }: Delivery) =>
    ends[message.data.order.orderId]?.() ?? delivered;
const nothingKnown = { recordOf: () => ({}), circuit: undefined };
const newerBody = encodeMessage(orderMessage()).replace('"schemaversion":1', '"schemaversion":2');

describe('a batch', () => {
  it('of nothing ends with nothing', async () => {
    const scene = makeBatchScene();
    expect([await scene.run([]), scene.hides]).toEqual([[], []]);
  });

  it('names what goes back, and nothing else', async () => {
    const scene = makeBatchScene(endsBy({ 2: () => failed, 4: () => rejected }));
    const batch = ['1', '2', '3', '4'].map((id) => ofOrder(id));
    expect(await scene.run(batch)).toEqual(['m2']);
    expect(scene.told().sort()).toEqual(['m1 processed', 'm2 failed', 'm3 processed', 'm4 parked']);
  });

  it('hides all that goes back in one call', async () => {
    const scene = makeBatchScene(
      endsBy({
        1: () => failed,
        3: () => ({ kind: 'deferred', reason: 'throttled', seconds: 7, attempts: 1 }),
      }),
    );
    await scene.run([
      ofOrder('1', { receiptHandle: 'h1' }),
      ofOrder('2'),
      ofOrder('3', { receiptHandle: 'h3' }),
    ]);
    expect(scene.hides).toMatchObject([
      [
        { receiptHandle: 'h1', seconds: firstSeconds },
        { receiptHandle: 'h3', seconds: 7 },
      ],
    ]);
  });

  it('hides nothing where nothing goes back', async () => {
    const scene = makeBatchScene();
    await scene.run([ofOrder('1')]);
    expect(scene.hides).toEqual([]);
  });

  it('delivers its orders side by side', async () => {
    const bothBegan = Promise.withResolvers<DeliveryOutcome>();
    let begun = 0;
    const scene = makeBatchScene(() => {
      begun += 1;
      if (begun === 2) bothBegan.resolve(delivered);
      return bothBegan.promise;
    });
    expect(await scene.run([ofOrder('1'), ofOrder('2')])).toEqual([]);
  });

  it('keeps an order apart from the throw of another one', async () => {
    const scene = makeBatchScene(
      endsBy({ 2: () => Promise.reject(new TypeError('Wilhelmina is not a function')) }),
    );
    // It has been through an outage, and through no trouble of ours.
    const batch = [ofOrder('1'), ofOrder('2', { receives: 40 }), ofOrder('3')];
    expect(await scene.run(batch)).toEqual(['m2']);
    expect(scene.hides).toMatchObject([[{ seconds: 30 }]]);
    const report = scene.reports.find(({ stage }) => stage === 'deferred');
    expect(report?.facts).toMatchObject({
      message_id: 'm2',
      reason: 'unexpected_error',
      error: 'TypeError',
      seconds: 30,
    });
    expect(JSON.stringify(scene.reports)).not.toContain('Wilhelmina');
  });

  it('throws rather than answering for a message that nobody settled', async () => {
    const batch = [ofOrder('1')];
    const scene = makeBatchScene(() => {
      batch.push(ofOrder('2'));
      return delivered;
    });
    await expect(scene.run(batch)).rejects.toThrow('1 messages were not settled');
  });

  it('is not begun for lack of time: all is visible again at once', async () => {
    const scene = makeBatchScene();
    const batch = [ofOrder('1'), ofOrder('2'), receivedBody('not JSON', { messageId: 'm3' })];
    expect(await scene.run(batch, 3_999)).toEqual(['m1', 'm2', 'm3']);
    expect(scene.secondsHidden()).toEqual([[0, 0, 0]]);
    expect([scene.deliveries, scene.reports, scene.letters.bodies()]).toEqual([[], [], []]);
  });

  it('is not begun either when reading the records took the time', async () => {
    let remaining = 15_000;
    const scene = makeBatchScene(undefined, {
      readState: async () => {
        remaining = 3_999;
        return nothingKnown;
      },
    });
    expect(await scene.run([ofOrder('1'), ofOrder('2')], () => remaining)).toEqual(['m1', 'm2']);
    expect(scene.secondsHidden()).toEqual([[0, 0]]);
    expect(scene.deliveries).toEqual([]);
  });

  it('is deferred, not begun again at once, when the table took the time and failed', async () => {
    let remaining = 15_000;
    const scene = makeBatchScene(undefined, {
      readState: async () => {
        remaining = 3_999;
        throw new Error('away');
      },
    });
    expect(await scene.run([ofOrder('1')], () => remaining)).toEqual(['m1']);
    expect(scene.secondsHidden()).toEqual([[30]]);
    expect([scene.deliveries, scene.told()]).toEqual([[], ['m1 deferred']]);
  });

  it.each([
    [15_000, 12_000],
    [14_000, 12_000],
    [9_000, 7_000],
    [4_000, 2_000],
  ])('with %i ms left gives its deliveries %i ms', async (remaining, deadline) => {
    const scene = makeBatchScene();
    await scene.run([ofOrder('1')], remaining);
    expect(scene.deliveries.map((one) => one.deadline - sceneStart)).toEqual([deadline]);
  });

  it('reads all records once, each order’s by its newest message', async () => {
    const reads: unknown[] = [];
    const scene = makeBatchScene(undefined, {
      readState: async (orders) => {
        reads.push(orders);
        return nothingKnown;
      },
    });
    await scene.run([ofOrder('1'), ofOrder('2'), ofOrder('1')]);
    const shop = 'demo.myshopify.com';
    expect(reads).toEqual([
      [
        { shop, orderId: '1' },
        { shop, orderId: '2' },
      ],
    ]);
  });

  it('sends nothing while the table is away, and waits longer the longer it is', async () => {
    const scene = makeBatchScene(undefined, {
      readState: () => Promise.reject(new Error('the table is away')),
    });
    for (const seconds of [0, 29, 11, 60, 190, 20, 86_400]) {
      scene.pass(seconds);
      expect(await scene.run([ofOrder('1')])).toEqual(['m1']);
    }
    expect(scene.secondsHidden().flat()).toEqual([30, 30, 40, 100, 290, 300, 300]);
    expect(scene.deliveries).toEqual([]);
    expect(scene.reports[0]).toMatchObject({
      stage: 'deferred',
      facts: { reason: 'state_unreachable', seconds: 30 },
    });
  });

  it('waits shortly again when the table went away once more', async () => {
    let away = true;
    const scene = makeBatchScene(undefined, {
      readState: async () => {
        if (away) throw new Error('the table is away');
        return nothingKnown;
      },
    });
    for (const seconds of [0, 100, 10, 10]) {
      scene.pass(seconds);
      await scene.run([ofOrder('1')]);
      away = seconds !== 100;
    }
    expect(scene.secondsHidden().flat()).toEqual([30, 100, 30]);
  });

  it('knows the circuit from the read of its records, and asks for nothing more', async () => {
    const scene = makeBatchScene();
    await scene.run([ofOrder('1'), ofOrder('2')]);
    expect(scene.circuitCalls()).toEqual({ reads: 1, writes: 0 });
  });
});

describe('a message of a schema that is newer than this release', () => {
  it('waits, and all of its group with it', async () => {
    const scene = makeBatchScene();
    const groupId = 'demo.myshopify.com/1';
    const batch = [
      ofOrder('1', { messageId: 'before' }),
      receivedBody(newerBody, { messageId: 'newer', groupId }),
      ofOrder('1', { messageId: 'after' }),
      ofOrder('2'),
    ];
    expect((await scene.run(batch)).sort()).toEqual(['after', 'before', 'newer']);
    expect(scene.secondsHidden()).toEqual([[60, 60, 60]]);
    expect(scene.deliveries.map(({ message }) => message.data.order.orderId)).toEqual(['2']);
    expect(scene.reports.filter(({ stage }) => stage === 'deferred')).toMatchObject(
      Array.from({ length: 3 }, () => ({
        orderId: '1',
        correlationId: 'shopify-order-1',
        facts: { reason: 'newer_schema', seconds: 60, waited_seconds: 27 },
      })),
    );
  });
});

describe('a message that nobody can read', () => {
  const canary = 'Quagmire';
  const broken = (given: Partial<Received> = {}) =>
    receivedBody(`{"specversion":"1.0","note":"${canary}"}`, { messageId: 'broken', ...given });

  it('is parked as malformed, and says which order it was', async () => {
    const scene = makeBatchScene();
    expect(await scene.run([broken({ receives: 2 })])).toEqual([]);
    const [body = ''] = scene.letters.bodies();
    expect(parseLetter(body)).toMatchObject({
      kind: 'without-message',
      letter: {
        letterId: 'broken',
        class: 'malformed',
        shop: 'demo.myshopify.com',
        orderId: '820982911946154508',
        correlationId: 'shopify-order-820982911946154508',
        receives: 2,
        parkedAt: '2026-11-22T10:00:30.000Z',
      },
    });
    expect(scene.reports).toMatchObject([
      {
        stage: 'parked',
        correlationId: 'shopify-order-820982911946154508',
        orderId: '820982911946154508',
        facts: { class: 'malformed', message_id: 'broken', receives: 2 },
      },
    ]);
  });

  it('is told and parked without any part of it', async () => {
    const scene = makeBatchScene();
    await scene.run([broken()]);
    const told = [...scene.letters.bodies(), JSON.stringify(scene.reports)].join();
    expect(told).toContain('unreadable');
    expect(told).not.toContain(canary);
  });

  it.each(['', 'demo.myshopify.com', 'demo.myshopify.com/sha-of-a-body'])(
    'in a group %j that names no order has none',
    async (groupId) => {
      const scene = makeBatchScene();
      await scene.run([broken({ groupId })]);
      expect(scene.reports).toMatchObject([
        { orderId: null, correlationId: 'shopify-order-broken' },
      ]);
    },
  );

  it('does not keep the rest of its group from the WMS', async () => {
    const scene = makeBatchScene();
    const batch = [broken(), ofOrder('820982911946154508')];
    expect(await scene.run(batch)).toEqual([]);
    expect(scene.told().sort()).toEqual(['broken parked', 'm820982911946154508 processed']);
  });

  it('stays where it cannot be parked, longer each time', async () => {
    const park = () => Promise.reject(new Error('SQS is away'));
    const scene = makeBatchScene(undefined, { park });
    expect(await scene.run([broken({ receives: 2 }), ofOrder('2')])).toEqual(['broken']);
    scene.pass(90);
    expect(await scene.run([broken({ receives: 3 })])).toEqual(['broken']);
    expect(scene.hides).toMatchObject([[{ seconds: 30 }], [{ seconds: 90 }]]);
    expect(scene.told()).toEqual(['m2 processed']);
  });

  it('is parked also while the records cannot be read', async () => {
    const scene = makeBatchScene(undefined, {
      readState: () => Promise.reject(new Error('the table is away')),
    });
    expect(await scene.run([broken()])).toEqual([]);
    expect(scene.letters.bodies()).toHaveLength(1);
  });
});
