/** Clauses about putting an order once, twice, and twice at the same time. */
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

/** What the second of two at once may also be answered: come again, or the first is being worked on. */
const busyStatuses = [409, 425, 429, 503];

const checkCreates = async ({ orders, put }: Kit): Promise<Findings> => ({
  'put.creates': firstBroken(expectAccepted(await put(orders.next()))),
});

const checkRepeat = async ({ orders, newKey, put }: Kit): Promise<Findings> => {
  const [order, key] = [orders.next({ version: version(2) }), newKey()];
  const first = await put(order, { key });
  const again = await put(order, { key });
  const older = await put({ ...order, version: version(1) });
  return {
    'put.repeat': firstBroken(
      expectAccepted(first),
      expectAccepted(again, first),
      expectOutdated(older, version(2)),
    ),
  };
};

const checkAtOnce = async ({ orders, newKey, put }: Kit): Promise<Findings> => {
  const [order, key] = [orders.next(), newKey()];
  const both = await Promise.all([put(order, { key }), put(order, { key })]);
  const taken = both.filter((each) => wmsOrderIdOf(each) !== undefined);
  const others = both.filter((each) => wmsOrderIdOf(each) === undefined);
  const after = await put(order, { key });
  return {
    'put.at-once': firstBroken(
      ...taken.map((each) => expectAccepted(each, taken[0])),
      ...others.map((each) => expectStatus(each, [200, 201, ...busyStatuses])),
      expectAccepted(after, taken[0]),
    ),
  };
};

export const checkPutting = async (kit: Kit): Promise<Findings> => ({
  ...(await checkCreates(kit)),
  ...(await checkRepeat(kit)),
  ...(await checkAtOnce(kit)),
});
