/**
 * Shopify is asked to write all orders of the span into a file, and later runs look whether it has. No
 * function waits for it.
 */
import { neededScopes } from '../admin-api.ts';
import { noneCompared } from './nightly-item.ts';
import type { NightlySlice, StepEnd } from './nightly-slice.ts';

/** One that Shopify ends without a file is begun anew, so often in all. */
export const exportsMax = 3;

export const startExport = async ({ ports, work, held }: NightlySlice): Promise<StepEnd> => {
  const { since, bulk, list, gaps } = held.run();
  if (bulk.begun >= exportsMax) {
    return held.write({ phase: 'repairing', gaps: [...gaps, 'export_failed'] });
  }
  const scopes = await work.patience.ask(ports.admin.missingScopes);
  if (scopes.kind !== 'answered') return scopes;
  const needed: readonly string[] = neededScopes;
  const denied = scopes.value.filter((scope) => needed.includes(scope));
  if (denied.length > 0) return { kind: 'denied', scopes: denied };
  // One that an earlier slice began, and died before it could say so, is given instead.
  const answer = await work.patience.ask(() => ports.admin.startBulk(since));
  if (answer.kind !== 'answered') return answer;
  return held.write({
    bulk: { id: answer.value.id, begun: bulk.begun + 1 },
    phase: list.begunAt === null ? 'listing' : 'exporting',
    // What an earlier file gave is compared once more.
    compared: noneCompared,
    parts: list.strangers,
  });
};

export const awaitExport = async ({ ports, work, held }: NightlySlice): Promise<StepEnd> => {
  const { bulk } = held.run();
  const answer = await work.patience.ask(() => ports.admin.bulk(bulk.id ?? ''));
  if (answer.kind === 'rejected') return held.write({ phase: 'starting' });
  if (answer.kind !== 'answered') return answer;
  switch (answer.value.status) {
    case 'created':
    case 'running':
      return { kind: 'exporting' };
    case 'completed':
      return held.write({ phase: 'comparing' });
    case 'failed':
    case 'canceled':
    case 'expired':
      return held.write({ phase: 'starting' });
  }
};
