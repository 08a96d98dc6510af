/** An answer that the schema allows, made from a document, and every place in it with what may stand there. */
import {
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';

export type Place = {
  readonly path: readonly (string | number)[];
  readonly nullable: boolean;
  /** Values that stand there just as well. */
  readonly alike: readonly unknown[];
  /** Values that never stand there. */
  readonly wrong: readonly unknown[];
};

export type Sample = { readonly value: unknown; readonly places: readonly Place[] };

const scalars: Readonly<Record<string, Pick<Place, 'alike' | 'wrong'>>> = {
  ID: { alike: ['gid://shopify/Order/820982911946154508'], wrong: ['', '5', 5, {}] },
  String: { alike: ['a text', ''], wrong: [5, true, {}, []] },
  Int: { alike: [3, 0], wrong: ['3', 1.5, {}] },
  Boolean: { alike: [true, false], wrong: ['true', 1] },
  DateTime: {
    alike: ['2026-11-22T10:00:00Z', '2026-11-22T05:00:00-05:00'],
    wrong: ['', 'yesterday', '2026-11-22', 5],
  },
  URL: { alike: ['https://storage.example.com/bulk.jsonl?signature=1'], wrong: [5, {}] },
  UnsignedInt64: { alike: ['123456', '18446744073709551615'], wrong: [5, '-1', '1.5', ''] },
};

export const sampleOf = (schema: GraphQLSchema, text: string): Sample => {
  const [operation] = parse(text).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
  const root = schema.getRootType(operation.operation);
  if (!root) throw new Error('no such root');
  return objectOf(root, operation.selectionSet, []);
};

type Path = Place['path'];

const objectOf = (
  type: GraphQLObjectType,
  { selections }: SelectionSetNode,
  path: Path,
): Sample => {
  const fields = selections.map((selection) => {
    if (selection.kind !== Kind.FIELD) throw new Error('fragments are not sampled yet');
    const name = selection.name.value;
    const field = type.getFields()[name];
    if (!field) throw new Error(`${type.name} has no ${name}`);
    return { name, sample: answerOf(field.type, selection, [...path, name]) };
  });
  return {
    value: Object.fromEntries(fields.map(({ name, sample }) => [name, sample.value])),
    places: fields.flatMap(({ sample }) => sample.places),
  };
};

const answerOf = (outer: GraphQLOutputType, field: FieldNode, path: Path): Sample => {
  const nullable = !isNonNullType(outer);
  const type = isNonNullType(outer) ? outer.ofType : outer;
  if (isListType(type)) {
    const item = answerOf(type.ofType, field, [...path, 0]);
    const place = { path, nullable, alike: [[]], wrong: [{}, 'a text'] };
    return { value: [item.value], places: [place, ...item.places] };
  }
  if (isObjectType(type) && field.selectionSet) {
    const inner = objectOf(type, field.selectionSet, path);
    const place = { path, nullable, alike: [], wrong: ['a text', 5, []] };
    return { value: inner.value, places: [place, ...inner.places] };
  }
  const known = isEnumType(type)
    ? { alike: type.getValues().map(({ name }) => name), wrong: ['', 'lower case', 5] }
    : scalars[String(type)];
  if (!known) throw new Error(`no sample of ${String(type)}`);
  return { value: known.alike[0], places: [{ path, nullable, ...known }] };
};

/** A copy with another value at that place; undefined takes the place away. */
export const withAt = (value: unknown, path: Path, other: unknown): unknown => {
  const [key, ...rest] = path;
  if (key === undefined) return other;
  const inner = withAt((value as Record<string | number, unknown>)[key], rest, other);
  if (Array.isArray(value)) return value.map((item, index) => (index === key ? inner : item));
  const { [key]: _gone, ...others } = value as Record<string | number, unknown>;
  return inner === undefined ? others : { ...others, [key]: inner };
};
