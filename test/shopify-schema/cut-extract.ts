/**
 * Cuts out of a schema what our documents can reach: the fields that they select, with all of their arguments
 * and whatever those are made of.
 */
import {
  buildClientSchema,
  type DocumentNode,
  type GraphQLSchema,
  type IntrospectionQuery,
} from 'graphql';
import { cutReachable } from './cut-reachable.ts';
import { selectionsOf } from './selections.ts';

export const cutSchema = (
  introspection: IntrospectionQuery,
  documents: readonly DocumentNode[],
): GraphQLSchema => {
  const { fields, inputs } = selectionsOf(buildClientSchema(introspection), documents);
  return cutReachable(introspection, {
    from: [...fields.keys(), ...inputs],
    field: ({ name: type }, { name }) => fields.get(type)?.has(name) === true,
    // What it has in common with types that are left out says nothing any more.
    interface: () => false,
  });
};
