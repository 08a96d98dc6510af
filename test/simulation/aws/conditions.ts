/** Whether an item meets a condition, as DynamoDB evaluates it. */
import {
  asList,
  compareValues,
  type Item,
  isEqual,
  typeOf,
  type Value,
} from './attribute-values.ts';
import { invalid } from './dynamodb-errors.ts';
import { operandValue, type Scope, stepsOf } from './expression-scope.ts';
import type { Comparator, Condition, ConditionFunction, Operand } from './expression-syntax.ts';
import { NotSimulated } from './not-simulated.ts';

export const isMet = (condition: Condition, item: Item, scope: Scope): boolean => {
  switch (condition.kind) {
    case 'and':
      return isMet(condition.left, item, scope) && isMet(condition.right, item, scope);
    case 'or':
      return isMet(condition.left, item, scope) || isMet(condition.right, item, scope);
    case 'not':
      return !isMet(condition.condition, item, scope);
    case 'compare': {
      const left = operandValue(condition.left, item, scope);
      return compares(condition.comparator, left, operandValue(condition.right, item, scope));
    }
    case 'between': {
      const value = operandValue(condition.operand, item, scope);
      const low = operandValue(condition.low, item, scope);
      const high = operandValue(condition.high, item, scope);
      return compares('>=', value, low) && compares('<=', value, high);
    }
    case 'in': {
      const value = operandValue(condition.operand, item, scope);
      return condition.among.some((one) => areEqual(value, operandValue(one, item, scope)));
    }
    case 'call': {
      const [first, second] = condition.operands.map((one) => operandValue(one, item, scope));
      return callOf(condition.name, first, second);
    }
  }
};

const areEqual = (one: Value | undefined, other: Value | undefined): boolean => {
  // AWS's documents do not say, and dynalite takes it for equal.
  if (one === undefined && other === undefined) {
    throw new NotSimulated('a comparison of two attributes that are both missing');
  }
  return one !== undefined && other !== undefined && isEqual(one, other);
};

/** By how the left differs from the right: below, at or above zero. */
const orders = {
  '<': (difference: number) => difference < 0,
  '<=': (difference: number) => difference <= 0,
  '>': (difference: number) => difference > 0,
  '>=': (difference: number) => difference >= 0,
} as const;

const compares = (
  comparator: Comparator,
  left: Value | undefined,
  right: Value | undefined,
): boolean => {
  if (comparator === '=') return areEqual(left, right);
  if (comparator === '<>') return !areEqual(left, right);
  if (left === undefined || right === undefined) return false;
  const difference = compareValues(left, right);
  return difference !== undefined && orders[comparator](difference);
};

const callOf = (
  name: ConditionFunction,
  first: Value | undefined,
  second: Value | undefined,
): boolean => {
  switch (name) {
    case 'attribute_exists':
      return first !== undefined;
    case 'attribute_not_exists':
      return first === undefined;
    case 'begins_with':
      return typeof first === 'string' && typeof second === 'string' && first.startsWith(second);
    case 'contains': {
      if (second === undefined) return false;
      if (typeof first === 'string') return typeof second === 'string' && first.includes(second);
      return asList(first)?.some((one) => isEqual(one, second)) ?? false;
    }
  }
};

/** @throws ValidationException for what DynamoDB refuses before it looks at any item. */
export const assertOperands = (condition: Condition, scope: Scope): void => {
  switch (condition.kind) {
    case 'and':
    case 'or':
      assertOperands(condition.left, scope);
      assertOperands(condition.right, scope);
      return;
    case 'not':
      assertOperands(condition.condition, scope);
      return;
    case 'compare':
      assertDistinct(condition.comparator, condition.left, condition.right, scope);
      if (condition.comparator === '=' || condition.comparator === '<>') return;
      assertOrdered(condition.comparator, [condition.left, condition.right], scope);
      return;
    case 'between':
      assertOrdered('BETWEEN', [condition.operand, condition.low, condition.high], scope);
      assertBounds(condition.low, condition.high, scope);
      return;
    case 'in':
      return;
    case 'call':
      assertDistinct(condition.name, condition.operands[0], condition.operands[1], scope);
      if (condition.name === 'begins_with') {
        assertTypes(condition.name, condition.operands, scope, ['S']);
      }
  }
};

const assertDistinct = (
  operator: string,
  one: Operand | undefined,
  other: Operand | undefined,
  scope: Scope,
): void => {
  if (one?.kind !== 'path' || other?.kind !== 'path') return;
  if (JSON.stringify(stepsOf(one, scope)) !== JSON.stringify(stepsOf(other, scope))) return;
  throw invalid(`The first operand must be distinct from the remaining operands: ${operator}`);
};

const assertOrdered = (operator: string, operands: readonly Operand[], scope: Scope): void =>
  assertTypes(operator, operands, scope, ['S', 'N']);

const assertTypes = (
  operator: string,
  operands: readonly Operand[],
  scope: Scope,
  types: readonly string[],
): void => {
  for (const operand of operands) {
    if (operand.kind !== 'value') continue;
    const type = typeOf(scope.values[operand.name] as Value);
    if (!types.includes(type)) {
      throw invalid(`Incorrect operand type for operator or function: ${operator}, ${type}`);
    }
  }
};

const assertBounds = (low: Operand, high: Operand, scope: Scope): void => {
  if (low.kind !== 'value' || high.kind !== 'value') return;
  const [lowest, highest] = [scope.values[low.name], scope.values[high.name]] as [Value, Value];
  const difference = compareValues(lowest, highest);
  if (difference === undefined || difference > 0) {
    throw invalid('The BETWEEN operator requires bounds of one type, the lower one first');
  }
};
