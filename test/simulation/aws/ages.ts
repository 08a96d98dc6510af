/**
 * Entries in the order of their times, looked at from the oldest only: a look costs nothing as long as
 * that one is young. A Map would do, but it walks over all that was deleted from its beginning.
 */
export type Ages<Entry> = {
  /** @param at - not before that of the entry before. */
  readonly push: (at: number, entry: Entry) => void;
  /** Takes the oldest ones out: those from `at` or before, and those that are gone. */
  readonly takeUntil: (
    at: number,
    visit: (entry: Entry) => void,
    isGone?: (entry: Entry) => boolean,
  ) => void;
};

/** Fewer places in front are not worth a copy of the rest. */
const emptyPlacesMin = 1_024;

export const makeAges = <Entry>(): Ages<Entry> => {
  let aged: { readonly at: number; readonly entry: Entry }[] = [];
  let first = 0;
  return {
    push: (at, entry) => {
      aged.push({ at, entry });
    },
    takeUntil: (at, visit, isGone = () => false) => {
      for (let oldest = aged[first]; oldest; oldest = aged[first]) {
        const gone = isGone(oldest.entry);
        if (!gone && oldest.at > at) break;
        if (!gone) visit(oldest.entry);
        first += 1;
      }
      if (first < emptyPlacesMin || first * 2 < aged.length) return;
      aged = aged.slice(first);
      first = 0;
    },
  };
};
