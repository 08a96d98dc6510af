/** A planned version's `updated_at`, as Shopify writes it. */
import type { PlannedVersion } from './plan-traffic.ts';

/** @param startsAt - epoch milliseconds of the plan's beginning. */
export const versionOf = (startsAt: number, { second }: Pick<PlannedVersion, 'second'>): string =>
  new Date(startsAt + second * 1_000).toISOString().replace('.000Z', 'Z');
