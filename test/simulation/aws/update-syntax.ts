/** The tree of an UpdateExpression: SET, REMOVE and ADD. DELETE is for sets, which are not simulated. */
import { invalid } from './dynamodb-errors.ts';
import {
  makeReader,
  type Operand,
  type Path,
  type Reader,
  readOperand,
  readPath,
} from './expression-syntax.ts';
import { NotSimulated } from './not-simulated.ts';

export type SetValue =
  | Operand
  | { readonly kind: 'sum' | 'difference'; readonly left: SetValue; readonly right: SetValue }
  | { readonly kind: 'if_not_exists'; readonly path: Path; readonly otherwise: SetValue }
  | { readonly kind: 'list_append'; readonly left: SetValue; readonly right: SetValue };

export type Action =
  | { readonly kind: 'set'; readonly path: Path; readonly value: SetValue }
  | { readonly kind: 'remove'; readonly path: Path }
  | { readonly kind: 'add'; readonly path: Path; readonly value: Operand };

export type Update = {
  readonly actions: readonly Action[];
  readonly placeholders: ReadonlySet<string>;
};

/** Lists are read by position in conditions, and written as a whole. */
const readTarget = (reader: Reader): Path => {
  const path = readPath(reader);
  if (path.steps.some((step) => typeof step === 'number')) {
    throw new NotSimulated('an update of one place in a list');
  }
  return path;
};

const readFunction = (reader: Reader, name: string): SetValue => {
  if (name !== 'if_not_exists' && name !== 'list_append') {
    throw new NotSimulated(`the function ${name} in an update`);
  }
  reader.expect('(');
  const left = readTerm(reader);
  reader.expect(',');
  const right = readTerm(reader);
  reader.expect(')');
  if (name === 'list_append') return { kind: name, left, right };
  if (left.kind !== 'path') throw invalid(`Operator or function requires a document path: ${name}`);
  return { kind: name, path: left, otherwise: right };
};

const readTerm = (reader: Reader): SetValue => {
  const operand = readOperand(reader);
  const isCall = operand.kind === 'path' && reader.peek() === '(';
  return isCall ? readFunction(reader, String(operand.steps[0])) : operand;
};

const readSetValue = (reader: Reader): SetValue => {
  const left = readTerm(reader);
  if (reader.take('+')) return { kind: 'sum', left, right: readTerm(reader) };
  if (reader.take('-')) return { kind: 'difference', left, right: readTerm(reader) };
  return left;
};

const readAction = (reader: Reader, section: string): Action => {
  const path = readTarget(reader);
  if (section === 'REMOVE') return { kind: 'remove', path };
  if (section === 'SET') {
    reader.expect('=');
    return { kind: 'set', path, value: readSetValue(reader) };
  }
  const value = readOperand(reader);
  if (value.kind === 'path') throw invalid('Syntax error; ADD takes a value');
  return { kind: 'add', path, value };
};

export const parseUpdate = (text: string): Update => {
  const reader = makeReader(text);
  const actions: Action[] = [];
  const sections = new Set<string>();
  do {
    const section = reader.next().toUpperCase();
    if (section === 'DELETE') throw new NotSimulated('DELETE in an update');
    if (!['SET', 'REMOVE', 'ADD'].includes(section)) {
      throw invalid(`Invalid UpdateExpression: Syntax error; token: "${section}"`);
    }
    if (sections.has(section)) {
      throw invalid(`The "${section}" section can only be used once in an update expression;`);
    }
    sections.add(section);
    do actions.push(readAction(reader, section));
    while (reader.take(','));
  } while (reader.peek() !== undefined);
  return { actions, placeholders: reader.placeholders };
};
