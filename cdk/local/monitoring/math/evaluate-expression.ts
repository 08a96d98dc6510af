/**
 * Evaluates metric math over the datapoints of its metrics, period by period.
 *
 * A period for which a metric has no datapoint stays without one in whatever is made of it, unless FILL
 * fills it; functions of several metrics take those that are there.
 */
import type { Expression, FunctionName } from './expression.ts';
import { operate } from './operate.ts';

/** One value for each period, oldest first. */
export type Series = readonly (number | undefined)[];

type Value =
  | { readonly kind: 'scalar'; readonly value: number | undefined }
  | { readonly kind: 'series'; readonly values: Series }
  | { readonly kind: 'list'; readonly of: readonly Series[] };

export type Ids = {
  /** The series of a metric or an expression. */
  readonly seriesOf: (id: string) => Series;
  /** Of all metrics, without expressions. */
  readonly metrics: () => readonly Series[];
  /** How many periods there are. */
  readonly periods: number;
};

/** A single number stands for itself in every period. @throws Error for a list, which is none. */
export const evaluateExpression = (expression: Expression, ids: Ids): Series => {
  const value = evaluate(expression, ids);
  if (value.kind === 'list') throw new Error('several series are none');
  return seriesOf(value, ids);
};

/** What an expression gives: an alarm can look at a series only. @throws Error where it cannot be evaluated. */
export const kindOf = (expression: Expression, ids: Ids): 'scalar' | 'series' | 'list' =>
  evaluate(expression, ids).kind;

const scalar = (value: number | undefined): Value => ({ kind: 'scalar', value });
const series = (values: Series): Value => ({ kind: 'series', values });
const finite = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);

const seriesOf = (value: Exclude<Value, { kind: 'list' }>, { periods }: Ids): Series =>
  value.kind === 'series'
    ? value.values
    : Array.from({ length: periods }, (): number | undefined => value.value);

const evaluate = (expression: Expression, ids: Ids): Value => {
  switch (expression.kind) {
    case 'number':
      return scalar(expression.value);
    case 'id':
      return series(ids.seriesOf(expression.id));
    case 'repeat':
      throw new Error('REPEAT stands within FILL');
    case 'list':
      return { kind: 'list', of: expression.of.map((one) => oneSeries(one, ids)) };
    case 'negation':
      return combine([evaluate(expression.of, ids)], ids, ([value = Number.NaN]) => -value);
    case 'operation': {
      const { operator } = expression;
      const both = [evaluate(expression.left, ids), evaluate(expression.right, ids)];
      return combine(both, ids, ([left = Number.NaN, right = Number.NaN]) =>
        operate(operator, left, right),
      );
    }
    case 'call':
      return calls[expression.name](expression.args, ids);
  }
};

const oneSeries = (expression: Expression, ids: Ids): Series => evaluateExpression(expression, ids);

/** Applies to what all of them have; what one lacks, the result lacks. A list is taken one by one. */
const combine = (
  values: readonly Value[],
  ids: Ids,
  apply: (numbers: readonly number[]) => number,
): Value => {
  const at = (parts: readonly Series[], period: number): number | undefined => {
    const present = parts.flatMap((part) => part[period] ?? []);
    return present.length === parts.length ? finite(apply(present)) : undefined;
  };
  const perPeriod = (parts: readonly Series[]): Series =>
    Array.from({ length: ids.periods }, (_, period) => at(parts, period));
  const length = values.find((value) => value.kind === 'list')?.of.length;
  if (length !== undefined) {
    const nth = (place: number): readonly Series[] =>
      values.map((value) =>
        value.kind === 'list' ? (value.of[place] ?? []) : seriesOf(value, ids),
      );
    return {
      kind: 'list',
      of: Array.from({ length }, (_, place) => perPeriod(nth(place))),
    };
  }
  if (values.every((value) => value.kind === 'scalar'))
    return scalar(
      at(
        values.map((value) => (value.kind === 'scalar' ? [value.value] : [])),
        0,
      ),
    );
  return series(
    perPeriod(values.map((value) => (value.kind === 'list' ? [] : seriesOf(value, ids)))),
  );
};

type Call = (args: readonly Expression[], ids: Ids) => Value;

const each =
  (apply: (value: number) => number): Call =>
  ([argument], ids) =>
    combine([argumentOf(argument, ids)], ids, ([value = Number.NaN]) => apply(value));

const argumentOf = (argument: Expression | undefined, ids: Ids): Value =>
  argument === undefined ? scalar(undefined) : evaluate(argument, ids);

type Aggregate = (numbers: readonly number[]) => number;

/** Of several series: one series. Of one series: one number. */
const aggregate =
  (apply: Aggregate): Call =>
  ([argument], ids) => {
    const of = (numbers: Series): number | undefined => {
      const present = numbers.flatMap((one) => one ?? []);
      return present.length === 0 ? undefined : finite(apply(present));
    };
    const value = argumentOf(argument, ids);
    if (value.kind === 'scalar') return value;
    if (value.kind === 'series') return scalar(of(value.values));
    return series(
      Array.from({ length: ids.periods }, (_, period) => of(value.of.map((one) => one[period]))),
    );
  };

const sum: Aggregate = (numbers) => numbers.reduce((total, one) => total + one, 0);

/** The first value that is missing stays so where the last one is repeated. */
const fill: Call = ([argument, filling], ids) => {
  const value = argumentOf(argument, ids);
  const filled =
    filling?.kind === 'repeat'
      ? repeatLast
      : fillWith(filling === undefined ? [] : oneSeries(filling, ids));
  if (value.kind === 'list') return { kind: 'list', of: value.of.map(filled) };
  return series(filled(seriesOf(value, ids)));
};

const fillWith =
  (filling: Series) =>
  (values: Series): Series =>
    values.map((value, period) => value ?? filling[period]);

const repeatLast = (values: Series): Series => {
  let last: number | undefined;
  return values.map((value) => {
    last = value ?? last;
    return last;
  });
};

/** Without a condition's value there is none; without an alternative there is none where it does not hold. */
const choose: Call = ([condition, whenTrue, whenFalse], ids) => {
  const conditions = condition === undefined ? [] : oneSeries(condition, ids);
  const yes = whenTrue === undefined ? [] : oneSeries(whenTrue, ids);
  const no = whenFalse === undefined ? [] : oneSeries(whenFalse, ids);
  return series(
    conditions.map((holds, period) =>
      holds === undefined ? undefined : holds !== 0 ? yes[period] : no[period],
    ),
  );
};

const calls: Readonly<Record<FunctionName, Call>> = {
  ABS: each(Math.abs),
  CEIL: each(Math.ceil),
  FLOOR: each(Math.floor),
  AVG: aggregate((numbers) => sum(numbers) / numbers.length),
  MAX: aggregate((numbers) => Math.max(...numbers)),
  MIN: aggregate((numbers) => Math.min(...numbers)),
  SUM: aggregate(sum),
  FILL: fill,
  IF: choose,
  METRICS: (_, ids) => ({ kind: 'list', of: ids.metrics() }),
  TIME_SERIES: ([argument], ids) => series(argument === undefined ? [] : oneSeries(argument, ids)),
};
