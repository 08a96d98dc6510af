/**
 * What occurred over all seeds, and what should have: a fault that never happens tests nothing.
 */

/** Counts by name, such as `fault:answer-lost`. */
export type Occurred = Readonly<Record<string, number>>;

export type Occurrence = {
  readonly name: string;
  readonly times: number;
  /** In how many seeds. */
  readonly seeds: number;
  /** Set for what must occur. */
  readonly timesMin?: number;
};

export type OccurrenceRule = {
  readonly names: readonly string[];
  /** So often in so many seeds; in proportion for another number of them. */
  readonly timesMin: number;
  readonly perSeeds: number;
  /** Of fewer seeds nothing is asked: their table is only shown. */
  readonly seedsMin: number;
};

export type Tally = {
  readonly add: (occurred: Occurred) => void;
  /** By name, what never occurred included. */
  readonly table: () => readonly Occurrence[];
};

export const makeTally = (rule: OccurrenceRule): Tally => {
  const counts = new Map(rule.names.map((name) => [name, { times: 0, seeds: 0 }]));
  const expected = new Set(rule.names);
  let seeds = 0;
  const timesMin = (name: string): { readonly timesMin?: number } =>
    seeds >= rule.seedsMin && expected.has(name)
      ? { timesMin: Math.floor((rule.timesMin * seeds) / rule.perSeeds) }
      : {};
  return {
    add: (occurred) => {
      seeds += 1;
      for (const [name, times] of Object.entries(occurred)) {
        if (times === 0) continue;
        const before = counts.get(name) ?? { times: 0, seeds: 0 };
        counts.set(name, { times: before.times + times, seeds: before.seeds + 1 });
      }
    },
    table: () =>
      [...counts]
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([name, count]) => ({ name, ...count, ...timesMin(name) })),
  };
};

export const tooRare = (table: readonly Occurrence[]): readonly Occurrence[] =>
  table.filter(({ times, timesMin = 0 }) => times < timesMin);
