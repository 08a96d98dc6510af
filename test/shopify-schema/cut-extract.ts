/**
 * Cuts out of Shopify's schema what our documents can reach: the fields that they select, with all of
 * their arguments and whatever those are made of. Nothing is changed but left out.
 */
import {
  buildClientSchema,
  type DocumentNode,
  type GraphQLSchema,
  type IntrospectionInputTypeRef,
  type IntrospectionOutputTypeRef,
  type IntrospectionQuery,
  type IntrospectionType,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import { type Selected, selectionsOf } from './selections.ts';

export const cutSchema = (
  introspection: IntrospectionQuery,
  documents: readonly DocumentNode[],
): GraphQLSchema => {
  const selected = selectionsOf(buildClientSchema(introspection), documents);
  const types = new Map(introspection.__schema.types.map((type) => [type.name, type]));
  const kept = new Map<string, IntrospectionType>();
  const open = [...selected.fields.keys(), ...selected.inputs];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const whole = types.get(name);
    if (whole === undefined || kept.has(name)) continue;
    const type = onlySelected(whole, selected);
    kept.set(name, type);
    open.push(...reachedBy(type));
  }
  const { queryType, mutationType } = introspection.__schema;
  const { description: _description, ...rest } = introspection.__schema;
  const cut = { ...rest, queryType, mutationType, directives: [], types: [...kept.values()] };
  return lexicographicSortSchema(buildClientSchema({ __schema: cut }));
};

export const printExtract = (schema: GraphQLSchema, heading: string): string =>
  `${heading}\n\n${printSchema(schema)}\n`;

type Described = { readonly description?: string | null | undefined };
const bare = <Thing extends Described>(thing: Thing): Thing => ({ ...thing, description: null });

const onlySelected = (type: IntrospectionType, { fields }: Selected): IntrospectionType => {
  if (type.kind === 'OBJECT') {
    const of = fields.get(type.name) ?? new Set();
    const own = type.fields
      .filter(({ name }) => of.has(name))
      .map((field) => ({ ...bare(field), args: field.args.map(bare) }));
    // What it has in common with types that are left out says nothing any more.
    return { ...bare(type), interfaces: [], fields: own };
  }
  if (type.kind === 'INPUT_OBJECT')
    return { ...bare(type), inputFields: type.inputFields.map(bare) };
  if (type.kind === 'ENUM') return { ...bare(type), enumValues: type.enumValues.map(bare) };
  return bare(type);
};

const reachedBy = (type: IntrospectionType): string[] => {
  if (type.kind === 'OBJECT') {
    return type.fields.flatMap((field) => [
      nameOf(field.type),
      ...field.args.map((argument) => nameOf(argument.type)),
    ]);
  }
  return type.kind === 'INPUT_OBJECT' ? type.inputFields.map((field) => nameOf(field.type)) : [];
};

const nameOf = (type: IntrospectionOutputTypeRef | IntrospectionInputTypeRef): string =>
  type.kind === 'NON_NULL' || type.kind === 'LIST' ? nameOf(type.ofType) : type.name;
