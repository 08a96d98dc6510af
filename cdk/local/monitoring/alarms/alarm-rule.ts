/**
 * A composite alarm's rule: which states of other alarms make it true.
 *
 * NOT binds tighter than AND, AND tighter than OR, as CloudWatch has it.
 */
import type { AlarmState } from './judge.ts';

export type Rule =
  | { readonly kind: 'constant'; readonly value: boolean }
  /** @param alarm - a name or an ARN, as it was written. */
  | { readonly kind: 'state'; readonly state: AlarmState; readonly alarm: string }
  | { readonly kind: 'not'; readonly of: Rule }
  | { readonly kind: 'and' | 'or'; readonly left: Rule; readonly right: Rule };

export type ParsedRule =
  | { readonly kind: 'rule'; readonly rule: Rule }
  | { readonly kind: 'unreadable'; readonly fault: string };

/** Deeper than any rule that CloudWatch takes. */
const depthMax = 100;
const states: ReadonlySet<string> = new Set(['OK', 'ALARM', 'INSUFFICIENT_DATA']);
const token = /\s*(?:([()])|"([^"]*)"|([^\s()"]+))/y;

type Token = { readonly text: string; readonly isQuoted: boolean };
type Reader = { readonly tokens: readonly Token[]; place: number; depth: number };

export const parseRule = (text: string): ParsedRule => {
  try {
    const reader: Reader = { tokens: cut(text.trim()), place: 0, depth: 0 };
    const rule = parseOr(reader);
    const rest = reader.tokens[reader.place];
    if (rest !== undefined) throw new SyntaxError(`unexpected ${rest.text}`);
    return { kind: 'rule', rule };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { kind: 'unreadable', fault: error.message };
  }
};

const cut = (text: string): readonly Token[] => {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const match = token.exec(text);
    if (match === null) throw new SyntaxError(`unexpected ${text.slice(at, at + 20)}`);
    const [, bracket, quoted, word] = match;
    tokens.push({ text: bracket ?? quoted ?? word ?? '', isQuoted: quoted !== undefined });
  }
  return tokens;
};

const take = (reader: Reader, word: string): boolean => {
  const next = reader.tokens[reader.place];
  if (next === undefined || next.isQuoted || next.text !== word) return false;
  reader.place += 1;
  return true;
};

const demand = (reader: Reader, word: string): void => {
  if (take(reader, word)) return;
  throw new SyntaxError(`expected ${word}, got ${reader.tokens[reader.place]?.text ?? 'the end'}`);
};

const parseOr = (reader: Reader): Rule => {
  reader.depth += 1;
  if (reader.depth > depthMax) throw new SyntaxError('too deep');
  let left = parseAnd(reader);
  while (take(reader, 'OR')) left = { kind: 'or', left, right: parseAnd(reader) };
  reader.depth -= 1;
  return left;
};

const parseAnd = (reader: Reader): Rule => {
  let left = parseNot(reader);
  while (take(reader, 'AND')) left = { kind: 'and', left, right: parseNot(reader) };
  return left;
};

const parseNot = (reader: Reader): Rule => {
  let isNegated = false;
  while (take(reader, 'NOT')) isNegated = !isNegated;
  const rule = parseOne(reader);
  return isNegated ? { kind: 'not', of: rule } : rule;
};

const parseOne = (reader: Reader): Rule => {
  if (take(reader, '(')) {
    const rule = parseOr(reader);
    demand(reader, ')');
    return rule;
  }
  const next = reader.tokens[reader.place];
  reader.place += 1;
  if (next === undefined) throw new SyntaxError('unexpected end');
  if (next.text === 'TRUE' || next.text === 'FALSE')
    return { kind: 'constant', value: next.text === 'TRUE' };
  if (next.isQuoted || !states.has(next.text))
    throw new SyntaxError(`${next.text} is not supported by the local stack`);
  demand(reader, '(');
  const alarm = reader.tokens[reader.place]?.text ?? '';
  reader.place += 1;
  demand(reader, ')');
  return { kind: 'state', state: next.text as AlarmState, alarm };
};

/** The alarms that a rule looks at, as they were written. */
export const alarmsOf = (rule: Rule): readonly string[] => {
  switch (rule.kind) {
    case 'constant':
      return [];
    case 'state':
      return [rule.alarm];
    case 'not':
      return alarmsOf(rule.of);
    case 'and':
    case 'or':
      return [...new Set([...alarmsOf(rule.left), ...alarmsOf(rule.right)])];
  }
};

export const holds = (rule: Rule, stateOf: (alarm: string) => AlarmState): boolean => {
  switch (rule.kind) {
    case 'constant':
      return rule.value;
    case 'state':
      return stateOf(rule.alarm) === rule.state;
    case 'not':
      return !holds(rule.of, stateOf);
    case 'and':
      return holds(rule.left, stateOf) && holds(rule.right, stateOf);
    case 'or':
      return holds(rule.left, stateOf) || holds(rule.right, stateOf);
  }
};
