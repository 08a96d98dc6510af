/**
 * Cuts types out of a schema: those that are named, each with what is kept of it, and whatever that is made
 * of. Nothing is changed but left out; descriptions are.
 */
import {
  buildClientSchema,
  type GraphQLSchema,
  type IntrospectionField,
  type IntrospectionInputTypeRef,
  type IntrospectionInterfaceType,
  type IntrospectionObjectType,
  type IntrospectionOutputTypeRef,
  type IntrospectionQuery,
  type IntrospectionType,
  lexicographicSortSchema,
} from 'graphql';

/** A type that has fields of which some are kept. */
export type Fielded = IntrospectionObjectType | IntrospectionInterfaceType;
export type Keep = {
  /** Types to begin with. */
  readonly from: Iterable<string>;
  readonly field: (of: Fielded, field: IntrospectionField) => boolean;
  readonly interface: (name: string) => boolean;
};

export const cutReachable = (
  { __schema: whole }: IntrospectionQuery,
  keep: Keep,
): GraphQLSchema => {
  const types = new Map(whole.types.map((type) => [type.name, type]));
  const kept = new Map<string, IntrospectionType>();
  const open = [...keep.from];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const found = types.get(name);
    if (found === undefined || kept.has(name)) continue;
    const type = cutType(found, keep);
    kept.set(name, type);
    open.push(...reachedBy(type));
  }
  const possible = [...kept.values()].map((type) =>
    type.kind === 'INTERFACE'
      ? { ...type, possibleTypes: type.possibleTypes.filter(({ name }) => kept.has(name)) }
      : type,
  );
  const { queryType, mutationType } = whole;
  const cut = { queryType, mutationType, subscriptionType: null, directives: [], types: possible };
  return lexicographicSortSchema(buildClientSchema({ __schema: cut }));
};

/** The type itself, whatever it is wrapped in. */
export const nameOf = (type: IntrospectionOutputTypeRef | IntrospectionInputTypeRef): string =>
  type.kind === 'NON_NULL' || type.kind === 'LIST' ? nameOf(type.ofType) : type.name;

type Described = { readonly description?: string | null | undefined };
const bare = <Thing extends Described>(thing: Thing): Thing => ({ ...thing, description: null });

const cutType = (type: IntrospectionType, keep: Keep): IntrospectionType => {
  switch (type.kind) {
    case 'OBJECT':
    case 'INTERFACE': {
      const interfaces = type.interfaces.filter(({ name }) => keep.interface(name));
      const fields = type.fields
        .filter((field) => keep.field(type, field))
        .map((field) => ({ ...bare(field), args: field.args.map(bare) }));
      return { ...bare(type), interfaces, fields };
    }
    case 'INPUT_OBJECT':
      return { ...bare(type), inputFields: type.inputFields.map(bare) };
    case 'ENUM':
      return { ...bare(type), enumValues: type.enumValues.map(bare) };
    default:
      return bare(type);
  }
};

const reachedBy = (type: IntrospectionType): string[] => {
  if (type.kind === 'OBJECT' || type.kind === 'INTERFACE')
    return type.fields.flatMap(({ type: own, args }) => [
      nameOf(own),
      ...args.map((argument) => nameOf(argument.type)),
    ]);
  return type.kind === 'INPUT_OBJECT' ? type.inputFields.map((field) => nameOf(field.type)) : [];
};
