/**
 * Reads metric math. What CloudWatch has and the local stack does not is refused by its name.
 */
import {
  type Expression,
  type FunctionName,
  functions,
  negationBinds,
  type Operator,
  operators,
} from './expression.ts';

export type ParsedExpression =
  | { readonly kind: 'expression'; readonly expression: Expression }
  | { readonly kind: 'unreadable'; readonly fault: string };

/** CloudWatch takes no longer expression. */
const charactersMax = 1_024;

const token =
  /\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+)|([A-Za-z_]\w*)|("[^"]*"|'[^']*')|(\|\||&&|==|!=|<=|>=|[-+*/^<>(),[\]]))/y;

type Token = { readonly kind: 'number' | 'word' | 'text' | 'sign'; readonly text: string };
type Reader = { readonly tokens: readonly Token[]; place: number };

export const parseExpression = (text: string): ParsedExpression => {
  try {
    if (text.length > charactersMax) throw new SyntaxError('longer than CloudWatch takes it');
    const reader: Reader = { tokens: cut(text.trim()), place: 0 };
    const expression = parse(reader, 0);
    const rest = reader.tokens[reader.place];
    if (rest !== undefined) throw new SyntaxError(`unexpected ${rest.text}`);
    return { kind: 'expression', expression };
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
    const [, number, word, quoted, sign] = token.exec(text) ?? [];
    if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else throw new SyntaxError(`unexpected ${text.slice(at, at + 20)}`);
  }
  return tokens;
};

const isOperator = (text: string): text is Operator => Object.hasOwn(operators, text);
const isFunction = (text: string): text is FunctionName => Object.hasOwn(functions, text);

/** Takes operators as long as they bind tighter than the one to the left. */
const parse = (reader: Reader, bindsMin: number): Expression => {
  let left = parsePrefix(reader);
  for (;;) {
    const next = reader.tokens[reader.place];
    if (next === undefined || next.kind === 'text' || !isOperator(next.text)) return left;
    const binds = operators[next.text];
    if (binds <= bindsMin) return left;
    reader.place += 1;
    // A power is taken from the right: 2^3^2 is 2^9.
    const right = parse(reader, next.text === '^' ? binds - 1 : binds);
    left = { kind: 'operation', operator: next.text, left, right };
  }
};

const parsePrefix = (reader: Reader): Expression => {
  const next = reader.tokens[reader.place];
  reader.place += 1;
  if (next === undefined) throw new SyntaxError('unexpected end');
  if (next.kind === 'number') return { kind: 'number', value: Number(next.text) };
  if (next.kind === 'word') return parseWord(reader, next.text);
  if (next.text === '-') return { kind: 'negation', of: parse(reader, negationBinds) };
  if (next.text === '[') return { kind: 'list', of: parseUntil(reader, ']') };
  if (next.text !== '(') throw new SyntaxError(`unexpected ${next.text}`);
  const inner = parse(reader, 0);
  demand(reader, ')');
  return inner;
};

const parseWord = (reader: Reader, word: string): Expression => {
  if (reader.tokens[reader.place]?.text !== '(') {
    if (word === 'REPEAT') return { kind: 'repeat' };
    if (/^[a-z]/.test(word)) return { kind: 'id', id: word };
    throw new SyntaxError(`${word} is not supported by the local stack`);
  }
  if (!isFunction(word)) throw new SyntaxError(`${word}() is not supported by the local stack`);
  reader.place += 1;
  const args = parseUntil(reader, ')');
  const [least, most] = functions[word];
  if (args.length < least || args.length > most)
    throw new SyntaxError(`${word}() with ${args.length} arguments is not supported`);
  return { kind: 'call', name: word, args };
};

const parseUntil = (reader: Reader, end: string): readonly Expression[] => {
  const found: Expression[] = [];
  if (take(reader, end)) return found;
  do found.push(parse(reader, 0));
  while (take(reader, ','));
  demand(reader, end);
  return found;
};

const take = (reader: Reader, sign: string): boolean => {
  if (reader.tokens[reader.place]?.text !== sign) return false;
  reader.place += 1;
  return true;
};

const demand = (reader: Reader, sign: string): void => {
  if (take(reader, sign)) return;
  throw new SyntaxError(`expected ${sign}, got ${reader.tokens[reader.place]?.text ?? 'the end'}`);
};
