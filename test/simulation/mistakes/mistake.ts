/**
 * A planted mistake: a change to the shipped source that somebody could make, and that the simulation
 * must notice. It shows that the checks can fail, each on what it is for.
 */

export type Mistake = {
  readonly name: string;
  /** What it would do to the warehouse or to the orders, in one sentence. */
  readonly effect: string;
  /** From the root. */
  readonly file: `lib/${string}.ts` | `functions/${string}.ts`;
  /** Stands exactly once in the file. */
  readonly find: string;
  readonly replace: string;
};

/** @throws Error by the mistake's name where it does not apply exactly once. */
export const applyMistake = ({ name, file, find, replace }: Mistake, source: string): string => {
  const [before, after, ...more] = source.split(find);
  if (before !== undefined && after !== undefined && more.length === 0) {
    return `${before}${replace}${after}`;
  }
  const times = source.split(find).length - 1;
  throw new Error(`the mistake "${name}" applies ${times} times to ${file}, not once`);
};
