import { describe, expect, it } from 'vitest';
import { sendSchema } from '../../../lib/config/policy.ts';
import { parseLetter } from '../../../lib/order/dead-letter.ts';
import { contentHash, type NormalOrder } from '../../../lib/order/normal-order.ts';
import { normalOrder, orderLine } from '../../builders/normal-order.ts';
import { makeFakeOrderRecords } from '../../fakes/order-records.ts';
import { failed, firstSeconds, makeBatchScene, rejected, sceneStart } from './batch-scene.ts';
import { atVersion, receivedOrder } from './received-order.ts';

const shop = 'demo.myshopify.com';
const orderId = '820982911946154508';
const order = { shop, orderId };

/** The nth version of the default order, as the message of this name. */
const version = (
  n: number,
  messageId: string,
  given: Partial<NormalOrder> = { note: `note ${n}` },
  receives = 1,
) => receivedOrder({ order: { version: atVersion(n).version, ...given } }, { messageId, receives });
const hashOf = (given: Partial<NormalOrder>) => contentHash(normalOrder(given));
const recordIn = (scene: ReturnType<typeof makeBatchScene>) =>
  scene.records.readRecord(shop, orderId);

describe('an order version that is delivered', () => {
  it('is decided, with the WMS’s id, and told with its attempts and its age', async () => {
    const scene = makeBatchScene();
    expect(await scene.run([version(1, 'm1')])).toEqual([]);
    expect(await recordIn(scene)).toEqual({
      decided: {
        ...atVersion(1),
        hash: hashOf({ note: 'note 1' }),
        generation: 0,
        at: '2026-11-22T10:00:30.000Z',
        outcome: 'delivered',
      },
      wmsOrderId: 'WMS-1',
    });
    expect(scene.reports).toEqual([
      {
        stage: 'processed',
        correlationId: 'shopify-order-820982911946154508',
        orderId,
        latencyMillis: 28_000,
        attempts: 1,
        facts: {
          shop,
          order_version: '2026-11-22T10:00:01Z',
          origin: 'webhook',
          replays: 0,
          message_id: 'm1',
          receives: 1,
          remembered: false,
        },
      },
    ]);
  });

  it('goes out under its key, with the whole desired state', async () => {
    const scene = makeBatchScene();
    await scene.run([version(1, 'm1')]);
    const hash = hashOf({ note: 'note 1' });
    expect(scene.deliveries).toMatchObject([
      {
        idempotencyKey: `v1:${shop}:${orderId}:2026-11-22T10:00:01Z:${hash}:g0`,
        attemptsMax: 5,
        deadline: sceneStart + 12_000,
        body: { order_id: orderId, version: '2026-11-22T10:00:01Z', status: 'open' },
      },
    ]);
  });

  it('is not sent again when it comes twice', async () => {
    const scene = makeBatchScene();
    await scene.run([version(1, 'm1')]);
    await scene.run([version(1, 'm2')]);
    expect(scene.deliveries).toHaveLength(1);
    expect(scene.told()).toEqual(['m1 processed', 'm2 unchanged']);
  });

  it('is not sent again where only writing it down had failed', async () => {
    const records = makeFakeOrderRecords();
    let away = true;
    const scene = makeBatchScene(undefined, {
      ...records,
      markDecided: async (...fact) => {
        if (away) throw new Error('the table is away');
        await records.markDecided(...fact);
      },
    });
    expect(await scene.run([version(1, 'm1')])).toEqual(['m1']);
    away = false;
    expect(await scene.run([version(1, 'm1', undefined, 2)])).toEqual([]);
    expect(scene.deliveries).toHaveLength(1);
    expect(scene.reports.map(({ stage, facts }) => [stage, facts['remembered']])).toEqual([
      ['deferred', undefined],
      ['processed', true],
    ]);
  });
});

describe('several messages of one order in a batch', () => {
  const three = () => [version(1, 'm1'), version(2, 'm2'), version(3, 'm3')];

  it('send the newest only; the older ones go with it', async () => {
    const scene = makeBatchScene();
    expect(await scene.run(three())).toEqual([]);
    expect(scene.versionsSent()).toEqual(['2026-11-22T10:00:03Z']);
    expect(scene.told()).toEqual(['m3 processed', 'm1 superseded', 'm2 superseded']);
  });

  it.each([[[3, 1, 2]], [[2, 3, 1]], [[3, 2, 1]]])(
    'send the newest in whatever order they come: %j',
    async (arrival) => {
      const scene = makeBatchScene();
      await scene.run(arrival.map((n) => version(n, `m${n}`)));
      expect(scene.versionsSent()).toEqual(['2026-11-22T10:00:03Z']);
    },
  );

  it('are superseded where the newest is parked', async () => {
    const scene = makeBatchScene(() => rejected);
    expect(await scene.run(three())).toEqual([]);
    expect(scene.told()).toEqual(['m3 parked', 'm1 superseded', 'm2 superseded']);
    expect(await scene.letters.waiting()).toMatchObject([{ letterId: 'm3' }]);
  });

  it('are superseded where the newest is knowingly not sent', async () => {
    const scene = makeBatchScene();
    const batch = [version(1, 'm1'), version(2, 'm2', { financialStatus: 'pending' })];
    expect(await scene.run(batch)).toEqual([]);
    expect(scene.deliveries).toEqual([]);
    expect(scene.told()).toEqual(['m2 ignored', 'm1 superseded']);
  });

  it('are put back with the newest, in one call, for as long, uncounted', async () => {
    const scene = makeBatchScene(() => failed);
    expect(await scene.run(three())).toEqual(['m1', 'm2', 'm3']);
    expect(scene.secondsHidden()).toEqual([[firstSeconds, firstSeconds, firstSeconds]]);
    expect(scene.told()).toEqual(['m3 failed']);
  });

  it('of equal versions send the later arrival, and have the order read again', async () => {
    const scene = makeBatchScene();
    await scene.run([version(1, 'm1', { note: 'a' })]);
    await scene.run([version(1, 'm2', { note: 'b' }), version(1, 'm3', { note: 'c' })]);
    const hash = hashOf({ note: 'c' });
    expect(scene.deliveries.map(({ idempotencyKey }) => idempotencyKey.slice(-67))).toEqual([
      `${hashOf({ note: 'a' })}:g0`,
      `${hash}:g1`,
    ]);
    expect(await recordIn(scene)).toMatchObject({ decided: { hash, generation: 1 } });
    expect(await scene.records.rereads()).toEqual([
      { ...order, version: '2026-11-22T10:00:01Z', at: '2026-11-22T10:00:30.000Z' },
    ]);
  });

  it.each([
    ['reconciliation', {}],
    ['repair', { generation: 1 }],
  ] as const)(
    'of equal versions send what Shopify was asked for by a %s, without doubt',
    async (origin, repair) => {
      const scene = makeBatchScene();
      await scene.run([version(1, 'm1', { note: 'a' })]);
      const { version: at } = atVersion(1);
      const asked = { order: { version: at, note: 'b' }, data: { origin, ...repair } };
      await scene.run([receivedOrder(asked, { messageId: 'm2' })]);
      const hash = hashOf({ note: 'b' });
      expect(await recordIn(scene)).toMatchObject({ decided: { hash, generation: 1 } });
      expect(await scene.records.rereads()).toEqual([]);
    },
  );
});

describe('versions that come one after the other', () => {
  it('end in the cancellation, also when the creation comes later', async () => {
    const scene = makeBatchScene();
    await scene.run([version(2, 'm2', { cancelled: true })]);
    await scene.run([version(1, 'm1', { cancelled: false })]);
    expect(scene.deliveries.map(({ body }) => body.status)).toEqual(['cancelled']);
    expect(scene.told()).toEqual(['m2 processed', 'm1 superseded']);
  });

  it('A → B → A ends in A', async () => {
    const scene = makeBatchScene();
    for (const [n, note] of ['A', 'B', 'A'].entries()) {
      await scene.run([version(n + 1, `m${n + 1}`, { note })]);
    }
    expect(scene.deliveries.map(({ body }) => body.note)).toEqual(['A', 'B', 'A']);
  });

  it('A → A advances the record without sending, so that a late B between them stays out', async () => {
    const scene = makeBatchScene();
    await scene.run([version(1, 'm1', { note: 'A' })]);
    await scene.run([version(3, 'm3', { note: 'A' })]);
    await scene.run([version(2, 'm2', { note: 'B' })]);
    expect(scene.deliveries.map(({ body }) => body.note)).toEqual(['A']);
    expect(scene.told()).toEqual(['m1 processed', 'm3 unchanged', 'm2 superseded']);
    expect(await recordIn(scene)).toMatchObject({
      decided: { version: '2026-11-22T10:00:03Z' },
      wmsOrderId: 'WMS-1',
    });
  });

  it('A → B → A ends in A, where B’s answer was lost', async () => {
    const scene = makeBatchScene(({ body }) => (body.note === 'B' ? failed : delivered));
    const delivered = { kind: 'delivered', wmsOrderId: 'WMS-1', attempts: 1 } as const;
    await scene.run([version(1, 'm1', { note: 'A' })]);
    await scene.run([version(2, 'm2', { note: 'B' })]);
    await scene.run([version(2, 'm2', { note: 'B' }, 2), version(3, 'm3', { note: 'A' })]);
    expect(scene.deliveries.map(({ body }) => body.note)).toEqual(['A', 'B', 'A']);
  });
});

describe('an order version that the WMS does not take', () => {
  it.each([
    ['rejected', 422],
    ['forbidden', 403],
  ] as const)('as %s is parked with class, status and problem', async (parkClass, status) => {
    const scene = makeBatchScene(() => ({ ...rejected, class: parkClass, status }));
    expect(await scene.run([version(1, 'm1', undefined, 3)])).toEqual([]);
    const [body = ''] = scene.letters.bodies();
    expect(parseLetter(body)).toMatchObject({ kind: 'letter' });
    expect(JSON.parse(body).letter).toEqual({
      schemaversion: 1,
      letterId: 'm1',
      class: parkClass,
      reason: `the WMS answered ${status}`,
      status,
      problem: 'no street named Thistledown',
      attempts: 2,
      deliveries: 0,
      receives: 3,
      parkedAt: '2026-11-22T10:00:30.000Z',
      receivedAt: '2026-11-22T10:00:02.000Z',
      shop,
      orderId,
      version: '2026-11-22T10:00:01Z',
      topic: 'orders/create',
      correlationId: 'shopify-order-820982911946154508',
      replays: 0,
      body: null,
    });
    expect(await recordIn(scene)).toEqual({
      parked: {
        ...atVersion(1),
        class: parkClass,
        letterId: 'm1',
        at: '2026-11-22T10:00:30.000Z',
      },
    });
  });

  it('is told by class, status and reason, and never by the problem or the order’s fields', async () => {
    const canary = 'Thistledown';
    const scene = makeBatchScene(() => rejected);
    await scene.run([version(1, 'm1')]);
    expect(scene.letters.bodies().join()).toContain(canary);
    expect(JSON.stringify(scene.reports)).not.toContain(canary);
    expect(scene.reports).toMatchObject([
      {
        stage: 'parked',
        attempts: 2,
        facts: { class: 'rejected', status: 422, reason: 'the WMS answered 422' },
      },
    ]);
  });

  it('as unmappable is parked without an attempt, and names the line at fault', async () => {
    const scene = makeBatchScene();
    await scene.run([version(1, 'm1', { lines: [orderLine({ lineId: '77', sku: null })] })]);
    expect(scene.deliveries).toEqual([]);
    expect(JSON.parse(scene.letters.bodies()[0] ?? '{}').letter).toMatchObject({
      class: 'unmappable',
      reason: 'line 77 has no sku',
      status: null,
      attempts: 0,
    });
  });

  it('stays on the queue where the letter cannot be sent', async () => {
    const park = () => Promise.reject(new Error('SQS is away'));
    const scene = makeBatchScene(() => rejected, { park });
    expect(await scene.run([version(1, 'm1'), version(2, 'm2')])).toEqual(['m1', 'm2']);
    expect(scene.told()).toEqual(['m2 deferred']);
    expect(await recordIn(scene)).toEqual({ waitingSince: '2026-11-22T10:00:30.000Z' });
  });

  it('stays on the queue where the record cannot be written, and is parked once more', async () => {
    let away = true;
    const records = makeFakeOrderRecords();
    const scene = makeBatchScene(() => rejected, {
      markParked: async (...fact) => {
        if (away) throw new Error('the table is away');
        await records.markParked(...fact);
      },
    });
    expect(await scene.run([version(1, 'm1')])).toEqual(['m1']);
    away = false;
    expect(await scene.run([version(1, 'm1', undefined, 2)])).toEqual([]);
    expect(scene.letters.bodies()).toHaveLength(1);
  });

  it('because it has a newer one is superseded, and not tried again', async () => {
    const scene = makeBatchScene(() => ({ kind: 'superseded-at-wms', attempts: 1 }));
    await scene.run([version(1, 'm1')]);
    await scene.run([version(1, 'm2')]);
    expect(scene.deliveries).toHaveLength(1);
    expect(scene.told()).toEqual(['m1 superseded', 'm2 superseded']);
    expect(await recordIn(scene)).toMatchObject({ decided: { outcome: 'superseded' } });
  });
});

describe('an order version that is knowingly not sent', () => {
  it.each<[string, Partial<NormalOrder>]>([
    ['waiting_for_payment', { financialStatus: 'pending' }],
    ['nothing_to_ship', { lines: [] }],
    ['nothing_to_ship', { lines: [orderLine({ quantity: 2, fulfilled: 2 })] }],
  ])('as %s is decided and counted', async (reason, given) => {
    const scene = makeBatchScene();
    expect(await scene.run([version(1, 'm1', given)])).toEqual([]);
    expect(scene.deliveries).toEqual([]);
    expect(scene.reports).toMatchObject([{ stage: 'ignored', facts: { reason } }]);
    expect(await recordIn(scene)).toMatchObject({ decided: { outcome: 'not_sent' } });
  });

  it('is a test order where the settings keep those from a picker', async () => {
    const send = sendSchema.parse({ testOrders: false });
    const scene = makeBatchScene(undefined, { send });
    await scene.run([version(1, 'm1', { test: true })]);
    expect(scene.reports).toMatchObject([{ stage: 'ignored', facts: { reason: 'test_order' } }]);
  });

  it('is sent when it is paid', async () => {
    const scene = makeBatchScene();
    await scene.run([version(1, 'm1', { financialStatus: 'pending' })]);
    await scene.run([version(2, 'm2', { financialStatus: 'paid' })]);
    expect(scene.versionsSent()).toEqual(['2026-11-22T10:00:02Z']);
  });

  it('is sent with nothing left to ship where the WMS has it already', async () => {
    const scene = makeBatchScene();
    await scene.run([version(1, 'm1')]);
    await scene.run([version(2, 'm2', { lines: [] })]);
    expect(scene.deliveries.map(({ body }) => body.lines.length)).toEqual([1, 0]);
  });

  it('is sent with nothing left to ship where the WMS may have it', async () => {
    const scene = makeBatchScene();
    await scene.run([version(1, 'm1', undefined, 2), version(2, 'm2', { lines: [] })]);
    expect(scene.versionsSent()).toEqual(['2026-11-22T10:00:02Z']);
  });

  it('is sent with nothing left to ship where a failed delivery of it waits', async () => {
    const scene = makeBatchScene(() => failed);
    await scene.run([version(1, 'm1')]);
    await scene.run([version(2, 'm2', { lines: [] })]);
    expect(scene.versionsSent()).toEqual(['2026-11-22T10:00:01Z', '2026-11-22T10:00:02Z']);
  });
});

describe('an order version that goes back', () => {
  it('as failed waits in the index, and says how long it is hidden', async () => {
    const scene = makeBatchScene(() => failed);
    await scene.run([version(1, 'm1')]);
    expect(await scene.records.waiting()).toEqual([
      { order: `${shop}/${orderId}`, since: '2026-11-22T10:00:30.000Z' },
    ]);
    expect(scene.reports).toMatchObject([
      {
        stage: 'failed',
        attempts: 5,
        facts: { cause: 'status', status: 503, seconds: firstSeconds, recorded: true, counted: 0 },
      },
    ]);
  });

  it('as deferred says why', async () => {
    const scene = makeBatchScene(() => ({
      kind: 'deferred',
      reason: 'throttled',
      seconds: 60,
      attempts: 1,
    }));
    expect(await scene.run([version(1, 'm1')])).toEqual(['m1']);
    expect(scene.reports).toMatchObject([
      { stage: 'deferred', facts: { reason: 'throttled', seconds: 60, status: null } },
    ]);
  });

  it('is hidden for as long as the WMS asked, also where that cannot be written down', async () => {
    const outcome = { ...failed, retryAfterSeconds: 1_800 };
    const markWaiting = () => Promise.reject(new Error('the table is away'));
    const scene = makeBatchScene(() => outcome, { markWaiting });
    expect(await scene.run([version(1, 'm1')])).toEqual(['m1']);
    expect(scene.hides).toMatchObject([[{ seconds: 1_800 }]]);
    expect(scene.reports).toMatchObject([{ stage: 'failed', facts: { recorded: false } }]);
  });

  it('because another invocation is at it is hidden until that one has ended', async () => {
    const deliverOnce = async () => ({ kind: 'claimed-elsewhere' }) as const;
    const scene = makeBatchScene(undefined, { deliverOnce });
    expect(await scene.run([version(1, 'm1')])).toEqual(['m1']);
    expect(scene.hides).toMatchObject([[{ seconds: 15 }]]);
    expect(scene.reports).toMatchObject([{ facts: { reason: 'in_progress', seconds: 15 } }]);
  });

  it('because the claim cannot be written is not sent, and deferred as while the table is away', async () => {
    const deliverOnce = async () => ({ kind: 'state-unreachable' }) as const;
    const scene = makeBatchScene(undefined, { deliverOnce });
    await scene.run([version(1, 'm1')]);
    expect(scene.deliveries).toEqual([]);
    expect(scene.secondsHidden()).toEqual([[30]]);
    expect(scene.reports).toMatchObject([{ facts: { reason: 'state_unreachable', seconds: 30 } }]);
  });
});
