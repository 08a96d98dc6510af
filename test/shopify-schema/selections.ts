/** What documents select of a schema: fields by their type, and the types that their variables have. */
import {
  type DocumentNode,
  type GraphQLSchema,
  getNamedType,
  TypeInfo,
  typeFromAST,
  visit,
  visitWithTypeInfo,
} from 'graphql';

export type Selected = {
  /** `Order.name`: its type, and the field in it. */
  readonly fields: ReadonlyMap<string, ReadonlySet<string>>;
  /** Of variables. */
  readonly inputs: ReadonlySet<string>;
};

export const selectionsOf = (
  schema: GraphQLSchema,
  documents: readonly DocumentNode[],
): Selected => {
  const fields = new Map<string, Set<string>>();
  const inputs = new Set<string>();
  const info = new TypeInfo(schema);
  const visitor = visitWithTypeInfo(info, {
    Field: ({ name }) => {
      const parent = info.getParentType()?.name;
      if (parent === undefined || !info.getFieldDef()) throw new Error(`no field ${name.value}`);
      fields.set(parent, (fields.get(parent) ?? new Set()).add(name.value));
    },
    VariableDefinition: ({ type }) => {
      const named = getNamedType(typeFromAST(schema, type));
      if (named) inputs.add(named.name);
    },
  });
  for (const document of documents) visit(document, visitor);
  return { fields, inputs };
};
