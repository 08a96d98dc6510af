/**
 * The name of a field that nobody knows, as an answer may show it: cut, and in one line.
 */
const charactersMax = 60;

export const shownKey = (key: string | undefined): string =>
  String(key)
    .replace(/[^ -~]/g, '?')
    .slice(0, charactersMax);
