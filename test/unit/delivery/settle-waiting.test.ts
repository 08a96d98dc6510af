import { describe, expect, it } from 'vitest';
import type { DeliveryOutcome } from '../../../lib/delivery/outcome.ts';
import type { Received } from '../../../lib/delivery/received.ts';
import { encodeMessage } from '../../../lib/order/order-message.ts';
import type { Failing } from '../../../lib/order/order-record.ts';
import { orderMessage } from '../../builders/order-message.ts';
import { failed, firstSeconds, makeBatchScene, rejected, sceneStart } from './batch-scene.ts';
import { receivedBody, receivedOrder } from './received-order.ts';

const shop = 'demo.myshopify.com';
const orderId = '820982911946154508';
const order = { shop, orderId };
const daysAgo = (days: number) => sceneStart - days * 86_400_000;
const message = (place: Partial<Received> = {}) => receivedOrder({}, { messageId: 'm1', ...place });
const letterIn = (scene: ReturnType<typeof makeBatchScene>) =>
  JSON.parse(scene.letters.bodies()[0] ?? '{}').letter;
const deferred: DeliveryOutcome = {
  kind: 'deferred',
  reason: 'throttled',
  seconds: 60,
  attempts: 1,
};
const servedElse = (served: number) => ({ served, servedOrder: 'demo.myshopify.com/1' });
const failing = (given: Partial<Failing> = {}): Failing => ({
  messageId: 'm1',
  since: sceneStart - 60_000,
  counted: 0,
  served: 100,
  ...given,
});
const remember = (scene: ReturnType<typeof makeBatchScene>, known: Failing) => {
  const instant = orderMessage().data.order.version;
  const waiting = { instant: Date.parse(instant), generation: 0, ended: false, failing: known };
  return scene.records.markWaiting(order, { ...waiting, since: '2026-11-22T10:00:10.000Z' });
};

describe('what waits for the WMS', () => {
  const open = {
    block: { kind: 'open', since: sceneStart - 200_000, nextProbeAt: sceneStart + 5_000 },
  } as const;

  it('is turned back before anything is claimed or sent', async () => {
    let claims = 0;
    const scene = makeBatchScene(undefined, {
      deliverOnce: async (_key, work) => {
        claims += 1;
        return work();
      },
    });
    await scene.putCircuit(open);
    expect(await scene.run([message()])).toEqual(['m1']);
    expect([claims, scene.deliveries]).toEqual([0, []]);
    expect(scene.reports).toMatchObject([
      { stage: 'deferred', attempts: 0, facts: { reason: 'circuit_open', seconds: 9.5 } },
    ]);
  });

  it('is written down once, however often it comes back', async () => {
    const scene = makeBatchScene();
    await scene.putCircuit(open);
    await scene.run([message()]);
    expect(scene.takeWrites()).toEqual(['waiting']);
    for (const receives of [2, 3, 4, 5, 50]) await scene.run([message({ receives })]);
    expect(scene.takeWrites()).toEqual([]);
    expect(await scene.records.waiting()).toHaveLength(1);
  });

  it('costs one read, and nothing of the circuit is written', async () => {
    const scene = makeBatchScene();
    await scene.putCircuit(open);
    await scene.run([message()]);
    expect(scene.circuitCalls()).toEqual({ reads: 1, writes: 0 });
  });

  it('waits for the table where the circuit cannot be read any more', async () => {
    const standing = () => Promise.reject(new Error('the table is away'));
    const scene = makeBatchScene(undefined, {
      circuit: { refresh: () => {}, seen: () => ({ served: 0 }) as never, standing },
    });
    expect(await scene.run([message()])).toEqual(['m1']);
    expect([scene.deliveries, scene.secondsHidden()]).toEqual([[], [[30]]]);
    expect(scene.reports).toMatchObject([{ facts: { reason: 'state_unreachable' } }]);
  });
});

describe('a delivery that failed', () => {
  it('is written down with its message and what the circuit knew, and told as uncounted', async () => {
    const scene = makeBatchScene(() => failed);
    await scene.putCircuit(servedElse(700));
    await scene.run([message()]);
    expect(await scene.records.readRecord(shop, orderId)).toEqual({
      waitingSince: '2026-11-22T10:00:30.000Z',
      failing: { messageId: 'm1', since: sceneStart, counted: 0, served: 700 },
    });
    expect(scene.reports).toMatchObject([{ stage: 'failed', facts: { counted: 0 } }]);
  });

  it('again with no sign of life has one attempt, and writes nothing', async () => {
    const scene = makeBatchScene(() => failed);
    await scene.putCircuit(servedElse(100));
    await remember(scene, failing());
    await scene.run([message({ receives: 2 })]);
    expect(scene.deliveries).toMatchObject([{ attemptsMax: 1 }]);
    expect([scene.takeWrites(), scene.secondsHidden()]).toEqual([[], [[6 * 0.95]]]);
  });

  it('with a sign of life has all attempts, counts and is told so', async () => {
    const scene = makeBatchScene(() => failed);
    await scene.putCircuit(servedElse(101));
    await remember(scene, failing({ counted: 1 }));
    await scene.run([message({ receives: 3 })]);
    expect(scene.deliveries).toMatchObject([{ attemptsMax: 5, spacingMaxSeconds: 66 }]);
    expect([scene.takeWrites(), scene.secondsHidden()]).toEqual([['waiting'], [[63]]]);
    expect(await scene.records.readRecord(shop, orderId)).toMatchObject({
      failing: { counted: 2, served: 101, since: sceneStart - 60_000 },
    });
    expect(scene.reports).toMatchObject([{ stage: 'failed', facts: { counted: 2 } }]);
  });

  it('for the fifth time that counts is parked as exhausted, with what is known', async () => {
    const scene = makeBatchScene(() => failed);
    await scene.putCircuit(servedElse(101));
    await remember(scene, failing({ counted: 4 }));
    expect(await scene.run([message({ receives: 9 })])).toEqual([]);
    expect(letterIn(scene)).toMatchObject({
      class: 'exhausted',
      reason: 'failed 5 counted deliveries; last: status',
      status: 503,
      attempts: 5,
      deliveries: 5,
      receives: 9,
    });
    expect(scene.reports).toMatchObject([
      { stage: 'parked', attempts: 5, facts: { class: 'exhausted', status: 503, deliveries: 5 } },
    ]);
    expect(await scene.records.readRecord(shop, orderId)).toEqual({
      parked: expect.objectContaining({ class: 'exhausted', letterId: 'm1' }),
    });
  });

  it('has no status where it got no answer', async () => {
    const { status: _status, ...timedOut } = { ...failed, cause: 'timeout' };
    const scene = makeBatchScene(() => timedOut);
    await scene.putCircuit(servedElse(101));
    await remember(scene, failing({ counted: 4 }));
    await scene.run([message()]);
    expect(letterIn(scene)).toMatchObject({
      status: null,
      reason: expect.stringMatching(/timeout/),
    });
  });

  it('begins anew where another message of its order had failed', async () => {
    const scene = makeBatchScene(() => failed);
    await scene.putCircuit(servedElse(101));
    await remember(scene, failing({ messageId: 'another', counted: 4 }));
    expect(await scene.run([message()])).toEqual(['m1']);
    expect(await scene.records.readRecord(shop, orderId)).toMatchObject({
      failing: { messageId: 'm1', counted: 0 },
    });
    expect(scene.secondsHidden()).toEqual([[firstSeconds]]);
  });

  it('is deferred without forgetting what counted', async () => {
    const scene = makeBatchScene(() => deferred);
    await remember(scene, failing({ counted: 3 }));
    await scene.run([message()]);
    expect(await scene.records.readRecord(shop, orderId)).toMatchObject({
      failing: { counted: 3 },
    });
  });

  it('and then is refused says how many counted before', async () => {
    const scene = makeBatchScene(() => rejected);
    await remember(scene, failing({ counted: 3 }));
    await scene.run([message()]);
    expect(letterIn(scene)).toMatchObject({ class: 'rejected', deliveries: 3 });
  });
});

describe('a message that has been twelve days on the queue', () => {
  it.each([
    [11.99, ['m1']],
    [12, []],
    [13.9, []],
  ])('is parked where it has to wait once more: after %d days', async (days, back) => {
    const scene = makeBatchScene(() => failed);
    await remember(scene, failing({ counted: 2 }));
    expect(await scene.run([message({ sentAt: daysAgo(days), receives: 700 })])).toEqual(back);
    expect(scene.letters.bodies()).toHaveLength(1 - back.length);
  });

  it('is expired, and says what it waited for last', async () => {
    const scene = makeBatchScene(() => failed);
    await remember(scene, failing({ counted: 2 }));
    await scene.run([message({ sentAt: daysAgo(12), receives: 700 })]);
    expect(letterIn(scene)).toMatchObject({
      class: 'expired',
      reason: 'waited 12 days on the queue; last: status',
      status: 503,
      deliveries: 2,
      receives: 700,
    });
    expect((await scene.records.readRecord(shop, orderId)).parked).toMatchObject({
      class: 'expired',
    });
  });

  it('expires also in a hold, without a delivery', async () => {
    const scene = makeBatchScene();
    await scene.putCircuit({
      block: { kind: 'hold', cause: 'operator', since: daysAgo(12), nextProbeAt: 0 },
    });
    expect(await scene.run([message({ sentAt: daysAgo(12) })])).toEqual([]);
    expect(scene.deliveries).toEqual([]);
    expect(letterIn(scene)).toMatchObject({
      class: 'expired',
      reason: 'waited 12 days on the queue; last: circuit_hold',
      status: null,
    });
  });

  it('is delivered as ever where it need not wait', async () => {
    const scene = makeBatchScene();
    await scene.run([message({ sentAt: daysAgo(13) })]);
    expect(scene.told()).toEqual(['m1 processed']);
  });

  it('of a schema that nobody has learnt to read is expired, and known by its place', async () => {
    const scene = makeBatchScene();
    const body = encodeMessage(orderMessage()).replace('"schemaversion":1', '"schemaversion":2');
    const place = { messageId: 'newer', receives: 900 };
    expect(await scene.run([receivedBody(body, { ...place, sentAt: daysAgo(11.99) })])).toEqual([
      'newer',
    ]);
    expect(await scene.run([receivedBody(body, { ...place, sentAt: daysAgo(12) })])).toEqual([]);
    expect(letterIn(scene)).toMatchObject({
      letterId: 'newer',
      class: 'expired',
      reason: 'waited 12 days on the queue; last: newer_schema',
      shop,
      orderId,
      receives: 900,
    });
    expect(scene.told()).toEqual(['newer deferred', 'newer parked']);
  });
});

describe('outages that begin anew again and again', () => {
  const open = {
    block: { kind: 'open', since: sceneStart - 1_000, nextProbeAt: sceneStart + 5_000 },
  } as const;

  it('hide a message for at least a share of its own waiting, up to the longest that anything is hidden', async () => {
    for (const [waitedSeconds, hidden] of [
      [60, 5],
      [1_000, 40],
      [86_400, 1_800],
    ] as const) {
      const scene = makeBatchScene();
      await scene.putCircuit(open);
      await scene.records.markWaiting(order, {
        instant: Date.parse(orderMessage().data.order.version),
        generation: 0,
        since: new Date(sceneStart - waitedSeconds * 1_000).toISOString(),
        ended: false,
      });
      await scene.run([message({ receives: 9 })]);
      expect(scene.secondsHidden()).toEqual([[expect.closeTo(hidden, 0)]]);
    }
  });
});
