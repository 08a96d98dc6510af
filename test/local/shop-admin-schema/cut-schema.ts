/**
 * Cuts out of Shopify's schema what the simulated Admin API can be asked. Nothing is changed but left out.
 */
import {
  buildClientSchema,
  type GraphQLSchema,
  type IntrospectionField,
  type IntrospectionInputTypeRef,
  type IntrospectionOutputTypeRef,
  type IntrospectionQuery,
  type IntrospectionType,
  lexicographicSortSchema,
} from 'graphql';
import { keptFields } from './kept-fields.ts';

type TypeRef = IntrospectionOutputTypeRef | IntrospectionInputTypeRef;
type Described = { readonly description?: string | null | undefined };

const nameOf = (type: TypeRef): string =>
  type.kind === 'NON_NULL' || type.kind === 'LIST' ? nameOf(type.ofType) : type.name;

const bare = <Thing extends Described>(thing: Thing): Thing => ({ ...thing, description: null });

const isKept = (typeName: string, leaves: ReadonlySet<string>): boolean =>
  keptFields.has(typeName) || leaves.has(typeName);

const fieldsOf = (
  { name, fields }: { readonly name: string; readonly fields: readonly IntrospectionField[] },
  leaves: ReadonlySet<string>,
): IntrospectionField[] => {
  const kept = keptFields.get(name);
  return fields
    .filter((field) => kept === '*' || kept?.has(field.name))
    .filter((field) => isKept(nameOf(field.type), leaves))
    .map((field) => ({ ...bare(field), args: field.args.map(bare) }));
};

const cutType = (type: IntrospectionType, leaves: ReadonlySet<string>): IntrospectionType => {
  switch (type.kind) {
    case 'OBJECT':
    case 'INTERFACE': {
      const interfaces = type.interfaces.filter(({ name }) => keptFields.has(name));
      return { ...bare(type), interfaces, fields: fieldsOf(type, leaves) };
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

export const cutSchema = ({ __schema: whole }: IntrospectionQuery): GraphQLSchema => {
  const types = new Map(whole.types.map((type) => [type.name, type]));
  const leaves = new Set(
    whole.types.flatMap(({ kind, name }) => (kind === 'SCALAR' || kind === 'ENUM' ? [name] : [])),
  );
  const kept = new Map<string, IntrospectionType>();
  const open = [...keptFields.keys()];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const found = types.get(name);
    if (found === undefined || kept.has(name)) continue;
    const type = cutType(found, leaves);
    kept.set(name, type);
    open.push(...reachedBy(type));
  }
  const possible = [...kept.values()].map((type) =>
    type.kind === 'INTERFACE'
      ? { ...type, possibleTypes: type.possibleTypes.filter(({ name }) => kept.has(name)) }
      : type,
  );
  const { queryType, mutationType } = whole;
  const __schema = {
    queryType,
    mutationType,
    subscriptionType: null,
    directives: [],
    types: possible,
  };
  return lexicographicSortSchema(buildClientSchema({ __schema }));
};
