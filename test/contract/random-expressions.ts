/**
 * Random items, conditions and updates within the grammar that the simulated table knows.
 *
 * Left out is what dynalite is known to do otherwise than AWS: it compares no lists and maps by their
 * content, orders values that AWS refuses to order, orders texts by UTF-16 (AWS: UTF-8), and takes an
 * empty string and `false` for missing in IN and BETWEEN. A value that SET takes from elsewhere in the
 * item is for dynalite the very same one, so maps are not taken, and SET and ADD do not come together. Whole numbers only: the simulated table refuses arithmetic with fractions.
 */
import fc from 'fast-check';

export type Rendered = {
  readonly text: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
};

/** A piece of an expression that takes its placeholders from a common store when it is written down. */
type Piece = (placeholders: Placeholders) => string;
type Placeholders = {
  readonly value: (value: unknown) => string;
  readonly path: (path: string, isHidden: boolean) => string;
  readonly names: Record<string, string>;
  readonly values: Record<string, unknown>;
};

const makePlaceholders = (): Placeholders => {
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  const nameOf = (name: string): string => {
    const known = Object.keys(names).find((one) => names[one] === name);
    const placeholder = known ?? `#n${Object.keys(names).length}`;
    names[placeholder] = name;
    return placeholder;
  };
  return {
    names,
    values,
    value: (value) => {
      const placeholder = `:v${Object.keys(values).length}`;
      values[placeholder] = value;
      return placeholder;
    },
    path: (path, isHidden) => (isHidden ? path.replace(/[a-z]+/g, nameOf) : path),
  };
};

/** Few, so that values often meet their like. */
const numbers = fc.integer({ min: -1, max: 1 });
const texts = fc.constantFrom('a', 'ab', 'b', '\u{1f600}', '10', '9');
const ordered = fc.oneof(numbers, texts);
const scalars = fc.oneof({ arbitrary: ordered, weight: 3 }, fc.constantFrom(true, null));
const lists = fc.array(ordered, { maxLength: 2 });
const maps = fc.dictionary(fc.constantFrom('x', 'y'), scalars, {
  maxKeys: 2,
  noNullPrototype: true,
});
const anything = fc.oneof(scalars, fc.constantFrom('', false), lists, maps);

/** `a`, `b` and `c` are scalars, `l` a list and `m` a map with a map in it: often, but not always. */
export const items = fc.record(
  {
    a: scalars,
    b: scalars,
    c: scalars,
    l: lists,
    m: fc.record(
      { x: scalars, y: scalars, z: maps },
      { requiredKeys: ['x'], noNullPrototype: true },
    ),
  },
  { requiredKeys: ['a', 'l', 'm'], noNullPrototype: true },
);

const written = (path: fc.Arbitrary<string>): fc.Arbitrary<Piece> =>
  fc.tuple(path, fc.boolean()).map(
    ([text, isHidden]) =>
      (placeholders: Placeholders) =>
        placeholders.path(text, isHidden),
  );
const literal = (value: fc.Arbitrary<unknown>): fc.Arbitrary<Piece> =>
  value.map((one) => (placeholders: Placeholders) => placeholders.value(one));

const scalarPaths = fc.constantFrom('a', 'b', 'c', 'm.x', 'm.y', 'm.z.x', 'l[0]', 'l[1]');
const anyPaths = fc.oneof(scalarPaths, fc.constantFrom('l', 'm', 'm.z', 'a.x', 'q.x'));

const joined = (parts: readonly fc.Arbitrary<Piece>[], write: (...texts: string[]) => string) =>
  fc.tuple(...parts).map(
    (pieces): Piece =>
      (placeholders) =>
        write(...pieces.map((piece) => piece(placeholders))),
  );

const comparison = fc.oneof(
  joined([written(anyPaths), literal(scalars)], (path, value) => `${path} = ${value}`),
  joined([written(anyPaths), literal(scalars)], (path, value) => `${path} <> ${value}`),
  joined([written(scalarPaths), written(scalarPaths)], (one, other) => `${one} = ${other}`),
  joined([written(scalarPaths), written(scalarPaths)], (one, other) => `${one}<>${other}`),
  ...['<', '<=', '>', '>='].flatMap((comparator) => [
    joined(
      [written(anyPaths), literal(ordered)],
      (path, value) => `${path} ${comparator} ${value}`,
    ),
    joined([literal(ordered), written(anyPaths)], (value, path) => `${value}${comparator}${path}`),
  ]),
);
const calls = fc.oneof(
  joined([written(anyPaths)], (path) => `attribute_exists(${path})`),
  joined([written(anyPaths)], (path) => `attribute_not_exists ( ${path} )`),
  joined([written(anyPaths), literal(texts)], (path, text) => `begins_with(${path}, ${text})`),
  joined([written(anyPaths), literal(ordered)], (path, value) => `contains(${path}, ${value})`),
);
const ranges = fc.oneof(
  joined(
    [written(anyPaths), literal(ordered), literal(ordered)],
    (path, low, high) => `${path} BETWEEN ${low} AND ${high}`,
  ),
  joined(
    [written(anyPaths), literal(ordered), literal(ordered)],
    (path, one, other) => `${path} in (${one}, ${other})`,
  ),
);

/** Every second pair of parentheses is redundant, which both must refuse. */
const conditionPieces = fc.letrec<{ readonly condition: Piece }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    comparison,
    calls,
    ranges,
    joined([tie('condition'), tie('condition')], (one, other) => `${one} AND ${other}`),
    joined([tie('condition'), tie('condition')], (one, other) => `${one} or ${other}`),
    joined([tie('condition')], (one) => `NOT ${one}`),
    joined([tie('condition')], (one) => `(${one})`),
  ),
})).condition;

const targets = written(fc.constantFrom('a', 'b', 'c', 'm.x', 'm.z.x', 'n', 'l', 'm', 'q.x', 'id'));
const valuePaths = fc.oneof(scalarPaths, fc.constantFrom('l', 'a.x', 'q.x'));
const term = fc.oneof(
  written(valuePaths),
  literal(anything),
  literal(numbers),
  joined(
    [written(valuePaths), literal(anything)],
    (path, value) => `if_not_exists(${path}, ${value})`,
  ),
  joined([written(scalarPaths), literal(numbers)], (path, n) => `if_not_exists(${path}, ${n})`),
  joined(
    [written(fc.constant('l')), literal(lists)],
    (path, list) => `list_append(${path}, ${list})`,
  ),
);
const setActions = fc.oneof(
  joined([targets, term], (path, value) => `${path} = ${value}`),
  joined([targets, term, term], (path, one, other) => `${path} = ${one} + ${other}`),
  joined(
    [targets, literal(numbers), literal(numbers)],
    (path, one, other) => `${path} = ${one} - ${other}`,
  ),
  joined(
    [targets, written(scalarPaths), literal(numbers)],
    (path, one, other) => `${path}=${one}+${other}`,
  ),
);
const section = (name: string, actions: fc.Arbitrary<Piece>) =>
  fc.array(actions, { minLength: 1, maxLength: 3 }).map(
    (pieces): Piece =>
      (placeholders) =>
        `${name} ${pieces.map((piece) => piece(placeholders)).join(', ')}`,
  );
const removals = section('REMOVE', targets);
const additions = section(
  'ADD',
  joined([targets, literal(numbers)], (path, n) => `${path} ${n}`),
);
const settings = section('SET', setActions);
const updatePieces = fc
  .oneof(
    fc.tuple(settings),
    fc.tuple(settings, removals),
    fc.tuple(removals, settings),
    fc.tuple(additions),
    fc.tuple(removals, additions),
  )
  .map(
    (sections): Piece =>
      (placeholders) =>
        sections.map((piece) => piece(placeholders)).join(' '),
  );

export type Expressions = {
  readonly condition?: string;
  readonly update?: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
};

/** One request's expressions, which share their placeholders. */
export const expressions = fc
  .record({
    condition: conditionPieces,
    update: updatePieces,
    // A condition besides an update rarely holds, and would then hide what the update does.
    kind: fc.constantFrom('condition', 'update', 'update', 'both'),
    isOneTooMany: fc.integer({ max: 20, min: 1 }).map((n) => n === 20),
  })
  .map(({ condition, update, kind, isOneTooMany }): Expressions => {
    const placeholders = makePlaceholders();
    if (isOneTooMany) placeholders.value('used by nobody');
    return {
      ...(kind === 'condition' ? {} : { update: update(placeholders) }),
      ...(kind === 'update' ? {} : { condition: condition(placeholders) }),
      names: placeholders.names,
      values: placeholders.values,
    };
  });
