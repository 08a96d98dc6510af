/**
 * CloudWatch's filter patterns, as far as they look for texts in JSON lines; any other one is refused, so
 * that nobody takes an empty answer for "not there".
 */

type Term = { readonly field: string; readonly text: string };

export type LogFilter = {
  /** Whether the line may match, without parsing it. */
  readonly mayMatch: (line: string) => boolean;
  readonly matches: (record: Readonly<Record<string, unknown>>) => boolean;
};

export type ParsedFilter =
  | { readonly kind: 'filter'; readonly filter: LogFilter }
  | { readonly kind: 'unsupported'; readonly fault: string };

const everything: LogFilter = { mayMatch: () => true, matches: () => true };

/** A text with an asterisk is a wildcard there, one with a backslash an escape: neither is read here. */
const termPattern = /\s*\$\.([A-Za-z_]\w*)\s*=\s*"([^"\\*]*)"\s*/y;
const joinPattern = /(\|\||&&)/y;

/** `{ $.field = "text" }`, more of them joined by `||` and `&&`, which binds closer; or nothing. */
export const parseFilter = (pattern: string): ParsedFilter => {
  const text = pattern.trim();
  if (text === '') return { kind: 'filter', filter: everything };
  const alternatives =
    text.startsWith('{') && text.endsWith('}') ? parseTerms(text.slice(1, -1)) : undefined;
  if (alternatives === undefined) {
    const known = '{ $.field = "text" }, joined by || and &&';
    const fault = `the local stack reads filter patterns like ${known}, and not ${pattern}`;
    return { kind: 'unsupported', fault };
  }
  return { kind: 'filter', filter: makeFilter(alternatives) };
};

const parseTerms = (text: string): readonly (readonly Term[])[] | undefined => {
  const alternatives: Term[][] = [[]];
  let place = 0;
  // Ends with the text: every turn takes a term of it, or gives up.
  for (;;) {
    termPattern.lastIndex = place;
    const term = termPattern.exec(text);
    if (term === null) return undefined;
    const [, field = '', wanted = ''] = term;
    alternatives.at(-1)?.push({ field, text: wanted });
    place = termPattern.lastIndex;
    if (place === text.length) return alternatives;
    joinPattern.lastIndex = place;
    const join = joinPattern.exec(text);
    if (join === null) return undefined;
    if (join[1] === '||') alternatives.push([]);
    place = joinPattern.lastIndex;
  }
};

const makeFilter = (alternatives: readonly (readonly Term[])[]): LogFilter => {
  // Lines are written by JSON.stringify, too: a text looks the same there.
  const needles = alternatives.map((terms) => terms.map(({ text }) => JSON.stringify(text)));
  return {
    mayMatch: (line) => needles.some((texts) => texts.every((text) => line.includes(text))),
    matches: (record) =>
      alternatives.some((terms) => terms.every(({ field, text }) => record[field] === text)),
  };
};
