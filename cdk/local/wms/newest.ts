/**
 * A list that keeps only its newest entries: memory has a bound, however long the stack runs.
 */
export type Newest<Entry> = {
  readonly push: (entry: Entry) => void;
  /** Oldest first. */
  readonly all: () => readonly Entry[];
};

export const makeNewest = <Entry>(max: number): Newest<Entry> => {
  const entries: Entry[] = [];
  return {
    push: (entry) => {
      entries.push(entry);
      // Dropping a tenth at a time keeps pushing cheap.
      if (entries.length > max) entries.splice(0, Math.ceil(max / 10));
    },
    all: () => [...entries],
  };
};

/** Forgets the oldest entries of a map (in order of insertion) until `max` are left. */
export const forgetOldest = (map: Map<string, unknown>, max: number): void => {
  for (const key of map.keys()) {
    if (map.size <= max) return;
    map.delete(key);
  }
};
