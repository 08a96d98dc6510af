import { describe, expect, it } from 'vitest';
import { letterOf } from '../../lib/order/dead-letter.ts';
import type { PrivacyRequest } from '../../lib/privacy/privacy-request.ts';
import { orderMessage } from '../builders/order-message.ts';
import { demo, other, startReconcileWorld } from './reconcile-world.ts';

type World = Awaited<ReturnType<typeof startReconcileWorld>>;

const version = '2026-11-22T10:00:00Z';
const hash = 'a'.repeat(64);
const instant = Date.parse(version);

const daySeconds = 86_400;

const accept = (world: World, orderId: string, shop = demo, at = version) =>
  world.markAccepted(shop, orderId, { version, instant, hash, at, source: 'webhook' });
const wait = (world: World, orderId: string, shop = demo) =>
  world.markWaiting(
    { shop, orderId },
    { instant, generation: 0, since: '2026-11-22T11:00:00.000Z', ended: true },
  );
const park = (world: World, orderId: string, shop = demo, time = version) =>
  world.park(
    letterOf(`letter-of-${shop}-${orderId}`, orderMessage({ order: { orderId, shop }, time }), {
      ...{ class: 'rejected', reason: 'the WMS answered 422', problem: 'Wilhelmina is unknown' },
      ...{ attempts: 1, receives: 1, parkedAt: '2026-11-22T11:00:00.000Z' },
    }),
  );
/** A letter, and an order that waits. */
const holdTwo = async (world: World, shop: string): Promise<void> => {
  await park(world, '1001', shop);
  await accept(world, '1002', shop);
  await wait(world, '1002', shop);
};
const ask = (
  world: World,
  kind: PrivacyRequest['kind'],
  orderIds: readonly string[] = [],
  shop = demo,
) =>
  world.notePrivacy({
    ...{ id: `${kind}-of-${shop}`, kind, shop, orderIds, customerId: '115310627' },
    ...{ requestId: kind === 'customers/data_request' ? '9999' : null },
    receivedAt: new Date(world.now()).toISOString(),
  });
const poll = (world: World) => world.invoke({ action: 'poll' });
const told = (world: World) =>
  world.lines.flatMap((line) =>
    line.kind === 'privacy'
      ? [[line.request.kind, line.outcome, line.letters, line.orders] as const]
      : [],
  );
const waitingLetters = async (world: World) =>
  (await world.letters()).map(({ shop, orderId }) => [shop, orderId]);

describe('a customer’s redaction', () => {
  it('removes the letters of the named orders with all that is in them, and no others', async () => {
    await using world = await startReconcileWorld({ shops: [demo, other] });
    for (const orderId of ['1001', '1002']) await park(world, orderId);
    await park(world, '1001', other);
    await ask(world, 'customers/redact', ['1001']);
    await poll(world);

    expect(await waitingLetters(world)).toEqual([
      [demo, '1002'],
      [other, '1001'],
    ]);
    const letter = world.tableText();
    expect(letter).not.toContain(`letter-content#letter-of-${demo}-1001`);
    expect(letter).toContain(`letter-content#letter-of-${demo}-1002`);
  });

  it('gives up what waits of these orders, so that whoever receives it drops it unsent', async () => {
    await using world = await startReconcileWorld();
    for (const orderId of ['1001', '1002']) {
      await accept(world, orderId);
      await wait(world, orderId);
    }
    await ask(world, 'customers/redact', ['1001', '77']);
    await poll(world);

    expect((await world.record(demo, '1001')).decided).toMatchObject({
      ...{ version, hash, outcome: 'discarded' },
    });
    expect(await world.record(demo, '1001')).not.toHaveProperty('waitingSince');
    expect((await world.record(demo, '1002')).decided).toBeUndefined();
    expect(await world.record(demo, '77')).toEqual({});
  });

  it('is done once a look finds nothing left, and then names no customer and no order any more', async () => {
    await using world = await startReconcileWorld();
    await accept(world, '1001');
    await ask(world, 'customers/redact', ['1001']);
    await poll(world);
    world.pass(240);
    // A delivery that was in hand parks its order behind our back.
    await park(world, '1001');
    await poll(world);
    world.pass(240);
    await poll(world);
    world.pass(240);
    await poll(world);

    expect(told(world)).toEqual([
      ['customers/redact', 'again', 0, 1],
      ['customers/redact', 'again', 1, 0],
      ['customers/redact', 'done', 0, 0],
    ]);
    expect(world.tableText()).not.toContain('115310627');
    expect(await waitingLetters(world)).toEqual([]);
  });

  it('leaves alone what came of these orders since: it is what Shopify itself has left', async () => {
    await using world = await startReconcileWorld();
    await ask(world, 'customers/redact', ['1001', '1002']);
    await accept(world, '1001', demo, '2026-11-22T12:00:01.000Z');
    await wait(world, '1001');
    await park(world, '1002', demo, '2026-11-22T12:00:01.000Z');
    await poll(world);

    expect(told(world)).toEqual([['customers/redact', 'done', 0, 0]]);
    expect((await world.record(demo, '1001')).decided).toBeUndefined();
    expect(await waitingLetters(world)).toEqual([[demo, '1002']]);
  });

  it('leaves alone what the WMS has', async () => {
    await using world = await startReconcileWorld();
    await ask(world, 'customers/redact', ['1001']);
    await poll(world);

    expect(told(world)).toEqual([['customers/redact', 'done', 0, 0]]);
  });

  it('that comes twice is one', async () => {
    await using world = await startReconcileWorld();
    await ask(world, 'customers/redact', ['1001']);
    await poll(world);
    await ask(world, 'customers/redact', ['1001']);
    await poll(world);

    expect(told(world)).toHaveLength(1);
  });
});

describe('a shop’s redaction', () => {
  it('removes all letters of the shop, gives up what waits of it, and touches no other shop', async () => {
    await using world = await startReconcileWorld({ shops: [demo, other] });
    for (const shop of [demo, other]) await holdTwo(world, shop);
    world.pass(3 * daySeconds);
    await ask(world, 'shop/redact', [], other);
    await poll(world);

    expect(await waitingLetters(world)).toEqual([[demo, '1001']]);
    expect((await world.record(other, '1002')).decided?.outcome).toBe('discarded');
    expect((await world.record(demo, '1002')).decided).toBeUndefined();
    expect(told(world)).toEqual([['shop/redact', 'again', 1, 1]]);
  });

  it('of a shop that has sold in the two days before, or since, removes nothing and is for a person', async () => {
    const later = '2026-11-25T12:00:01.000Z';
    const lives = [
      (world: World) => accept(world, '1003', demo, '2026-11-23T12:00:01.000Z'),
      (world: World) => accept(world, '1003', demo, later),
      (world: World) => park(world, '1003', demo, later),
    ];
    for (const live of lives) {
      await using world = await startReconcileWorld();
      await holdTwo(world, demo);
      world.pass(3 * daySeconds);
      await ask(world, 'shop/redact');
      await live(world);
      await wait(world, '1003');
      const before = await waitingLetters(world);
      await poll(world);
      await poll(world);

      expect(world.lines.filter(({ kind }) => kind === 'privacy')).toMatchObject([
        { outcome: 'left', reason: 'still_sells', letters: 0, orders: 0 },
      ]);
      expect(await waitingLetters(world)).toEqual(before);
      expect((await world.record(demo, '1002')).decided).toBeUndefined();
    }
  });

  it('that comes again a day after it was done with is acted on again', async () => {
    await using world = await startReconcileWorld();
    await ask(world, 'shop/redact');
    await poll(world);
    await holdTwo(world, demo);
    world.pass(3 * daySeconds);
    await ask(world, 'shop/redact');
    await poll(world);

    expect(told(world)).toEqual([
      ['shop/redact', 'done', 0, 0],
      ['shop/redact', 'again', 1, 1],
    ]);
  });
});

describe('a customer’s data request', () => {
  it('becomes a list for a person: what lies where, by ids and names of fields', async () => {
    await using world = await startReconcileWorld();
    await accept(world, '1001');
    await park(world, '1002');
    await ask(world, 'customers/data_request', ['1001', '1002', '1003']);
    await poll(world);

    const key = `reports/privacy/${demo}/2026-11-22-9999.json`;
    expect(world.lines).toContainEqual(expect.objectContaining({ kind: 'privacy', report: key }));
    const text = (await world.object(key)) ?? '';
    expect(JSON.parse(text)).toMatchObject({
      ...{ kind: 'customers/data_request', shop: demo, customerId: '115310627', requestId: '9999' },
      answerBefore: '2026-12-22T12:00:00.000Z',
      orders: [
        { orderId: '1001', isKnown: true, mayBeOnTheQueue: true, letters: [] },
        {
          ...{ orderId: '1002', mayBeOnTheQueue: false },
          letters: [{ class: 'rejected', holdsPersonalFields: true }],
        },
        { orderId: '1003', isKnown: false, mayBeOnTheQueue: false, letters: [], decided: null },
      ],
    });
    expect(text).not.toContain('Wilhelmina');
    expect(told(world)).toEqual([['customers/data_request', 'done', 1, 1]]);
    expect(await waitingLetters(world)).toEqual([[demo, '1002']]);
  });
});
