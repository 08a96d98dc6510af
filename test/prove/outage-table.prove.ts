/**
 * DynamoDB away for ten minutes, with the waits of the failure policy divided by ten: first it answers
 * errors, then it does not answer at all. What cannot be remembered is not sent.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { shopifyOrder } from '../builders/shopify-order.ts';
import { type Bridge, makeOrderIds, startBridge, unpaced, until } from '../end-to-end/bridge.ts';
import { type OutsideServer, startBefore, startOutsideTables } from '../local/outside-servers.ts';
import { countLetters } from '../recovery/dead-letters.ts';
import { dividedWaits } from '../recovery/divided.ts';
import { sendUntilAccepted, startTraffic } from '../recovery/traffic.ts';

const divisor = 10;
/** A call that hangs takes the functions' own patience, which is not divided. */
const settings = { ...unpaced, ...dividedWaits(divisor) };
const awaySeconds = 600 / divisor;
const ordersPerMinute = 120;
/**
 * Deferrals grow to five minutes, divided; a claim that nobody could give back ends with the function's
 * time, 15 s; then the orders take theirs.
 */
const backSecondsMax = 300 / divisor + 15 + 15;
/** So many wait on the queue when the table goes, and a few are at the WMS. */
const crowdSize = 40;
const newId = makeOrderIds(83_000_001n);

type Away = 'errors' | 'hang' | undefined;
let away: Away;
let tables: OutsideServer;
let front: OutsideServer;
let bridge: Bridge;
beforeAll(async () => {
  tables = await startOutsideTables();
  const error = {
    status: 500,
    body: JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError' }),
  };
  front = await startBefore(tables.url, () => (away === 'errors' ? error : away));
  bridge = await startBridge(settings, undefined, { dynamodbEndpoint: front.url });
  await bridge.deliver(shopifyOrder({ id: '1' }));
  await until('the first order', () => bridge.wms.order('1'), 30);
});
afterAll(async () => {
  await bridge?.close();
  await front?.close();
  await tables?.close();
});

const pause = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis));
const delivered = () =>
  bridge.lines().filter(({ stage }) => stage === 'processed' || stage === 'superseded').length;
const putsSince = (time: number) =>
  bridge.wms.requests().filter(({ method, atMillis }) => method === 'PUT' && atMillis >= time);

it('a table that is away parks nobody, and nothing is sent twice in effect', {
  timeout: 240_000,
}, async () => {
  const traffic = startTraffic(bridge, ordersPerMinute);
  await until('some deliveries', () => delivered() > 10, 30);
  // So that the WMS has orders in hand when the table goes: what it answers cannot be written down.
  bridge.wms.faults.add({ kind: 'slow', millis: 300, seconds: 5 });
  const puts = bridge.wms.requests().length;
  const crowd = Array.from({ length: crowdSize }, newId);
  await Promise.all(crowd.map((id) => sendUntilAccepted(bridge, shopifyOrder({ id }))));
  await until('orders in hand', () => bridge.wms.requests().length > puts + 1);
  const goneAt = Date.now();
  away = 'errors';
  await pause((awaySeconds / 2) * 1_000);
  away = 'hang';
  await pause((awaySeconds / 2) * 1_000);
  away = undefined;
  const backAt = Date.now();
  await traffic.stop();
  const ids = [...crowd, ...traffic.placed().map(({ orderId }) => orderId)];
  await until(
    'the deliveries',
    () => ids.every((id) => bridge.lines(id).some(({ stage }) => stage === 'processed')),
    backSecondsMax,
  );
  const unreachable = bridge.lines().filter(({ reason }) => reason === 'state_unreachable').length;
  const again = ids.filter((id) => bridge.puts(id).length > 1).length;
  const backSeconds = (Date.now() - backAt) / 1_000;
  process.stdout.write(
    `${ids.length} orders, ${unreachable} deferrals, ${again} orders sent again; all there ${backSeconds} s after the table\n`,
  );

  // In hand when it went, and no more than that: nothing is sent that cannot be written down.
  expect(putsSince(goneAt + 2_000).filter(({ atMillis }) => atMillis < backAt)).toEqual([]);
  expect(unreachable).toBeGreaterThan(crowdSize);
  expect(backSeconds).toBeLessThan(backSecondsMax);
  expect(ids.map((id) => bridge.wms.order(id)?.effects)).toEqual(ids.map(() => 1));
  expect(bridge.wms.violations()).toEqual([]);
  expect(bridge.lines().filter(({ stage }) => stage === 'parked')).toEqual([]);
  expect(await countLetters(bridge.stack)).toBe(0);
});
