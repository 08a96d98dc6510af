/** Cuts out of Shopify's schema what the simulated Admin API can be asked. */
import type { GraphQLSchema, IntrospectionQuery } from 'graphql';
import { cutReachable, nameOf } from '../../shopify-schema/cut-reachable.ts';
import { keptFields } from './kept-fields.ts';

export const cutSchema = (introspection: IntrospectionQuery): GraphQLSchema => {
  const leaves = new Set(
    introspection.__schema.types.flatMap(({ kind, name }) =>
      kind === 'SCALAR' || kind === 'ENUM' ? [name] : [],
    ),
  );
  return cutReachable(introspection, {
    from: keptFields.keys(),
    field: ({ name: type }, { name, type: own }) => {
      const kept = keptFields.get(type);
      const isNamed = kept === '*' || kept?.has(name) === true;
      return isNamed && (keptFields.has(nameOf(own)) || leaves.has(nameOf(own)));
    },
    interface: (name) => keptFields.has(name),
  });
};
