/**
 * All checks, in an order in which each finds what it needs: the result says something of every clause.
 */
import { checkAccess, checkToken } from './checks/access.ts';
import { checkContents } from './checks/contents.ts';
import { checkIdempotency } from './checks/idempotency.ts';
import { checkListing } from './checks/listing.ts';
import { checkOverAll } from './checks/over-all.ts';
import { probeLimit } from './checks/probe-limit.ts';
import { checkPutting } from './checks/putting.ts';
import { checkRefusals } from './checks/refusals.ts';
import { checkRotation } from './checks/rotation.ts';
import { checkVersions } from './checks/versions.ts';
import { type ClauseId, clauseIds } from './clauses.ts';
import type { Finding, Findings } from './finding.ts';
import type { Kit } from './kit.ts';

export type CheckSettings = {
  readonly kit: Kit;
  readonly probeLimit: number;
  /** Whether the key endpoint is tried. */
  readonly keys: boolean;
  readonly startedAt: number;
  readonly now: () => number;
};

export type Checked = { readonly clause: ClauseId; readonly finding: Finding };

const checkOrders = async ({
  kit,
  startedAt,
  keys,
  ...given
}: CheckSettings): Promise<Findings> => {
  const findings = {
    ...(await checkAccess(kit)),
    ...(await checkPutting(kit)),
    ...(await checkIdempotency(kit)),
    ...(await checkVersions(kit)),
    ...(await checkContents(kit)),
    ...(await checkRefusals(kit)),
    ...(await checkListing(kit, startedAt)),
    ...(await checkRotation(kit, keys)),
  };
  await probeLimit(kit, given.probeLimit);
  return { ...findings, ...checkOverAll(kit, given.now()) };
};

/** One finding for every clause, in the order of the contract. */
export const checkWms = async (settings: CheckSettings): Promise<readonly Checked[]> => {
  const access = await checkToken(settings.kit);
  const admitted = access['token.issued']?.kind !== 'broken';
  const findings: Findings = { ...access, ...(admitted ? await checkOrders(settings) : {}) };
  const note = admitted ? 'an earlier clause does not hold' : 'no token';
  return clauseIds.map((clause) => ({
    clause,
    finding: findings[clause] ?? { kind: 'not-checked', note },
  }));
};
