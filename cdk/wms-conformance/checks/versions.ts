/** Clauses about the versions of an order: which one wins. */
import { expectAccepted, expectOutdated, type Findings, firstBroken } from '../finding.ts';
import type { Kit } from '../kit.ts';
import { version } from '../test-orders.ts';

const checkNewer = async ({ orders, put }: Kit): Promise<Findings> => {
  const order = orders.next();
  const first = await put(order);
  const newer = await put({ ...order, version: version(3) });
  const between = await put({ ...order, version: version(2) });
  return {
    'version.newer': firstBroken(
      expectAccepted(first),
      expectAccepted(newer, first),
      expectOutdated(between, version(3)),
    ),
  };
};

const checkOlder = async ({ orders, put }: Kit): Promise<Findings> => {
  const order = orders.next({ version: version(3) });
  const first = await put(order);
  const older = await put({ ...order, version: version(1) });
  const between = await put({ ...order, version: version(2) });
  return {
    'version.older': firstBroken(
      expectAccepted(first),
      expectOutdated(older, version(3)),
      expectOutdated(between, version(3)),
    ),
  };
};

const checkSame = async ({ orders, put }: Kit): Promise<Findings> => {
  const order = orders.next();
  const first = await put(order);
  const other = await put({ ...order, note: 'The same second, another content.' });
  return { 'version.same': firstBroken(expectAccepted(first), expectAccepted(other, first)) };
};

export const checkVersions = async (kit: Kit): Promise<Findings> => ({
  ...(await checkNewer(kit)),
  ...(await checkOlder(kit)),
  ...(await checkSame(kit)),
});
