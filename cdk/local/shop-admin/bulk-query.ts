/**
 * Which queries a bulk operation takes, by Shopify's rules and in its words.
 */
import {
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  type GraphQLSchema,
  getNamedType,
  isListType,
  isNonNullType,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';

const connectionsMax = 5;
const depthMax = 2;

type Found = {
  connections: number;
  depth: number;
  withinList: boolean;
  /** Connections below a node whose `id` is not asked for. */
  readonly withoutParentId: string[];
};

const selectsId = (node: FieldNode | undefined): boolean =>
  node?.selectionSet?.selections.some(
    (one) => one.kind === 'Field' && one.name.value === 'id' && one.alias === undefined,
  ) ?? false;

type Place = { readonly node: FieldNode; readonly kind: 'connection' | 'list' | 'node' | 'other' };

const kindOf = (info: TypeInfo, name: string): Place['kind'] => {
  const type = info.getType();
  const parent = info.getParentType()?.name ?? '';
  if (/Connection$/.test(getNamedType(type)?.name ?? '')) return 'connection';
  if (name === 'node' || name === 'nodes') return 'node';
  if (parent.endsWith('Connection')) return 'other';
  return isListType(isNonNullType(type) ? type.ofType : type) ? 'list' : 'other';
};

/** Looks at every field with the fields that it is in. */
const look = (schema: GraphQLSchema, document: DocumentNode): Found => {
  const found: Found = { connections: 0, depth: 0, withinList: false, withoutParentId: [] };
  const info = new TypeInfo(schema);
  const places: Place[] = [];
  const enter = (node: FieldNode): void => {
    const kind = kindOf(info, node.name.value);
    if (kind === 'connection') {
      const outer = places.filter((place) => place.kind === 'connection').length;
      found.connections += 1;
      found.depth = Math.max(found.depth, outer + 1);
      found.withinList ||= places.some((place) => place.kind === 'list');
      const parent = places.findLast((place) => place.kind === 'node')?.node;
      if (outer > 0 && !selectsId(parent)) found.withoutParentId.push(node.name.value);
    }
    places.push({ node, kind });
  };
  visit(document, visitWithTypeInfo(info, { Field: { enter, leave: () => void places.pop() } }));
  return found;
};

const rulesBroken = ({ connections, depth, withinList, withoutParentId }: Found): string[] => [
  ...(connections > connectionsMax
    ? [`Bulk queries cannot contain more than ${connectionsMax} connections.`]
    : []),
  ...(depth > depthMax
    ? [`Bulk queries cannot contain connections with a nesting depth greater than ${depthMax}.`]
    : []),
  ...(withoutParentId.length > 0
    ? [
        `The parent 'node' field for a nested connection must select the 'id' field without an alias and must be of 'ID' return type. Connection fields without 'id': ${withoutParentId.join(', ')}.`,
      ]
    : []),
  ...(withinList
    ? ['Queries that contain a connection field within a list field are not currently supported.']
    : []),
  ...(connections === 0 ? ['Bulk queries must contain at least one connection.'] : []),
];

const parseQuery = (schema: GraphQLSchema, text: string): DocumentNode | string => {
  try {
    const document = parse(text);
    const [error] = validate(schema, document);
    return error === undefined ? document : `Invalid bulk query: ${error.message}`;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return `Invalid bulk query: ${error.message}`;
  }
};

const rootFault = (document: DocumentNode): string | undefined => {
  const [operation, ...others] = document.definitions;
  if (operation?.kind !== 'OperationDefinition' || operation.operation !== 'query')
    return 'Invalid operation type. Only `query` operations are supported.';
  const [root, ...more] = operation.selectionSet.selections;
  const isOrders = root?.kind === 'Field' && (root.alias ?? root.name).value === 'orders';
  return others.length === 0 && more.length === 0 && isOrders
    ? undefined
    : 'only bulk queries of orders are simulated';
};

export type BulkQuery =
  | { readonly kind: 'query'; readonly document: DocumentNode }
  | { readonly kind: 'refused'; readonly faults: readonly string[] };

export const readBulkQuery = (schema: GraphQLSchema, text: string): BulkQuery => {
  const document = parseQuery(schema, text);
  if (typeof document === 'string') return { kind: 'refused', faults: [document] };
  const faults = rulesBroken(look(schema, document));
  const root = rootFault(document);
  if (faults.length > 0) return { kind: 'refused', faults };
  if (root !== undefined) return { kind: 'refused', faults: [root] };
  return { kind: 'query', document };
};
