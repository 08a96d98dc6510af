/** Clauses about what the WMS must not take. */
import {
  expectAccepted,
  expectRefusal,
  type Finding,
  type Findings,
  firstBroken,
  isRefusal,
} from '../finding.ts';
import type { Kit } from '../kit.ts';
import { version } from '../test-orders.ts';

const checkUnreadable = async ({ orders, put }: Kit): Promise<Finding> =>
  firstBroken(expectRefusal(await put(orders.next(), { body: '{"order_id": ' })));

/** The valid order is older: refused as outdated if the invalid one was taken. */
const checkInvalid = async ({ orders, put }: Kit): Promise<Finding> => {
  const order = orders.next();
  const invalid = { ...order, version: version(2), lines: 'none', ship_to: 7 };
  const first = await put({ ...order, version: version(2) }, { body: JSON.stringify(invalid) });
  const valid = await put(order);
  return firstBroken(expectRefusal(first), expectAccepted(valid));
};

const checkPath = async ({ orders, put }: Kit): Promise<Finding> =>
  firstBroken(expectRefusal(await put(orders.next(), { orderId: orders.next().order_id })));

const checkUnknownField = async ({ orders, put }: Kit): Promise<Finding> => {
  const order = orders.next();
  const body = JSON.stringify({ ...order, wms_conformance: 'a field that nobody knows' });
  const exchange = await put(order, { body });
  if (isRefusal(exchange)) return { kind: 'holds', note: 'refused' };
  return expectAccepted(exchange) ?? { kind: 'holds', note: 'ignored' };
};

export const checkRefusals = async (kit: Kit): Promise<Findings> => ({
  'refusal.unreadable': await checkUnreadable(kit),
  'refusal.invalid': await checkInvalid(kit),
  'refusal.path': await checkPath(kit),
  'refusal.unknown-field': await checkUnknownField(kit),
});
