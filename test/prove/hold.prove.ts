/**
 * What only a human can mend: everything waits, nothing is sent, and it ends by itself when it is mended.
 *
 * With the shipped times; the scenes only wait, so they do it at once, each on a stack of its own.
 */
import { describe, it, type TestContext } from 'vitest';
import { randomSecret } from '../../cdk/local/secrets.ts';
import { metrics } from '../../lib/telemetry/names.ts';
import { shopifyOrder } from '../builders/shopify-order.ts';
import { makeOrderIds, startWarmBridge, until } from '../end-to-end/bridge.ts';
import { replayLetters } from '../end-to-end/replay.ts';
import { putWmsSecret, readWmsSecret } from '../end-to-end/wms-secret.ts';
import { countLetters } from '../recovery/dead-letters.ts';
import { circuitIn, countsOf } from '../recovery/function-records.ts';

const timeout = 300_000;
/** Several looks at the secret: probes come every five seconds at first. */
const quietSeconds = 25;
/** A probe's wait, the queue's, and the pace. */
const mendedSeconds = 60;

const startScene = async ({ onTestFinished }: TestContext) => {
  const bridge = await startWarmBridge();
  onTestFinished(bridge.close);
  const newId = makeOrderIds(82_000_001n);
  const newIds = (count: number) => Array.from({ length: count }, newId);
  const linesOf = (id: string, stage: string) =>
    bridge.lines(id).filter((line) => line.stage === stage);
  const scene = {
    ...bridge,
    newIds,
    linesOf,
    place: (ids: readonly string[]) =>
      Promise.all(ids.map((id) => bridge.deliver(shopifyOrder({ id })))),
    allAt: (ids: readonly string[], secondsMax = 30) =>
      until('the deliveries', () => ids.every((id) => bridge.wms.order(id)), secondsMax),
    allDeferred: (ids: readonly string[]) =>
      until('the deferrals', () => ids.every((id) => linesOf(id, 'deferred').length > 0), 30),
    parkedIn: (ids: readonly string[]) => ids.filter((id) => linesOf(id, 'parked').length > 0),
    effectsOf: (ids: readonly string[]) => ids.map((id) => bridge.wms.order(id)?.effects),
    requestsSince: (time: number) =>
      bridge.wms
        .requests()
        .filter(({ atMillis }) => atMillis >= time)
        .map(({ path, status }) => `${path.replace(/\d+$/, '…')} ${status}`),
    changes: () => circuitIn(bridge.records()).map(({ change }) => change),
    heldBy: (cause: string) => countsOf(bridge.records(), metrics.circuitHeld, 'cause', cause),
  };
  // Enough at once for every environment to have a token of its own.
  const first = newIds(20);
  await scene.place(first);
  await scene.allAt(first);
  return scene;
};

describe.concurrent('a WMS that refuses our credentials', () => {
  it('is asked no more, and has every order soon after the right secret is put in', {
    timeout,
  }, async (context) => {
    const { expect } = context;
    const scene = await startScene(context);
    const { stack, wms, place, requestsSince, changes, heldBy } = scene;
    const right = { ...(await readWmsSecret(stack)), clientSecret: randomSecret() };
    wms.setClients([right]);
    wms.revokeTokens();
    const changedAt = Date.now();
    const [first = '', ...others] = scene.newIds(21);
    await place([first]);
    await until('the hold', () => changes().includes('held'));

    await place(others);
    await scene.allDeferred([first, ...others]);
    const quietUntil = Date.now() + quietSeconds * 1_000;
    await until('a quiet time', () => Date.now() >= quietUntil, quietSeconds + 5);
    // The order once, and one try for a new token: with the same secret nothing more.
    expect(requestsSince(changedAt)).toEqual(['/orders/… 401', '/oauth/token 401']);
    expect([heldBy('credentials'), changes()]).toEqual([1, ['held']]);
    expect(scene.linesOf(first, 'deferred')[0]).toMatchObject({
      reason: 'credentials_refused',
      attempt: 1,
    });

    const mendedAt = Date.now();
    await putWmsSecret(stack, right);
    await scene.allAt([first, ...others], mendedSeconds);
    process.stdout.write(`all there ${(Date.now() - mendedAt) / 1_000} s after the right secret\n`);
    expect(changes()).toEqual(['held', 'hold_ended', 'closed']);
    expect(requestsSince(mendedAt).filter((request) => request.endsWith('401'))).toEqual([]);
    expect(scene.effectsOf([first, ...others])).toEqual(Array(21).fill(1));
    expect(await countLetters(stack)).toBe(0);
    expect(heldBy('credentials')).toBe(1);
  });
});

describe.concurrent('403', () => {
  it('for one order parks it alone', { timeout }, async (context) => {
    const { expect } = context;
    const { wms, newIds, linesOf, place, allAt, parkedIn, changes, puts } =
      await startScene(context);
    const [forbidden = '', ...others] = newIds(12);
    wms.faults.add({ kind: 'status', status: 403, orderId: forbidden });
    await place([forbidden, ...others]);
    await allAt(others);
    await until('the parking', () => parkedIn([forbidden]).length > 0);
    expect(linesOf(forbidden, 'parked')[0]).toMatchObject({ class: 'forbidden', status: 403 });
    expect([parkedIn(others), changes()]).toEqual([[], []]);
    expect(puts(forbidden)).toHaveLength(1);
  });

  it('for a second order, with no success between, holds all', { timeout }, async (context) => {
    const { expect } = context;
    const scene = await startScene(context);
    const { wms, stack, place, parkedIn, changes, allAt } = scene;
    const [first = '', second = '', ...others] = scene.newIds(12);
    for (const orderId of [first, second]) {
      wms.faults.add({ kind: 'status', status: 403, orderId });
    }
    await place([first]);
    await until('the parking', () => parkedIn([first]).length > 0);
    await place([second]);
    await until('the hold', () => changes().includes('held'));
    const heldAt = Date.now();
    await place(others);
    await scene.allDeferred([second, ...others]);
    expect(scene.requestsSince(heldAt)).toEqual([]);
    expect([scene.heldBy('forbidden'), parkedIn([second, ...others])]).toEqual([1, []]);
    expect(scene.puts(second)).toHaveLength(1);

    // Mended at the WMS, and told to us by a new version of the secret.
    wms.faults.clear();
    await putWmsSecret(stack, await readWmsSecret(stack));
    await allAt([second, ...others], mendedSeconds);
    expect(await replayLetters(scene, { orderId: first })).toMatchObject({ done: 1 });
    await allAt([first]);
    expect(changes()).toEqual(['held', 'hold_ended', 'closed']);
    expect(scene.effectsOf([first, second, ...others])).toEqual(Array(12).fill(1));
  });
});
