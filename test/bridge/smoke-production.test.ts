/** A signed test order through a stage that ignores test orders, as production does. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Bridge, startWarmBridge } from '../end-to-end/bridge.ts';
import { type ChangedStage, changeStage } from './changed-stage.ts';
import { makeRun } from './run-bridge.ts';
import { toldBy } from './smoke-answers.ts';

let bridge: Bridge;
let stage: ChangedStage;
beforeAll(async () => {
  bridge = await startWarmBridge({ send: { testOrders: false } });
  const outputs = { Production: 'true' };
  stage = await changeStage(bridge.stack.describe(), 'production', { outputs });
});
afterAll(async () => {
  await stage?.close();
  await bridge?.close();
});

it('the order goes nowhere, and there is nothing to cancel', { timeout: 30_000 }, async () => {
  const ran = await makeRun(stage.stateDir)('smoke', '--json');
  const { order, leaves, steps } = toldBy(ran);

  expect([ran.code, ran.complaints]).toEqual([0, []]);
  expect(steps.at(-1)).toMatchObject({ step: 'decided', ok: true });
  expect(leaves).toEqual(['its order record']);
  expect(bridge.puts(order.id)).toEqual([]);
});
