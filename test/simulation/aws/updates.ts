/** What an update makes of an item. All values are those of the item before the update. */
import { asList, asMap, attributeOf, type Item, typeOf, type Value } from './attribute-values.ts';
import { invalid } from './dynamodb-errors.ts';
import { operandValue, type Scope, stepsOf, valueAt } from './expression-scope.ts';
import type { Operand, Path } from './expression-syntax.ts';
import { NotSimulated } from './not-simulated.ts';
import type { Action, SetValue, Update } from './update-syntax.ts';

const wrongType = () => invalid('An operand in the update expression has an incorrect data type');

type Steps = readonly (string | number)[];

/** One of the other, whichever is longer. */
const isPrefix = (one: Steps, other: Steps): boolean => {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at++) if (one[at] !== other[at]) return false;
  return true;
};

/** @throws ValidationException where two paths overlap, or one is of the key. */
export const assertPaths = ({ actions }: Update, key: string, scope: Scope): void => {
  const paths = actions.map(({ path }) => stepsOf(path, scope));
  for (const [index, path] of paths.entries()) {
    if (path[0] === key) {
      throw invalid(`Cannot update attribute ${key}. This attribute is part of the key`);
    }
    for (let at = index + 1; at < paths.length; at++) {
      if (isPrefix(path, paths[at] ?? [])) {
        throw invalid(`Two document paths overlap with each other: ${path}, ${paths[at]}`);
      }
    }
  }
};

const assertImmediate = (operand: SetValue, type: string, scope: Scope): void => {
  if (operand.kind !== 'value') return;
  const given = typeOf(scope.values[operand.name] as Value);
  if (given !== type) {
    throw invalid(`Incorrect operand type for operator or function; operand type: ${given}`);
  }
};

const assertSetValue = (value: SetValue, scope: Scope): void => {
  if (value.kind === 'path' || value.kind === 'value') return;
  if (value.kind === 'if_not_exists') {
    assertSetValue(value.otherwise, scope);
    return;
  }
  for (const operand of [value.left, value.right]) {
    assertImmediate(operand, value.kind === 'list_append' ? 'L' : 'N', scope);
    assertSetValue(operand, scope);
  }
};

/** @throws ValidationException for what DynamoDB refuses before it looks at any item. */
export const assertValues = ({ actions }: Update, scope: Scope): void => {
  for (const action of actions) {
    if (action.kind === 'set') assertSetValue(action.value, scope);
    if (action.kind === 'add') assertImmediate(action.value, 'N', scope);
  }
};

const calculate = (kind: 'sum' | 'difference', left: Value, right: Value): number => {
  if (typeof left !== 'number' || typeof right !== 'number') throw wrongType();
  const result = kind === 'sum' ? left + right : left - right;
  // DynamoDB counts in decimals, exactly; here that is so for whole numbers.
  if (!Number.isSafeInteger(left) || !Number.isSafeInteger(right)) {
    throw new NotSimulated('arithmetic with fractions');
  }
  if (!Number.isSafeInteger(result)) throw new NotSimulated('arithmetic beyond 2^53');
  return result;
};

const setValueOf = (value: SetValue, item: Item, scope: Scope): Value => {
  switch (value.kind) {
    case 'path':
    case 'value': {
      const found = operandValue(value, item, scope);
      if (found !== undefined) return found;
      throw invalid(
        'The provided expression refers to an attribute that does not exist in the item',
      );
    }
    case 'if_not_exists': {
      // Not `??`: an attribute may be null, and is there all the same.
      const found = valueAt(value.path, item, scope);
      return found === undefined ? setValueOf(value.otherwise, item, scope) : found;
    }
    case 'list_append': {
      const left = asList(setValueOf(value.left, item, scope));
      const right = asList(setValueOf(value.right, item, scope));
      if (!left || !right) throw wrongType();
      return [...left, ...right];
    }
    case 'sum':
    case 'difference': {
      const left = setValueOf(value.left, item, scope);
      return calculate(value.kind, left, setValueOf(value.right, item, scope));
    }
  }
};

const sumOf = (path: Path, value: Operand, item: Item, scope: Scope): Value => {
  const added = operandValue(value, item, scope) as Value;
  const before = valueAt(path, item, scope);
  return before === undefined ? added : calculate('sum', before, added);
};

/** Nothing for what is taken away. */
const resultOf = (action: Action, item: Item, scope: Scope): Value | undefined => {
  if (action.kind === 'remove') return undefined;
  if (action.kind === 'set') return setValueOf(action.value, item, scope);
  return sumOf(action.path, action.value, item, scope);
};

/** Copies what is on the way to the place, and nothing else. */
const withValueAt = (map: Item, [step, ...rest]: Steps, value: Value | undefined): Item => {
  const name = String(step);
  if (rest.length > 0) {
    const inner = asMap(attributeOf(map, name));
    if (inner) return { ...map, [name]: withValueAt(inner, rest, value) };
    throw invalid('The document path provided in the update expression is invalid for update');
  }
  if (value !== undefined) return { ...map, [name]: value };
  const { [name]: _removed, ...others } = map;
  return others;
};

export const updateItem = ({ actions }: Update, item: Item, scope: Scope): Item => {
  const changes = actions.map((action) => ({
    steps: stepsOf(action.path, scope),
    value: resultOf(action, item, scope),
  }));
  return changes.reduce((changed, { steps, value }) => withValueAt(changed, steps, value), item);
};

/** Only what is at these paths, each in its place; nothing where nothing is. */
export const pickPaths = (paths: readonly Path[], item: Item, scope: Scope): Item | undefined => {
  const found = paths
    .map((path) => ({ steps: stepsOf(path, scope), value: valueAt(path, item, scope) }))
    .filter(({ value }) => value !== undefined);
  if (found.length === 0) return undefined;
  return found.reduce<Item>((picked, { steps, value }) => place(picked, steps, value), {});
};

const place = (map: Item, [step, ...rest]: Steps, value: Value | undefined): Item => {
  if (typeof step === 'number') throw new NotSimulated('a projection of one place in a list');
  const name = String(step);
  const inner = asMap(attributeOf(map, name)) ?? {};
  return { ...map, [name]: rest.length > 0 ? place(inner, rest, value) : (value as Value) };
};
