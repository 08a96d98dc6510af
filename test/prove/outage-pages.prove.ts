/**
 * Whom an outage wakes, with all times divided: nobody in a calm time, nobody for four minutes without a
 * WMS, one person once for eight; and somebody soon when deliver-order never runs.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { shopifyOrder } from '../builders/shopify-order.ts';
import { type OutwardBridge, startOutwardBridge, until } from '../end-to-end/bridge.ts';
import { readWmsSecret } from '../end-to-end/wms-secret.ts';
import { dividedAlarms, dividedSettings, dividedWaits } from '../recovery/divided.ts';
import { type OutsideWms, startOutsideWms } from '../recovery/outside-wms.ts';
import { sendUntilAccepted, startTraffic, type Traffic } from '../recovery/traffic.ts';
import { readTold, type Told } from './told.ts';

const divisor = 20;
const minuteMillis = 60_000 / divisor;
/** Of this machine's clock, so that four come in each of the stack's minutes. */
const ordersPerMinute = 4 * divisor;

const calmMinutes = 60;
const shortMinutes = 4;
const longMinutes = 8;
/** A delivery that a busy machine loses while processes start costs the visibility timeout, which is not divided. */
const settleMinutesMax = 45;
/** An opened circuit's ticket stays for ten minutes; what waited needs one at most. */
const overMinutesMax = 15;
/** Three minutes without an invocation, or two with errors, and the one that had begun. */
const idleMinutesMax = 4;
const firstOrderSecondsMax = 30;
const firstOrder = '70000000';

const minutes = (count: number): number => count * minuteMillis;
// The functions' own times stay: the machine is no faster, and a function that is ended pages by right.
const settings = {
  ...dividedWaits(divisor),
  wms: dividedSettings(divisor).wms,
  alarms: dividedAlarms(divisor),
};

let wms: OutsideWms;
let bridge: OutwardBridge;
let traffic: Traffic;
let settledAt: number;
let originalDir: string;
const changedDir = mkdtempSync(join(tmpdir(), 'changed-apps-'));
beforeAll(async () => {
  wms = await startOutsideWms();
  bridge = await startOutwardBridge(settings, { wmsUrl: wms.url, minuteMillis });
  await wms.setClients([await readWmsSecret(bridge.stack)]);
  await sendUntilAccepted(bridge, shopifyOrder({ id: firstOrder }));
  await until('the first order', () => isProcessed(firstOrder), firstOrderSecondsMax);
  traffic = startTraffic(bridge, ordersPerMinute);
  const firstOrders = Date.now() + minutes(2);
  await vi.waitFor(
    () => expect([Date.now() > firstOrders, waiting(firstOrders)]).toEqual([true, []]),
    { timeout: minutes(settleMinutesMax), interval: minuteMillis / 4 },
  );
  settledAt = await settle();
  originalDir = join(changedDir, 'original');
  cpSync(join(bridge.stack.describe().logs, '..', 'assembly'), originalDir, { recursive: true });
}, 360_000);
afterAll(async () => {
  await traffic?.stop();
  await bridge?.close();
  await wms?.close();
  rmSync(changedDir, { recursive: true });
});

const isProcessed = (orderId: string): boolean =>
  bridge.lines(orderId).some(({ stage }) => stage === 'processed');

const print = (what: string, told: readonly Told[], sinceMillis: number): void => {
  const lines = told.map(({ atMillis, goesTo, key, state }) => {
    const at = ((atMillis - sinceMillis) / minuteMillis).toFixed(1).padStart(6);
    return `${at} min  ${goesTo.padEnd(6)}  ${state.padEnd(5)}  ${key}`;
  });
  process.stdout.write(`${[what, ...lines].join('\n')}\n\n`);
};

/** What began to tell these people, by the alarms' keys. */
const begun = (told: readonly Told[], to: Told['goesTo']): readonly string[] =>
  told.filter(({ goesTo, state }) => goesTo === to && state === 'ALARM').map(({ key }) => key);

/** What is still told. */
const standing = (told: readonly Told[]): readonly string[] => {
  const last = new Map(told.map((one) => [one.key, one]));
  return [...last.values()]
    .filter(({ goesTo, state }) => goesTo !== 'nobody' && state === 'ALARM')
    .map(({ key }) => key);
};

/** Orders that were placed before then and are not at the WMS. */
const waiting = (placedBefore: number): readonly string[] =>
  traffic
    .placed()
    .filter(({ orderId, placedAt }) => placedAt < placedBefore && !isProcessed(orderId))
    .map(({ orderId }) => orderId);

/** Until nobody is told anything any more: the first order may be late, as processes start. */
const settle = async (): Promise<number> => {
  const settled = async () => {
    const told = await readTold(bridge);
    expect([told.length > 0, standing(told)]).toEqual([true, []]);
  };
  await vi.waitFor(settled, { timeout: minutes(settleMinutesMax), interval: minuteMillis / 4 });
  return Date.now();
};

/** Incidents at the pager that began since then, and whether each is over. */
const incidents = (of: OutwardBridge, sinceMillis: number) =>
  of.stack.pager
    .incidents()
    .filter(({ openedMillis }) => openedMillis >= sinceMillis)
    .map(({ alarmName, resolvedMillis }) => [
      alarmName.replace('shopify-wms-bridge-local-', ''),
      resolvedMillis === null ? 'open' : 'resolved',
    ]);

/** The WMS leaves for so many minutes; gives all that was told until it is over for everybody. */
const playOutage = async (count: number) => {
  const leftAt = await wms.leave({ kind: 'refused' });
  await delay(minutes(count));
  const returnedAt = await wms.comeBack();
  const read = async () => (await readTold(bridge)).filter(({ atMillis }) => atMillis >= leftAt);
  const ended = async () => {
    expect(waiting(returnedAt)).toEqual([]);
    expect(standing(await read())).toEqual([]);
  };
  try {
    await vi.waitFor(ended, { timeout: minutes(overMinutesMax), interval: minuteMillis / 4 });
  } finally {
    print(`the WMS away for ${count} minutes`, await read(), leftAt);
  }
  return { told: await read(), leftAt };
};

it('a calm time tells nobody anything', { timeout: 600_000 }, async () => {
  await delay(minutes(calmMinutes));
  const told = (await readTold(bridge)).filter(({ atMillis }) => atMillis >= settledAt);
  print(`calm for ${calmMinutes} minutes`, told, settledAt);

  expect([begun(told, 'page'), begun(told, 'ticket')]).toEqual([[], []]);
  expect(incidents(bridge, settledAt)).toEqual([]);
  // What had never run was silent when the stack was new, and told nobody.
  const silent = (await readTold(bridge)).filter(({ key }) => key.includes('-silent'));
  expect(begun(silent, 'nobody')).toContain('watch-silent-seen');
  expect([begun(silent, 'page'), standing(silent)]).toEqual([[], []]);
});

it('four minutes without a WMS are one ticket, and wake nobody', { timeout: 120_000 }, async () => {
  const { told, leftAt } = await playOutage(shortMinutes);

  expect(begun(told, 'ticket')).toEqual(['circuit-opened']);
  expect(begun(told, 'page')).toEqual([]);
  expect(incidents(bridge, leftAt)).toEqual([]);
});

it('eight minutes are one page, which resolves by itself', { timeout: 120_000 }, async () => {
  const { told, leftAt } = await playOutage(longMinutes);

  expect(begun(told, 'page')).toEqual(['circuit-open']);
  expect(begun(told, 'ticket')).toEqual(['circuit-opened']);
  expect(incidents(bridge, leftAt)).toEqual([['circuit-open', 'resolved']]);
});

/** The same app, changed in a copy: its template, and the folders of its functions. */
type Change = (resources: Readonly<Record<string, Resource>>, folder: string) => void;
type Resource = {
  readonly Type: string;
  readonly Properties: {
    readonly Environment?: unknown;
    readonly Code?: { readonly S3Key: string };
  };
};

/** Starts the bridge anew with a changed app, as if it had been deployed so, and takes an order. */
const startChanged = async (change: Change): Promise<number> => {
  const assemblyDir = join(changedDir, change.name);
  cpSync(originalDir, assemblyDir, { recursive: true });
  const name = readdirSync(assemblyDir).find((file) => file.endsWith('.template.json')) ?? '';
  const path = join(assemblyDir, name);
  const template = JSON.parse(readFileSync(path, 'utf8'));
  change(template.Resources, assemblyDir);
  writeFileSync(path, JSON.stringify(template));

  const { shopifyAdminUrl } = bridge.stack.describe();
  const shopAdminPort = Number(new URL(shopifyAdminUrl).port);
  await traffic.stop();
  await bridge.close();
  bridge = await startOutwardBridge(settings, {
    ...{ assemblyDir, wmsUrl: wms.url, minuteMillis, shopAdminPort },
  });
  await settle();
  await sendUntilAccepted(bridge, shopifyOrder({ id: firstOrder }));
  const sentAt = Date.now();
  traffic = startTraffic(bridge, ordersPerMinute);
  return sentAt;
};

/** What the pager has once it has anything, or when the time is over. */
const pagedWithin = async (count: number, sinceMillis: number, what: string) => {
  const paged = () => expect(incidents(bridge, sinceMillis)).not.toEqual([]);
  try {
    await vi.waitFor(paged, { timeout: minutes(count), interval: minuteMillis / 12 });
  } finally {
    const told = (await readTold(bridge)).filter(({ atMillis }) => atMillis >= sinceMillis);
    print(what, told, sinceMillis);
  }
  return incidents(bridge, sinceMillis);
};

const sourceOff: Change = (resources) => {
  for (const { Type, Properties } of Object.values(resources))
    if (Type === 'AWS::Lambda::EventSourceMapping') Object.assign(Properties, { Enabled: false });
};

it('an event source that is off pages within four minutes', { timeout: 180_000 }, async () => {
  const sentAt = await startChanged(sourceOff);

  expect(await pagedWithin(idleMinutesMax, sentAt, 'deliver-order is given nothing')).toEqual([
    ['deliver-idle', 'open'],
  ]);
});

/** As a release whose module cannot be loaded: a missing file, a wrong import, a syntax error. */
const brokenBundle: Change = (resources, folder) => {
  const broken = Object.values(resources).filter(
    ({ Type, Properties }) =>
      Type === 'AWS::Lambda::Function' &&
      JSON.stringify(Properties.Environment)?.includes('"deliver-order"'),
  );
  expect(broken).toHaveLength(1);
  const { S3Key = '' } = broken[0]?.Properties.Code ?? {};
  const bundle = join(folder, `asset.${S3Key.replace('.zip', '')}`, 'index.mjs');
  writeFileSync(bundle, `throw new Error('broken release');\n${readFileSync(bundle, 'utf8')}`);
};

it('a release that cannot be loaded pages within four minutes', { timeout: 180_000 }, async () => {
  const sentAt = await startChanged(brokenBundle);

  expect(await pagedWithin(idleMinutesMax, sentAt, 'deliver-order ends as it starts')).toEqual([
    ['deliver-failing', 'open'],
  ]);
  expect(bridge.lines().filter(({ stage }) => stage === 'processed')).toEqual([]);
});
