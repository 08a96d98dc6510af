/** A test page through the running stack: from the alarm over the topic to the local pager, and back. */
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bridge, startBridge } from '../end-to-end/bridge.ts';
import { runOn } from './parked-orders.ts';
import { makeRun } from './run-bridge.ts';

let bridge: Bridge;
beforeAll(async () => {
  bridge = await startBridge({});
});
afterAll(() => bridge?.close());

describe('a test of the pager', { timeout: 60_000 }, () => {
  it('arrives at the local pager under the alarm’s name, and is resolved', async () => {
    const { code, out, complaints } = await runOn(bridge)('page', 'test', '--json');

    expect({ code, complaints }).toEqual({ code: 0, complaints: [] });
    expect(JSON.parse(out)).toMatchObject({
      ...{ stage: 'local', alarm: 'shopify-wms-bridge-local-page-test', kind: 'arrived' },
    });
    const response = await fetch(`${bridge.stack.describe().pagerUrl}/incidents`);
    expect(await response.json()).toMatchObject({
      incidents: expect.arrayContaining([
        expect.objectContaining({
          alarmName: 'shopify-wms-bridge-local-page-test',
          reason: expect.stringContaining('A test of the pager, asked for by arn:aws:'),
          resolvedMillis: expect.any(Number),
        }),
      ]),
    });
  });

  it('is for the person on call; who only looks may not call anybody', async () => {
    const { logs, people } = bridge.stack.describe();
    const as = (keys: typeof people.viewer) => makeRun(dirname(logs), Date.now, undefined, keys);
    const [viewer, onCall] = [
      await as(people.viewer)('page', 'test'),
      await as(people.onCall)('page', 'test'),
    ];

    expect(onCall).toMatchObject({ code: 0, complaints: [] });
    expect(viewer).toMatchObject({
      code: 1,
      complaints: [
        expect.stringContaining('is not authorized to perform: cloudwatch:SetAlarmState'),
      ],
    });
  });
});
