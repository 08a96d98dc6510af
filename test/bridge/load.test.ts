/** A load test of a running stage, and of one that is in production. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bridge, startWarmBridge, unpaced } from '../end-to-end/bridge.ts';
import { type ChangedStage, changeStage } from './changed-stage.ts';
import { makeRun } from './run-bridge.ts';

let bridge: Bridge;
let production: ChangedStage;
const folder = mkdtempSync(join(tmpdir(), 'bridge-load-'));
beforeAll(async () => {
  bridge = await startWarmBridge(unpaced);
  const outputs = { Production: 'true' };
  production = await changeStage(bridge.stack.describe(), 'production', { outputs });
});
afterAll(async () => {
  await production?.close();
  await bridge?.close();
  rmSync(folder, { recursive: true });
});

const run = (...args: readonly string[]) =>
  makeRun(dirname(bridge.stack.describe().logs))('load', ...args);
/** Forty orders within four seconds. */
const small = ['--rate', '600', '--duration', '4s', '--timeout', '60s'];

describe('a load test', { timeout: 90_000 }, () => {
  it('sends its orders and sees each at the WMS once', async () => {
    const before = bridge.wms.orders().length;
    const page = join(folder, 'load.html');
    const ran = await run(...small, '--shape', 'replay-burst', '--page', page, '--json');
    const told = JSON.parse(ran.out) as Record<string, unknown>;

    expect([ran.code, ran.complaints]).toEqual([0, []]);
    expect(told).toMatchObject({
      ...{ stage: 'local', ok: true, shape: 'replay-burst', planned: 40, taken: 40 },
      ...{ withoutEnd: 0, again: 0, ends: { delivered: 40 }, page },
    });
    const orders = bridge.wms.orders().slice(before);
    expect(orders.map(({ effects }) => effects)).toEqual(orders.map(() => 1));
    expect(orders).toHaveLength(40);
    expect(readFileSync(page, 'utf8')).toContain('OK: each of the 40 orders is at the WMS, once.');
  });

  it('says what did not arrive', async () => {
    await bridge.wms.goAway();
    try {
      const ran = await run('--rate', '60', '--duration', '2s', '--timeout', '1s');

      expect(ran.code).toBe(1);
      expect(ran.out).toContain('NOT OK: 2 of 2 orders are not at the WMS.');
    } finally {
      await bridge.wms.comeBack();
    }
  });

  it('of a stage in production is refused, unless it is really meant', async () => {
    const ran = await makeRun(production.stateDir)('load', ...small);

    expect([ran.code, ran.out]).toEqual([2, '']);
    expect(ran.complaints).toEqual([
      expect.stringMatching(
        /^bridge: .* is in production: a load test of it wants --yes-production$/,
      ),
    ]);
  });

  it('has a bound on its orders', async () => {
    const ran = await run('--rate', '12000', '--duration', '10m');

    expect([ran.code, ran.complaints]).toEqual([
      2,
      ['bridge: that would be 120000 orders; at most 60000 are sent'],
    ]);
  });
});
