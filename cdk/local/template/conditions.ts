/**
 * Evaluates the template's Conditions section, each condition once and when it is first asked for.
 */
import { resolveValue, type Scope } from './intrinsics.ts';

/** Answers whether a condition of the template holds. */
export const makeConditions = (
  conditions: Readonly<Record<string, unknown>>,
  scope: () => Scope,
): ((name: string) => boolean) => {
  const known = new Map<string, boolean>();
  const holds = (name: string): boolean => {
    const before = known.get(name);
    if (before !== undefined) return before;
    if (!(name in conditions)) scope().fault(`condition ${name} is not in the template`);
    // Set before it is evaluated, so that a condition that names itself ends instead of recursing.
    known.set(name, false);
    const value = evaluate(conditions[name], scope(), holds);
    known.set(name, value);
    return value;
  };
  return holds;
};

const evaluate = (expression: unknown, scope: Scope, holds: (name: string) => boolean): boolean => {
  const [[operator, operand] = ['', undefined]] = Object.entries(expression ?? {});
  const operands: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  const truth = (part: unknown): boolean => evaluate(part, scope, holds);
  if (operator === 'Condition') return holds(String(operand));
  if (operator === 'Fn::And') return operands.every(truth);
  if (operator === 'Fn::Or') return operands.some(truth);
  if (operator === 'Fn::Not') return !truth(operands[0]);
  if (operator === 'Fn::Equals') {
    const [left, right] = operands.map((part) => JSON.stringify(resolveValue(part, scope)));
    return left === right;
  }
  scope.fault(`condition function ${operator || '(none)'} is not supported by the local stack`);
  return false;
};
