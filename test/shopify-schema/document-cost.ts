/**
 * What a document may cost at most, by the formula that Shopify documents: an object 1, a connection 2
 * and its page times what is in it, a mutation 10, scalars nothing. In truth it often asks for less.
 */
import {
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';

const mutationCost = 10;
const connectionCost = 2;

export const costOf = (schema: GraphQLSchema, text: string): number => {
  const [operation] = parse(text).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
  const isMutation = operation.operation === 'mutation';
  const root = isMutation ? schema.getMutationType() : schema.getQueryType();
  if (!root) throw new Error('no such root');
  const cost = selectionCost(root, operation.selectionSet, 1);
  // A mutation's payload is an object, which its price has in it.
  return isMutation ? cost - 1 + mutationCost : cost;
};

/** @param page - how many of `nodes` and `edges` there are. */
const selectionCost = (
  type: GraphQLObjectType,
  { selections }: SelectionSetNode,
  page: number,
): number =>
  selections.reduce((sum, selection) => {
    if (selection.kind !== Kind.FIELD) throw new Error('fragments are not counted yet');
    return sum + fieldCost(type, selection, page);
  }, 0);

const fieldCost = (type: GraphQLObjectType, field: FieldNode, page: number): number => {
  const of = getNamedType(type.getFields()[field.name.value]?.type);
  if (!isObjectType(of) || !field.selectionSet) return 0;
  if (of.name.endsWith('Connection')) {
    return connectionCost + selectionCost(of, field.selectionSet, sizeOf(field));
  }
  const many = ['nodes', 'edges'].includes(field.name.value) ? page : sizeOf(field);
  return many * (1 + selectionCost(of, field.selectionSet, 1));
};

const sizeOf = ({ arguments: given = [] }: FieldNode): number => {
  const first = given.find(({ name }) => name.value === 'first');
  return first?.value.kind === Kind.INT ? Number(first.value.value) : 1;
};
