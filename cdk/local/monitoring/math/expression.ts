/**
 * Metric math as a tree, and the functions of it that the local stack knows.
 */

export const operators = {
  '||': 1,
  OR: 1,
  '&&': 2,
  AND: 2,
  '==': 3,
  '!=': 3,
  '<': 3,
  '<=': 3,
  '>': 3,
  '>=': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '^': 7,
} as const;
export type Operator = keyof typeof operators;

/** Tighter than a product, looser than a power. */
export const negationBinds = 6;

/** The functions, with how many arguments each takes. */
export const functions = {
  ABS: [1, 1],
  AVG: [1, 1],
  CEIL: [1, 1],
  FILL: [2, 2],
  FLOOR: [1, 1],
  IF: [2, 3],
  MAX: [1, 1],
  METRICS: [0, 0],
  MIN: [1, 1],
  SUM: [1, 1],
  TIME_SERIES: [1, 1],
} as const satisfies Readonly<Record<string, readonly [least: number, most: number]>>;
export type FunctionName = keyof typeof functions;

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'id'; readonly id: string }
  /** How FILL fills: with the last value that was there. */
  | { readonly kind: 'repeat' }
  | { readonly kind: 'list'; readonly of: readonly Expression[] }
  | { readonly kind: 'negation'; readonly of: Expression }
  | {
      readonly kind: 'operation';
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly args: readonly Expression[] };

/** The ids that an expression names. */
export const idsOf = (expression: Expression): readonly string[] => {
  switch (expression.kind) {
    case 'number':
    case 'repeat':
      return [];
    case 'id':
      return [expression.id];
    case 'negation':
      return idsOf(expression.of);
    case 'list':
      return expression.of.flatMap(idsOf);
    case 'operation':
      return [...idsOf(expression.left), ...idsOf(expression.right)];
    case 'call':
      return expression.args.flatMap(idsOf);
  }
};
