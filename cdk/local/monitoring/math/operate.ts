/**
 * What an operator of metric math makes of two numbers; a comparison gives 1 where it holds, else 0.
 */
import type { Operator } from './expression.ts';

export const operate = (operator: Operator, left: number, right: number): number => {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '^':
      return left ** right;
    case '==':
      return Number(left === right);
    case '!=':
      return Number(left !== right);
    case '<':
      return Number(left < right);
    case '<=':
      return Number(left <= right);
    case '>':
      return Number(left > right);
    case '>=':
      return Number(left >= right);
    case '&&':
    case 'AND':
      return Number(left !== 0 && right !== 0);
    case '||':
    case 'OR':
      return Number(left !== 0 || right !== 0);
  }
};
