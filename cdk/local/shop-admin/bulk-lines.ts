/**
 * The JSONL of a bulk operation: one line per node, a connection's nodes on lines of their own that name
 * their parent.
 */
import { type Fields, isFields } from './read-json.ts';

type Line = Fields;

/** The nodes of a connection, whichever way they were asked for; `undefined` for another value. */
const nodesOf = (value: unknown): readonly Fields[] | undefined => {
  if (!isFields(value)) return undefined;
  const { nodes, edges } = value;
  if (Array.isArray(nodes)) return nodes.filter(isFields);
  if (!Array.isArray(edges)) return undefined;
  return edges
    .filter(isFields)
    .map(({ node }) => node)
    .filter(isFields);
};

type Split = { readonly line: Line; readonly children: readonly Fields[] };

const split = (node: Fields): Split => {
  const connections = Object.values(node).flatMap((value) => nodesOf(value) ?? []);
  const own = Object.entries(node).filter(([, value]) => nodesOf(value) === undefined);
  const children = connections.map((child) => ({ ...child, __parentId: node.id }));
  return { line: Object.fromEntries(own), children };
};

/**
 * @param grouped - children right after their parent. Otherwise they come some time after it, as Shopify
 *   gives them unless it is asked for groups.
 */
export const bulkLines = (nodes: readonly Fields[], grouped: boolean): readonly Line[] => {
  const parts = nodes.map(split);
  if (grouped)
    return parts.flatMap(({ line, children }) => [line, ...bulkLines(children, grouped)]);
  const children = parts.flatMap((part) => part.children);
  const below = children.length > 0 ? bulkLines(children, grouped) : [];
  return [...parts.map(({ line }) => line), ...below];
};

/** The nodes of the query's only root field. */
export const rootNodes = (data: unknown): readonly Fields[] =>
  isFields(data) ? (nodesOf(data.orders) ?? []) : [];
