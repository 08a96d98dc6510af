/** What an expression's placeholders and paths mean for one command and one item. */
import {
  asList,
  asMap,
  attributeOf,
  type Codec,
  decodeItem,
  type Item,
  type MapValue,
  type Value,
} from './attribute-values.ts';
import { invalid } from './dynamodb-errors.ts';
import type { Operand, Path } from './expression-syntax.ts';

export type Scope = {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, Value>>;
};

export type ScopeInput = {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Readonly<Record<string, unknown>>;
};

/** @throws ValidationException unless all placeholders are used, and all that are used are given. */
export const makeScope = (
  { ExpressionAttributeNames, ExpressionAttributeValues }: ScopeInput,
  codec: Codec,
  used: readonly ReadonlySet<string>[],
): Scope => {
  const names = ExpressionAttributeNames ?? {};
  // A value that is undefined is left out by lib-dynamodb, and DynamoDB then misses it.
  const values = ExpressionAttributeValues ? decodeItem(ExpressionAttributeValues, codec) : {};
  for (const placeholders of used) assertGiven(placeholders, names, values);
  for (const given of [...Object.keys(names), ...Object.keys(values)]) {
    if (!used.some((placeholders) => placeholders.has(given))) {
      throw invalid(`Value provided in ExpressionAttributes unused in expressions: ${given}`);
    }
  }
  return { names, values };
};

const assertGiven = (placeholders: ReadonlySet<string>, names: object, values: object): void => {
  for (const one of placeholders) {
    if (!Object.hasOwn(one.startsWith('#') ? names : values, one)) {
      throw invalid(`An expression attribute used in the expression is not defined: ${one}`);
    }
  }
};

const nameOf = (step: string, { names }: Scope): string =>
  step.startsWith('#') ? (names[step] as string) : step;

/** The path's steps with their names. */
export const stepsOf = ({ steps }: Path, scope: Scope): readonly (string | number)[] =>
  steps.map((step) => (typeof step === 'number' ? step : nameOf(step, scope)));

export const valueAt = (path: Path, item: Item, scope: Scope): Value | undefined => {
  let value: Value | undefined = item;
  for (const step of path.steps) {
    if (typeof step === 'number') {
      value = asList(value)?.[step];
    } else {
      const map: MapValue | undefined = asMap(value);
      value = map && attributeOf(map, nameOf(step, scope));
    }
    if (value === undefined) return undefined;
  }
  return value;
};

export const operandValue = (operand: Operand, item: Item, scope: Scope): Value | undefined =>
  operand.kind === 'value' ? scope.values[operand.name] : valueAt(operand, item, scope);
