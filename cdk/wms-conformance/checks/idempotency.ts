/** Clauses about the Idempotency-Key: what it holds together and what it keeps apart. */
import {
  expectAccepted,
  expectOutdated,
  expectStatus,
  type Findings,
  firstBroken,
  wmsOrderIdOf,
} from '../finding.ts';
import type { Kit } from '../kit.ts';
import { version } from '../test-orders.ts';

const keyLength = 255;

const checkOtherBody = async ({ orders, newKey, put }: Kit): Promise<Findings> => {
  const [order, key] = [orders.next(), newKey()];
  const first = await put(order, { key });
  const other = await put({ ...order, version: version(3) }, { key });
  // Refused as outdated if the other body was taken after all.
  const between = await put({ ...order, version: version(2) });
  return {
    'key.other-body': firstBroken(
      expectAccepted(first),
      expectStatus(other, [422], ': the key was used with another body'),
      expectAccepted(between, first),
    ),
  };
};

const checkSameJson = async ({ orders, newKey, put }: Kit): Promise<Findings> => {
  const [order, key] = [orders.next(), newKey()];
  const first = await put(order, { key });
  const turned = Object.fromEntries(Object.entries(order).reverse());
  const again = await put(order, { key, body: JSON.stringify(turned, null, 2) });
  return { 'key.same-json': firstBroken(expectAccepted(first), expectAccepted(again, first)) };
};

const checkWhole = async ({ orders, newKey, put }: Kit): Promise<Findings> => {
  const begin = newKey().padEnd(keyLength - 1, '.');
  const first = await put(orders.next(), { key: `${begin}1` });
  const second = await put(orders.next(), { key: `${begin}2` });
  return { 'key.whole': firstBroken(expectAccepted(first), expectAccepted(second)) };
};

const checkLate = async ({ orders, newKey, put }: Kit): Promise<Findings> => {
  const [order, key] = [orders.next(), newKey()];
  const first = await put(order, { key });
  const newer = await put({ ...order, version: version(3) });
  const late = await put(order, { key });
  const between = await put({ ...order, version: version(2) });
  return {
    'key.late': firstBroken(
      expectAccepted(newer, first),
      wmsOrderIdOf(late) === undefined
        ? expectOutdated(late, version(3))
        : expectAccepted(late, first),
      expectOutdated(between, version(3)),
    ),
  };
};

export const checkIdempotency = async (kit: Kit): Promise<Findings> => ({
  ...(await checkOtherBody(kit)),
  ...(await checkSameJson(kit)),
  ...(await checkWhole(kit)),
  ...(await checkLate(kit)),
});
