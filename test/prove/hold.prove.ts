/**
 * What only a human can mend: everything waits, nothing is sent, and it ends by itself when it is mended.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { randomSecret } from '../../cdk/local/secrets.ts';
import { metrics } from '../../lib/telemetry/names.ts';
import { shopifyOrder } from '../builders/shopify-order.ts';
import { type Bridge, makeOrderIds, startWarmBridge, until } from '../end-to-end/bridge.ts';
import { putWmsSecret, readWmsSecret } from '../end-to-end/wms-secret.ts';
import { countLetters } from '../recovery/dead-letters.ts';
import { circuitIn, countsOf } from '../recovery/function-records.ts';

let bridge: Bridge;
beforeEach(async () => {
  bridge = await startWarmBridge();
  // Enough at once for every environment to have a token of its own.
  const ids = Array.from({ length: 20 }, newId);
  await placeAll(ids);
  await allAt(ids);
});
afterEach(() => bridge?.close());

const newId = makeOrderIds(82_000_001n);
const placeAll = (ids: readonly string[]) =>
  Promise.all(ids.map((id) => bridge.deliver(shopifyOrder({ id }))));
const allAt = (ids: readonly string[], secondsMax = 30) =>
  until('the deliveries', () => ids.every((id) => bridge.wms.order(id)), secondsMax);
const requestsSince = (time: number) =>
  bridge.wms
    .requests()
    .filter(({ atMillis }) => atMillis >= time)
    .map(({ path, status }) => `${path.replace(/\d+$/, '…')} ${status}`);
const heldBy = (cause: string) => countsOf(bridge.records(), metrics.circuitHeld, 'cause', cause);
const changes = () => circuitIn(bridge.records()).map(({ change }) => change);
const deferredFor = (ids: readonly string[]) =>
  ids.every((id) => bridge.lines(id).some(({ stage }) => stage === 'deferred'));
const parkedIn = (ids: readonly string[]) =>
  ids.filter((id) => bridge.lines(id).some(({ stage }) => stage === 'parked'));
const effectsOf = (ids: readonly string[]) => ids.map((id) => bridge.wms.order(id)?.effects);

/** Two looks at the secret, and more: probes come every five seconds at first. */
const quietSeconds = 25;
/** A probe's wait, the queue's, and the pace. */
const mendedSeconds = 60;

describe('a WMS that refuses our credentials', () => {
  it('is asked no more, and has every order soon after the right secret is put in', {
    timeout: 240_000,
  }, async () => {
    const right = { ...(await readWmsSecret(bridge.stack)), clientSecret: randomSecret() };
    bridge.wms.setClients([right]);
    bridge.wms.revokeTokens();
    const changedAt = Date.now();
    const first = newId();
    await placeAll([first]);
    await until('the hold', () => changes().includes('held'));

    const waiting = [first, ...Array.from({ length: 20 }, newId)];
    await placeAll(waiting.slice(1));
    await until('the deferrals', () => deferredFor(waiting), 30);
    const quietUntil = Date.now() + quietSeconds * 1_000;
    await until('a quiet time', () => Date.now() >= quietUntil, quietSeconds + 5);
    // The order once, and one try for a new token: with the same secret nothing more.
    expect(requestsSince(changedAt)).toEqual(['/orders/… 401', '/oauth/token 401']);
    expect([heldBy('credentials'), changes()]).toEqual([1, ['held']]);
    expect(bridge.lines(first).filter(({ stage }) => stage === 'deferred')[0]).toMatchObject({
      reason: 'credentials_refused',
      attempt: 1,
    });

    const mendedAt = Date.now();
    await putWmsSecret(bridge.stack, right);
    await allAt(waiting, mendedSeconds);
    process.stdout.write(`all there ${(Date.now() - mendedAt) / 1_000} s after the right secret\n`);
    expect(changes()).toEqual(['held', 'hold_ended', 'closed']);
    expect(requestsSince(mendedAt).filter((request) => request.endsWith('401'))).toEqual([]);
    expect(effectsOf(waiting)).toEqual(waiting.map(() => 1));
    expect(await countLetters(bridge.stack)).toBe(0);
    expect(heldBy('credentials')).toBe(1);
  });
});

describe('403', () => {
  it('for one order parks it alone', { timeout: 120_000 }, async () => {
    const ids = Array.from({ length: 12 }, newId);
    const [forbidden = '', ...others] = ids;
    bridge.wms.faults.add({ kind: 'status', status: 403, orderId: forbidden });
    await placeAll(ids);
    await allAt(others);
    await until('the parking', () => parkedIn(ids).length > 0);
    expect(bridge.lines(forbidden).at(-1)).toMatchObject({ class: 'forbidden', status: 403 });
    expect([parkedIn(ids), changes()]).toEqual([[forbidden], []]);
    expect(bridge.puts(forbidden)).toHaveLength(1);
  });

  it('for a second order, with no success between, holds all', { timeout: 240_000 }, async () => {
    const [first, second, ...others] = Array.from({ length: 12 }, newId);
    if (first === undefined || second === undefined) throw new Error('too few ids');
    for (const orderId of [first, second]) {
      bridge.wms.faults.add({ kind: 'status', status: 403, orderId });
    }
    await placeAll([first]);
    await until('the parking', () => parkedIn([first]).length > 0);
    await placeAll([second]);
    await until('the hold', () => changes().includes('held'));
    const heldAt = Date.now();
    await placeAll(others);
    await until('the deferrals', () => deferredFor([second, ...others]), 30);
    expect(requestsSince(heldAt)).toEqual([]);
    expect([heldBy('forbidden'), parkedIn([first, second, ...others])]).toEqual([1, [first]]);
    expect(bridge.puts(second)).toHaveLength(1);

    // Mended at the WMS, and told to us by a new version of the secret.
    bridge.wms.faults.clear();
    await putWmsSecret(bridge.stack, await readWmsSecret(bridge.stack));
    await allAt([second, ...others], mendedSeconds);
    expect(await bridge.invoke('replay-dead-letters', { orderId: first })).toMatchObject({
      replayed: 1,
    });
    await allAt([first]);
    expect(changes()).toEqual(['held', 'hold_ended', 'closed']);
    expect(effectsOf([first, second, ...others])).toEqual([1, 1, ...others.map(() => 1)]);
  });
});
