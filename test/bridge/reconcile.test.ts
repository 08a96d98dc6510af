/** Orders that no webhook tells of, found by an operator on a running stage; and what Shopify sends. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shopifyLine } from '../builders/shopify-order.ts';
import {
  type Bridge,
  makeOrderIds,
  startWarmBridge,
  unpaced,
  until,
} from '../end-to-end/bridge.ts';
import { placeInShopify, poll, shopAdminOf, withoutGrace } from '../end-to-end/missed-orders.ts';
import { runOn } from './parked-orders.ts';
import type { makeRun, Ran } from './run-bridge.ts';

const shop = 'demo.myshopify.com';
const newId = makeOrderIds(7_000_001n);
let bridge: Bridge;
let run: ReturnType<typeof makeRun>;
beforeAll(async () => {
  bridge = await startWarmBridge({ ...unpaced, ...withoutGrace });
  run = runOn(bridge);
});
afterAll(() => bridge?.close());

const jsonOf = ({ out }: Ran) => JSON.parse(out);
const counts = async (...args: readonly string[]) =>
  jsonOf(await run('reconcile', ...args, '--json')).counts;

const linesOf = (id: string, stage: string) =>
  bridge.lines(id).filter((line) => line.stage === stage);
const delivered = (id: string, times: number) =>
  until('a delivery', () => linesOf(id, 'processed').length === times);
const generationsOf = (id: string) =>
  bridge.puts(id).map(({ idempotencyKey }) => idempotencyKey?.split(':').at(-1));

describe('reconcile', { timeout: 60_000 }, () => {
  it('counts what never came, sends it, and then finds nothing', async () => {
    const ids = [newId(), newId(), newId()];
    for (const id of ids) placeInShopify(bridge, id);
    const tried = await run('reconcile', '--since', '1h', '--dry-run');

    expect([tried.code, tried.complaints]).toEqual([0, []]);
    expect(tried.out).toMatch(/^3 of the local stack would be put on the queue; nothing was\.$/m);
    expect(tried.out).toMatch(
      /^ {2}send them {5}npm run bridge -- reconcile --since 20\d\d-\d\d-\d\dT[\d:]+Z$/m,
    );
    expect(ids.map((id) => bridge.wms.order(id))).toEqual([undefined, undefined, undefined]);
    expect(await counts('--since', '1h')).toMatchObject({ missed: 3, known: 0 });
    await until('the orders', () => ids.every((id) => bridge.wms.order(id)));
    expect(await counts('--since', '1h')).toMatchObject({ missed: 0, known: 3 });
    expect(ids.map((id) => bridge.puts(id).length)).toEqual([1, 1, 1]);
  });

  it('sends one order, whichever shop has it', async () => {
    const [one, other] = [newId(), newId()];
    for (const id of [one, other]) placeInShopify(bridge, id);
    const { code, out } = await run('reconcile', '--order', `${shop}/${one}`);

    expect(code).toBe(0);
    expect(out).toMatch(/^1 of the local stack was put on the queue\.$/m);
    expect(out).toContain(`${shop}/${one}`);
    await until('the order', () => bridge.wms.order(one));
    expect(bridge.wms.order(other)).toBeUndefined();
  });

  it('brings back an order that the WMS has lost, once each time it is asked', async () => {
    const id = newId();
    placeInShopify(bridge, id);
    await run('reconcile', '--order', id);
    await delivered(id, 1);
    bridge.wms.forget(id);
    const tried = await run('reconcile', '--order', id, '--dry-run');
    const repaired = await run('reconcile', '--order', id);
    await delivered(id, 2);

    expect([tried.code, repaired.code]).toEqual([0, 0]);
    expect(tried.out).toMatch(/^1 of the local stack would be put on the queue; nothing was\.$/m);
    expect(repaired.out).toMatch(/^1 of the local stack was put on the queue\.$/m);
    expect(repaired.out).toMatch(/^ {2}repaired {6}1 that was delivered or decided before/m);
    expect(bridge.wms.order(id)).toMatchObject({ effects: 1 });
    expect(generationsOf(id)).toEqual(['g0', 'g1']);
    expect(await counts('--order', id)).toMatchObject({ repaired: 1, missed: 0 });
    await delivered(id, 3);
    expect(generationsOf(id)).toEqual(['g0', 'g1', 'g2']);
    expect(bridge.wms.order(id)).toMatchObject({ effects: 1 });
    expect(bridge.wms.violations()).toEqual([]);
  });

  it('leaves alone what lies among the dead letters, and says how it is replayed', async () => {
    const id = newId();
    placeInShopify(bridge, id, { line_items: [shopifyLine({ sku: null })] });
    await run('reconcile', '--order', id);
    await until('a dead letter', () => linesOf(id, 'parked').length === 1);
    const { out, code } = await run('reconcile', '--order', id);

    expect(code).toBe(0);
    expect(out).toMatch(/^Nothing of the local stack was put on the queue\.$/m);
    expect(out).toMatch(/^ {2}left alone {4}demo\.myshopify\.com: it is a dead letter; /m);
    expect(out).toMatch(
      new RegExp(`^ {2}replay it {5}npm run bridge -- dead-letters plan --order ${id}$`, 'm'),
    );
    expect(linesOf(id, 'reconciled')).toHaveLength(1);
  });

  it('writes down who asked for it', async () => {
    await run('reconcile', '--since', '2h', '--dry-run');
    const asked = bridge.records().findLast(({ message }) => message === 'backfill.requested');

    expect(asked).toMatchObject({
      by: expect.stringMatching(/^arn:aws:/),
      request: { dryRun: true },
    });
  });

  it('says why a shop cannot be asked, and ends with 1', async () => {
    const { faults } = shopAdminOf(bridge);
    const fault = faults.add({ kind: 'error', code: 'ACCESS_DENIED' });
    const { code, out } = await run('reconcile', '--since', '1h');
    faults.clear(fault);

    expect(code).toBe(1);
    expect(out).toMatch(/^Reconciling the local stack could not be brought to its end\.$/m);
    expect(out).toMatch(/^ {2}trouble {7}demo\.myshopify\.com: /m);
    expect(out).toMatch(/^ {2}go on {9}npm run bridge -- reconcile --since /m);
  });
});

describe('webhooks', { timeout: 60_000 }, () => {
  const remove = (topic: string) => {
    const { webhooks } = shopAdminOf(bridge);
    webhooks.remove(webhooks.all().find((one) => one.topic === topic)?.id ?? '');
  };

  it('are well until Shopify drops one, and again once it is registered', async () => {
    const before = await run('webhooks', 'check');
    remove('ORDERS_PAID');
    const dropped = await run('webhooks', 'check');
    const registered = await run('webhooks', 'register', '--shop', 'demo');

    expect([before.code, dropped.code, registered.code]).toEqual([0, 1, 0]);
    expect(before.out).toMatch(/^Shopify sends all webhooks of the local stack\.$/m);
    expect(dropped.out).toMatch(/^ {2}webhooks {6}demo\.myshopify\.com: missing: orders\/paid$/m);
    expect(registered.out).toContain('demo.myshopify.com: registered now: orders/paid');
    expect(jsonOf(await run('webhooks', 'check', '--json'))).toMatchObject({ well: true });
  });

  it('of a shop that is none of the stage are refused', async () => {
    expect(await run('webhooks', 'check', '--shop', 'third')).toMatchObject({
      ...{ code: 2, complaints: [`bridge: the local stack has no shop third; it has ${shop}`] },
    });
  });
});

describe('status', { timeout: 60_000 }, () => {
  const status = async () => jsonOf(await run('status', '--json'));

  it('says up to where each shop is handled, and what kept the last run', async () => {
    await poll(bridge);
    const well = await status();
    const fault = shopAdminOf(bridge).faults.add({ kind: 'throttled' });
    await poll(bridge);
    const troubled = await status();
    shopAdminOf(bridge).faults.clear(fault);

    expect(well.reconciliation).toEqual([
      { shop, until: expect.any(String), lastRun: { at: expect.any(String) } },
    ]);
    expect(Date.now() - Date.parse(well.reconciliation[0].until)).toBeLessThan(60_000);
    expect(troubled).toMatchObject({ well: false });
    expect(troubled.reasons).toContain(`reconciling ${shop} ended early: throttled`);
  });
});
