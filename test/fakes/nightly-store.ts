/** Where a nightly comparison stands, and its lease, in memory, with the conditions that DynamoDB checks. */
import type { StoredNightly } from '../../lib/reconciliation/nightly/nightly-item.ts';
import type { NightlyLease, NightlyStore } from '../../lib/reconciliation/nightly/nightly-ports.ts';

export const makeFakeNightlyStore = (): NightlyStore => {
  let item: StoredNightly | undefined;
  return {
    read: async () => structuredClone(item),
    replace: async (before, after) => {
      if (before?.revision !== item?.revision) return 'overtaken';
      item = structuredClone({ ...after, revision: (before?.revision ?? 0) + 1 });
      return 'written';
    },
  };
};

export const makeFakeNightlyLease = (): NightlyLease => {
  let held: { readonly holder: string; readonly until: number } | undefined;
  return {
    take: async (holder, until, now) => {
      if (held && held.until > now) return false;
      held = { holder, until };
      return true;
    },
    giveBack: async (holder) => {
      if (held?.holder === holder) held = undefined;
    },
  };
};
