/** Cuts out of Shopify's table of access scopes what concerns the types and fields of an extract. */
import { type GraphQLSchema, isObjectType } from 'graphql';
import * as z from 'zod';

export const scopesTableSchema = z.object({
  items: z.array(
    z.object({
      type: z.enum(['type', 'field']),
      typeName: z.string(),
      fieldName: z.string().optional(),
      offlineScopes: z.array(z.string()),
    }),
  ),
});
type ScopesTable = z.output<typeof scopesTableSchema>;

/** `Order` or `QueryRoot.fulfillment`: the scopes any one of which opens it. What is not named is open. */
export type Scopes = Readonly<Record<string, readonly string[]>>;

export const cutScopes = ({ items }: ScopesTable, extract: GraphQLSchema): Scopes => {
  const rows = items
    .filter(({ typeName, fieldName, offlineScopes }) => {
      const type = extract.getType(typeName);
      if (offlineScopes.length === 0 || !isObjectType(type)) return false;
      return fieldName === undefined || Object.hasOwn(type.getFields(), fieldName);
    })
    .map(({ typeName, fieldName, offlineScopes }): [string, readonly string[]] => [
      fieldName === undefined ? typeName : `${typeName}.${fieldName}`,
      offlineScopes,
    ]);
  return Object.fromEntries(rows.sort(([one], [other]) => (one < other ? -1 : 1)));
};
