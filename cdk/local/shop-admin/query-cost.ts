/**
 * What a query costs by Shopify's documented formula: an object 1, a mutation 10, a connection 2 and its
 * nodes, scalars and enums nothing.
 *
 * Before it is run with as many nodes as it may have, afterwards with those that it had. In truth Shopify
 * asks for less where many nodes are requested: who fits in here fits in there.
 */
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type VariableValues,
} from 'graphql';

const mutationCost = 10;
const connectionCost = 2;

export type Priced = {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: VariableValues;
};

/** What was answered at this place, once for each parent; `null` before anything is. */
type Answers = readonly unknown[] | null;

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const below = (answers: Answers, node: FieldNode): Answers =>
  answers?.map((one) => (isFields(one) ? one[(node.alias ?? node.name).value] : undefined)) ?? null;

/** What is null has nothing below it. */
const present = (answers: Answers): Answers => answers?.filter(isFields) ?? null;

const isList = (type: GraphQLOutputType): boolean =>
  isListType(isNonNullType(type) ? type.ofType : type);

const fragmentOf = (priced: Priced, node: SelectionNode) =>
  node.kind === 'FragmentSpread'
    ? priced.fragments.get(node.name.value)
    : node.kind === 'InlineFragment'
      ? node
      : undefined;

/** Of what an abstract type may turn out to be, the dearest counts; of an object everything. */
const selectionCost = (
  priced: Priced,
  { selections }: SelectionSetNode,
  type: GraphQLCompositeType,
  answers: Answers,
): number => {
  const plain = selections
    .filter((node) => node.kind === 'Field')
    .reduce((sum, node) => sum + fieldCost(priced, node, type, answers), 0);
  const parts = selections.flatMap((node) => {
    const fragment = fragmentOf(priced, node);
    if (fragment === undefined) return [];
    const named = fragment.typeCondition?.name.value;
    const on = named === undefined ? type : priced.schema.getType(named);
    if (!isCompositeType(on)) return [];
    return [selectionCost(priced, fragment.selectionSet, on, answers)];
  });
  const dearest = isAbstractType(type) ? Math.max(0, ...parts) : parts.reduce((a, b) => a + b, 0);
  return plain + dearest;
};

const fieldOf = (
  type: GraphQLCompositeType,
  node: FieldNode,
): GraphQLField<unknown, unknown> | undefined =>
  'getFields' in type ? type.getFields()[node.name.value] : undefined;

const sizeOf = (priced: Priced, field: GraphQLField<unknown, unknown>, node: FieldNode): number => {
  const { first, last } = getArgumentValues(field, node, priced.variables);
  const size = first ?? last;
  return typeof size === 'number' ? size : 1;
};

const fieldCost = (
  priced: Priced,
  node: FieldNode,
  parent: GraphQLCompositeType,
  answers: Answers,
): number => {
  const field = fieldOf(parent, node);
  const type = field && getNamedType(field.type);
  if (field === undefined || !isCompositeType(type) || node.selectionSet === undefined) return 0;
  const own = below(answers, node);
  if (isObjectType(type) && type.name.endsWith('Connection')) {
    const size = sizeOf(priced, field, node);
    return connectionCostOf(priced, node.selectionSet, type, { size, answers: present(own) });
  }
  const values = own === null ? null : isList(field.type) ? own.flat() : own;
  const count = values?.length ?? (isList(field.type) ? sizeOf(priced, field, node) : 1);
  const each = selectionCost(priced, node.selectionSet, type, present(values));
  return values === null ? count * (1 + each) : count + each;
};

/** Nodes are paid for once each, by whichever way they are reached. */
const connectionCostOf = (
  priced: Priced,
  { selections }: SelectionSetNode,
  type: GraphQLCompositeType,
  { size, answers }: { readonly size: number; readonly answers: Answers },
): number => {
  const fields = selections.filter((node) => node.kind === 'Field');
  const costs = fields.map((node) => {
    const field = fieldOf(type, node);
    const named = field && getNamedType(field.type);
    if (!isCompositeType(named) || node.selectionSet === undefined) return 0;
    const own = below(answers, node)?.flat() ?? null;
    const each = selectionCost(priced, node.selectionSet, named, present(own));
    // An edge is no object of its own: its node is.
    const counted = node.name.value === 'edges' ? 0 : 1;
    if (own !== null) return own.length * counted + each;
    return (node.name.value === 'pageInfo' ? 1 : size) * (counted + each);
  });
  const connections = answers?.length ?? 1;
  return connections * connectionCost + costs.reduce((sum, cost) => sum + cost, 0);
};

/** @param data - what was answered; without it the cost is what may be answered at most. */
export const queryCost = (priced: Priced, data?: unknown): number => {
  const { schema, operation } = priced;
  const root = schema.getRootType(operation.operation);
  if (!root) return 0;
  const cost = selectionCost(
    priced,
    operation.selectionSet,
    root,
    data === undefined ? null : [data],
  );
  if (operation.operation !== 'mutation') return cost;
  // The payload is part of the mutation's own cost.
  const fields = operation.selectionSet.selections.length;
  return cost + fields * (mutationCost - 1);
};
