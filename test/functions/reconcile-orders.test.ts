import { describe, expect, it } from 'vitest';
import { letterWithoutMessage } from '../../lib/order/dead-letter.ts';
import { demo, other, startReconcileWorld, webhookUrl } from './reconcile-world.ts';

type World = Awaited<ReturnType<typeof startReconcileWorld>>;

const poll = async (world: World, millis?: number) => {
  const answer = await world.invoke({ action: 'poll' }, millis);
  if (answer.kind !== 'polled') throw new Error(`answered ${answer.kind}`);
  return answer.shops;
};
const sent = (world: World) => world.queued().map(({ order, origin }) => [order.orderId, origin]);

describe('a poll', () => {
  it('puts an order on the queue that no webhook brought, whole and once', async () => {
    await using world = await startReconcileWorld();
    world.place('1001', 300);

    expect(await poll(world)).toMatchObject([
      { shop: demo, end: { kind: 'done' }, stamps: { missed: 1, known: 0 }, inShopify: 1 },
    ]);
    world.pass(240);
    expect(await poll(world)).toMatchObject([{ stamps: { missed: 0, known: 1 } }]);

    expect(world.queued()).toMatchObject([
      {
        groupId: `${demo}/1001`,
        order: { orderId: '1001', shop: demo, version: '2026-11-22T11:55:00Z' },
        ...{ origin: 'reconciliation', topic: null, webhookId: null, replays: 0 },
      },
    ]);
    expect(world.reports.map(({ stage, orderId }) => [stage, orderId])).toEqual([
      ['reconciled', '1001'],
    ]);
  });

  it('leaves to its webhook what is younger than the grace period', async () => {
    await using world = await startReconcileWorld();
    world.place('1001', 119);

    expect(await poll(world)).toMatchObject([{ inShopify: 0 }]);
    world.pass(240);
    await poll(world);
    expect(sent(world)).toEqual([['1001', 'reconciliation']]);
  });

  it('goes on from the watermark, and writes down how it ended', async () => {
    await using world = await startReconcileWorld();
    await poll(world);
    const { read, lastRun } = world.watermark();

    expect(await read()).toMatchObject({ until: '2026-11-22T11:58:00Z', unfinished: null });
    expect(await lastRun()).toEqual({ at: '2026-11-22T12:00:00.000Z' });
    world.admin().faults.add({ kind: 'status', status: 503 });
    world.pass(240);
    expect(await poll(world)).toMatchObject([{ end: { kind: 'unavailable' } }]);
    expect(await read()).toMatchObject({ until: '2026-11-22T11:58:00Z' });
    expect(await lastRun()).toMatchObject({ trouble: 'unavailable' });
  });

  it('reaches back a day the first time, as far as the stage says', async () => {
    await using world = await startReconcileWorld({ settings: { firstHours: 2 } });
    world.place('1', 2 * 3_600 + 400);
    world.place('2', 2 * 3_600 - 60);
    await poll(world);

    expect(sent(world)).toEqual([['2', 'reconciliation']]);
  });

  it('reads again what was entered for it, and takes it off the list', async () => {
    await using world = await startReconcileWorld();
    world.place('1001', 300);
    await poll(world);
    const order = { shop: demo, orderId: '1001' };
    world.place('1001', 300, demo, { note: 'by the side door' });
    await world.markReread(order, '2026-11-22T11:55:00Z', '2026-11-22T12:00:00.000Z');
    world.pass(240);

    expect(await poll(world)).toMatchObject([{ stamps: { missed: 0 }, reread: 1, rereadSent: 1 }]);
    expect(world.queued().map((message) => message.order.note)).toEqual([null, 'by the side door']);
    expect(await world.rereads().page(10)).toEqual([]);
  });

  it('sends the order of a dead letter that holds no message, and settles the letter', async () => {
    await using world = await startReconcileWorld();
    world.place('1001', 300);
    const at = '2026-11-22T11:56:00.000Z';
    const facts = { shop: demo, orderId: '1001', version: null, parkedAt: at, receivedAt: at };
    const why = { class: 'malformed', reason: 'line_items: invalid_type' } as const;
    await world.park(letterWithoutMessage('letter-1', { ...facts, ...why }));

    expect(await poll(world)).toMatchObject([{ lettersSettled: 1, stamps: { missed: 0 } }]);
    expect(world.queued()).toMatchObject([
      { order: { orderId: '1001' }, origin: 'replay', replays: 1 },
    ]);
    expect(await world.letters()).toEqual([]);
  });

  it('begins nothing for which no time is left, and the next one does it', async () => {
    await using world = await startReconcileWorld();
    world.place('1001', 300);

    expect(await poll(world, 14_000)).toMatchObject([{ end: { kind: 'unfinished' } }]);
    expect(sent(world)).toEqual([]);
    world.pass(240);
    await poll(world);
    expect(sent(world)).toEqual([['1001', 'reconciliation']]);
  });
});

describe('two shops', () => {
  it('are asked one after the other, each at its own domain with its own credentials', async () => {
    await using world = await startReconcileWorld({ shops: [demo, other] });
    world.place('1', 300);
    world.place('1', 200, other);
    await poll(world);

    expect(world.queued().map(({ groupId }) => groupId)).toEqual([`${demo}/1`, `${other}/1`]);
    expect(await world.watermark(other).read()).toMatchObject({ until: '2026-11-22T11:58:00Z' });
  });

  it('one of which nobody has set: it is said once, and the other is polled', async () => {
    await using world = await startReconcileWorld({ shops: [demo, other] });
    world.unset(demo);
    world.place('1', 300, other);

    expect(await poll(world)).toMatchObject([
      { shop: demo, end: { kind: 'not_configured' } },
      { shop: other, end: { kind: 'done' } },
    ]);
    expect(world.admin(demo).requests()).toEqual([]);
    expect(world.lines.map((line) => 'end' in line && line.end.kind)).toEqual([
      ...['not_configured', 'done'],
    ]);
    expect(sent(world)).toEqual([['1', 'reconciliation']]);
  });
});

describe('a backfill', () => {
  const since = '2026-11-20T00:00:00Z';

  it('goes slice by slice through what is older than any watermark', async () => {
    await using world = await startReconcileWorld();
    const ids = Array.from({ length: 260 }, (_, n) => String(2_000 + n));
    for (const [n, id] of ids.entries()) world.place(id, 100_000 - n);
    const seen: number[] = [];
    let cursor: object | undefined;
    do {
      const answer = await world.invoke({
        action: 'backfill',
        since,
        ...(cursor ? { cursor } : {}),
      });
      if (answer.kind !== 'backfilled') throw new Error(`answered ${answer.kind}`);
      seen.push(answer.counts.missed);
      cursor = answer.next;
    } while (cursor !== undefined && seen.length < 20);

    expect(seen.length).toBeGreaterThan(1);
    expect(seen.reduce((sum, missed) => sum + missed, 0)).toBe(260);
    expect(
      world
        .queued()
        .map(({ order }) => order.orderId)
        .sort(),
    ).toEqual(ids);
    expect(await world.watermark().read()).toBeUndefined();
  });

  it('can be tried without sending anything', async () => {
    await using world = await startReconcileWorld();
    world.place('1001', 100_000);

    expect(await world.invoke({ action: 'backfill', since, dryRun: true })).toMatchObject({
      ...{ kind: 'backfilled', dryRun: true, counts: { missed: 1 }, orders: [`${demo}/1001`] },
    });
    expect(sent(world)).toEqual([]);
  });

  it('can be of one order', async () => {
    await using world = await startReconcileWorld();
    for (const id of ['1', '2']) world.place(id, 100_000);
    await world.invoke({ action: 'backfill', orderId: '2' });

    expect(sent(world)).toEqual([['2', 'reconciliation']]);
  });
});

describe('subscriptions', () => {
  const check = async (world: World, event: object) => {
    const answer = await world.invoke(event);
    if (answer.kind !== 'subscriptions') throw new Error(`answered ${answer.kind}`);
    return answer.shops;
  };

  it('that are missing are told, and registered once where somebody asks for it', async () => {
    await using world = await startReconcileWorld();
    const [before] = await check(world, { action: 'subscriptions' });
    const [made] = await check(world, { action: 'register', by: 'ada' });
    const [after] = await check(world, { action: 'register', by: 'ada' });

    expect(before?.faults?.missing).toHaveLength(7);
    expect(made?.registered).toEqual(before?.faults?.missing);
    expect([made?.faults, after?.faults].map((faults) => faults?.missing)).toEqual([[], []]);
    expect(after).not.toHaveProperty('registered');
    expect(after?.faults?.doubled).toEqual([]);
    const addresses = world
      .admin()
      .webhooks.all()
      .map(({ uri }) => uri);
    expect(addresses).toEqual(Array(7).fill(webhookUrl));
  });

  it('that Shopify does not take are told with its words', async () => {
    await using world = await startReconcileWorld();
    world.admin().faults.add({ kind: 'status', status: 500, field: 'webhookSubscriptionCreate' });
    const [made] = await check(world, { action: 'register' });

    expect(made).toMatchObject({ end: { kind: 'unavailable' }, registered: [] });
    expect(made?.faults?.missing).toHaveLength(7);
  });

  it('are looked at in one shop alone, if it is one of the stage', async () => {
    await using world = await startReconcileWorld({ shops: [demo, other] });

    expect(await check(world, { action: 'subscriptions', shop: other })).toMatchObject([
      { shop: other },
    ]);
    expect(await world.invoke({ action: 'register', shop: 'third.myshopify.com' })).toEqual({
      ...{ kind: 'refused', fault: `shop must be one of this stage: ${demo}, ${other}` },
    });
  });
});

it.each([undefined, {}, { action: 'nightly', since: 'now' }, { action: 'poll', shop: demo }])(
  'asked %j it touches nothing, and says how to ask',
  async (event) => {
    await using world = await startReconcileWorld();

    expect(await world.invoke(event)).toMatchObject({ kind: 'refused' });
    expect([world.lines, world.queued(), world.admin().requests()]).toEqual([[], [], []]);
  },
);
