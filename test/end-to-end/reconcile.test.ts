import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shopifyLine } from '../builders/shopify-order.ts';
import { type Bridge, makeOrderIds, startWarmBridge, unpaced, until } from './bridge.ts';
import { placeInShopify, poll, shopAdminOf, withoutGrace } from './missed-orders.ts';

/** An outage here lasts a second, and nobody needs to wait longer for its end. */
const quickReturn = { probeSecondsMin: 1, deferSecondsMin: 1, probeRunningSecondsMin: 1 };

let bridge: Bridge;
beforeAll(async () => {
  bridge = await startWarmBridge({ ...unpaced, ...withoutGrace, circuit: quickReturn });
});
afterAll(() => bridge?.close());

const newId = makeOrderIds(6_000_001n);
const ordersMax = 20;
const place = () => {
  const ids = Array.from({ length: ordersMax }, newId);
  return ids.map((id) => ({ id, order: placeInShopify(bridge, id) }));
};
const atTheWms = (ids: readonly string[]) =>
  until('all orders', () => ids.every((id) => bridge.wms.order(id)), 30);
const linesOf = (id: string, stage: string) =>
  bridge.lines(id).filter((line) => line.stage === stage);

describe('without any webhook', () => {
  it('every order reaches the WMS once, and is counted as missed once', async () => {
    const ids = place().map(({ id }) => id);
    expect(bridge.wms.order(ids[0] ?? '')).toBeUndefined();

    expect(await poll(bridge)).toMatchObject({
      ...{ end: { kind: 'done' }, stamps: { missed: ordersMax, known: 0, lost: 0 } },
    });
    await atTheWms(ids);
    expect(await poll(bridge)).toMatchObject({
      ...{ stamps: { missed: 0, known: ordersMax }, drift: { orders: 0 } },
    });
    for (const id of ids) {
      expect(bridge.puts(id)).toHaveLength(1);
      expect(linesOf(id, 'reconciled')).toMatchObject([{ cause: 'missed' }]);
      expect(linesOf(id, 'processed')).toMatchObject([{ origin: 'reconciliation' }]);
    }
  });

  it('the order that changes comes in its new version, and one that has not does not', async () => {
    const [changed, kept] = [newId(), newId()];
    for (const id of [changed, kept]) placeInShopify(bridge, id);
    await poll(bridge);
    await atTheWms([changed, kept]);
    // Shopify's clock has whole seconds.
    const updated_at = new Date(Math.ceil(Date.now() / 1_000) * 1_000).toISOString();
    placeInShopify(bridge, changed, { updated_at, line_items: [shopifyLine({ quantity: 3 })] });
    await until('the next second', () => Date.now() >= Date.parse(updated_at), 2);
    await poll(bridge);
    await until('the change', () => bridge.wms.order(changed)?.current.lines[0]?.quantity === 3);

    expect([bridge.puts(changed).length, bridge.puts(kept).length]).toEqual([2, 1]);
  });
});

describe('beside webhooks', () => {
  it('an order that both bring is sent once', async () => {
    const placed = place();
    const [one, two] = await Promise.all([
      poll(bridge),
      poll(bridge),
      ...placed.map(({ order }) => bridge.deliver(order)),
    ]);
    await atTheWms(placed.map(({ id }) => id));

    // The other one met it at work, or came after it.
    expect([one.end.kind, two.end.kind]).toContain('done');
    // A second message of the same content may still be on its way.
    await until('the queue is empty', () =>
      placed.every(({ id }) => {
        const sent = linesOf(id, 'enqueued').length + linesOf(id, 'reconciled').length;
        return linesOf(id, 'processed').length + linesOf(id, 'unchanged').length >= sent;
      }),
    );
    for (const { id } of placed) {
      expect([bridge.puts(id).length, bridge.wms.order(id)?.effects]).toEqual([1, 1]);
    }
    expect((await poll(bridge)).stamps.missed).toBe(0);
  });

  it('an outage of the WMS puts nothing twice on the queue', { timeout: 60_000 }, async () => {
    const fault = bridge.wms.faults.add({ kind: 'status', status: 503 });
    const ids = place().map(({ id }) => id);
    const missed: number[] = [];
    for (let n = 0; n < 3; n++) missed.push((await poll(bridge)).stamps.missed);
    bridge.wms.faults.clear(fault);
    await atTheWms(ids);

    expect(missed).toEqual([ordersMax, 0, 0]);
    for (const id of ids) {
      expect(linesOf(id, 'reconciled')).toHaveLength(1);
      expect(bridge.wms.order(id)?.effects).toBe(1);
    }
  });
});

describe('what Shopify sends', () => {
  const ask = (action: string) => bridge.invoke('reconcile-orders', { action });

  it('is looked at, and registered again where Shopify has dropped it', async () => {
    const { webhooks } = shopAdminOf(bridge);
    expect(await ask('subscriptions')).toMatchObject({
      shops: [{ end: { kind: 'done' }, faults: { missing: [], elsewhere: [], doubled: [] } }],
    });
    const dropped = webhooks.all().find(({ topic }) => topic === 'ORDERS_CREATE');
    webhooks.remove(dropped?.id ?? '');

    expect(await ask('subscriptions')).toMatchObject({
      shops: [{ faults: { missing: ['orders/create'] } }],
    });
    expect(await ask('register')).toMatchObject({
      shops: [{ registered: ['orders/create'], faults: { missing: [] } }],
    });
  });
});

it('needs no right that its role has not', () => {
  expect(bridge.notes.filter((note) => note.startsWith('denied: '))).toEqual([]);
});
