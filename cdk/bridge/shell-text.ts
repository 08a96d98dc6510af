/**
 * An argument as a shell takes it back: what is printed can be copied and run.
 */
const plain = /^[\w@%+=:,./-]+$/;

export const shellWord = (word: string): string =>
  plain.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
