/**
 * The words of DynamoDB's expressions: one text becomes a tree, once. Names and values stay placeholders
 * in it, since each command gives its own.
 *
 * AWS's list of reserved words is not kept here: the contract suites would tell of one on dynalite.
 */
import { invalid } from './dynamodb-errors.ts';
import { NotSimulated } from './not-simulated.ts';

/** Names as written, `#placeholder` among them, and positions in lists. */
export type Path = { readonly kind: 'path'; readonly steps: readonly (string | number)[] };
export type Operand = Path | { readonly kind: 'value'; readonly name: string };
export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';
export type ConditionFunction =
  | 'attribute_exists'
  | 'attribute_not_exists'
  | 'begins_with'
  | 'contains';

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly condition: Condition }
  | {
      readonly kind: 'compare';
      readonly comparator: Comparator;
      readonly left: Operand;
      readonly right: Operand;
    }
  | {
      readonly kind: 'between';
      readonly operand: Operand;
      readonly low: Operand;
      readonly high: Operand;
    }
  | { readonly kind: 'in'; readonly operand: Operand; readonly among: readonly Operand[] }
  | {
      readonly kind: 'call';
      readonly name: ConditionFunction;
      readonly operands: readonly Operand[];
    };

const token =
  /\s*(?:([#:][A-Za-z0-9_]+|[A-Za-z_][A-Za-z0-9_]*|[0-9]+|<>|<=|>=|[-=<>(),.[\]+])|(\S))/y;

const tokensOf = (text: string): readonly string[] => {
  const tokens: string[] = [];
  token.lastIndex = 0;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    if (match[2] !== undefined) throw invalid(`Syntax error; token: "${match[2]}"`);
    tokens.push(match[1] as string);
  }
  return tokens;
};

/** Reads tokens from the left; each reading function leaves what follows. */
export type Reader = {
  readonly peek: () => string | undefined;
  readonly next: () => string;
  /** Takes the word if it is the next one; in any case of letters. */
  readonly take: (word: string) => boolean;
  readonly expect: (word: string) => void;
  /** All that the text has, `#names` and `:values`. */
  readonly placeholders: ReadonlySet<string>;
  /** Conditions that stood in parentheses of their own: a second pair around one is redundant. */
  readonly grouped: WeakSet<Condition>;
};

export const makeReader = (text: string): Reader => {
  const tokens = tokensOf(text);
  const placeholders = new Set(tokens.filter((one) => /^[#:]/.test(one)));
  let position = 0;
  const take = (word: string): boolean => {
    if (tokens[position]?.toUpperCase() !== word.toUpperCase()) return false;
    position += 1;
    return true;
  };
  const next = (): string => {
    const one = tokens[position];
    if (one === undefined) throw invalid('Syntax error; token: <EOF>');
    position += 1;
    return one;
  };
  return {
    peek: () => tokens[position],
    next,
    take,
    expect: (word) => {
      if (!take(word)) throw invalid(`Syntax error; token: "${tokens[position] ?? '<EOF>'}"`);
    },
    placeholders,
    grouped: new WeakSet(),
  };
};

const isName = (one: string): boolean => /^[#A-Za-z_]/.test(one);

export const readPath = (reader: Reader): Path => {
  const first = reader.next();
  if (!isName(first)) throw invalid(`Syntax error; token: "${first}"`);
  const steps: (string | number)[] = [first];
  for (;;) {
    if (reader.take('.')) {
      const name = reader.next();
      if (!isName(name)) throw invalid(`Syntax error; token: "${name}"`);
      steps.push(name);
    } else if (reader.take('[')) {
      steps.push(Number(reader.next()));
      reader.expect(']');
    } else {
      return { kind: 'path', steps };
    }
  }
};

export const readOperand = (reader: Reader): Operand => {
  const next = reader.peek() ?? '';
  if (next === '(') throw new NotSimulated('an operand in parentheses');
  if (!next.startsWith(':')) return readPath(reader);
  return { kind: 'value', name: reader.next() };
};

export const readOperands = (reader: Reader): readonly Operand[] => {
  const operands = [readOperand(reader)];
  while (reader.take(',')) operands.push(readOperand(reader));
  return operands;
};

const operandsOf: Readonly<Record<ConditionFunction, number>> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  begins_with: 2,
  contains: 2,
};

const readCall = (reader: Reader, name: string): Condition => {
  const count = Object.hasOwn(operandsOf, name) ? operandsOf[name as ConditionFunction] : undefined;
  if (count === undefined) throw new NotSimulated(`the function ${name} in a condition`);
  reader.expect('(');
  const operands = readOperands(reader);
  reader.expect(')');
  if (operands.length !== count) {
    throw invalid(`Incorrect number of operands for operator or function; function: ${name}`);
  }
  if (name.startsWith('attribute_') && operands[0]?.kind !== 'path') {
    throw invalid(`Operator or function requires a document path; function: ${name}`);
  }
  return { kind: 'call', name: name as ConditionFunction, operands };
};

const comparators: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=']);

const readComparison = (reader: Reader): Condition => {
  const left = readOperand(reader);
  if (left.kind === 'path' && left.steps.length === 1 && reader.peek() === '(') {
    return readCall(reader, String(left.steps[0]));
  }
  if (reader.take('BETWEEN')) {
    const low = readOperand(reader);
    reader.expect('AND');
    return { kind: 'between', operand: left, low, high: readOperand(reader) };
  }
  if (reader.take('IN')) {
    reader.expect('(');
    const among = readOperands(reader);
    reader.expect(')');
    return { kind: 'in', operand: left, among };
  }
  const comparator = reader.next();
  if (!comparators.has(comparator)) throw invalid(`Syntax error; token: "${comparator}"`);
  const right = readOperand(reader);
  return { kind: 'compare', comparator: comparator as Comparator, left, right };
};

const readGroup = (reader: Reader): Condition => {
  if (!reader.take('(')) return readComparison(reader);
  const condition = readOr(reader);
  reader.expect(')');
  if (reader.grouped.has(condition)) throw invalid('The expression has redundant parentheses;');
  reader.grouped.add(condition);
  return condition;
};

const readNot = (reader: Reader): Condition => {
  if (!reader.take('NOT')) return readGroup(reader);
  if (reader.peek()?.toUpperCase() === 'NOT') throw new NotSimulated('NOT NOT in a condition');
  return { kind: 'not', condition: readGroup(reader) };
};

const readAnd = (reader: Reader): Condition => {
  let condition = readNot(reader);
  while (reader.take('AND')) condition = { kind: 'and', left: condition, right: readNot(reader) };
  return condition;
};

export const readOr = (reader: Reader): Condition => {
  let condition = readAnd(reader);
  while (reader.take('OR')) condition = { kind: 'or', left: condition, right: readAnd(reader) };
  return condition;
};
