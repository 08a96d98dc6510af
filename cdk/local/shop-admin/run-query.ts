/**
 * Executes a checked document over the simulated shop's orders.
 *
 * Everything is answered at once: nothing else happens in the shop while a query runs.
 */
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import type { ActiveFault } from './admin-faults.ts';
import type { Connect } from './connection.ts';
import type { Granted } from './granted-scopes.ts';
import type { Row } from './order-index.ts';
import type { OrdersArguments } from './orders-query.ts';
import { isFields } from './read-json.ts';

export type PartialFault = ActiveFault & { readonly kind: 'partial' };

export type QueryContext = {
  readonly granted: Granted;
  readonly connect: Connect;
  /** Which orders a bulk operation gives now. @default - those that are found, by pages */
  readonly bulkOrders?: (args: OrdersArguments) => readonly Row[];
  /** Fields that cannot be answered. */
  readonly partials: readonly PartialFault[];
};

/** Whether a switch says that this field of this object fails. */
const failIfSwitched = (
  source: unknown,
  { partials }: QueryContext,
  { parentType, fieldName }: GraphQLResolveInfo,
): void => {
  const orderId = isFields(source) ? source.orderId : undefined;
  const fault = partials.find(
    (one) =>
      one.field === `${parentType.name}.${fieldName}` &&
      (one.orderId === undefined || one.orderId === orderId),
  );
  if (fault === undefined) return;
  throw new GraphQLError(fault.message ?? `simulated error of ${fault.field}`, {
    extensions: { code: fault.code },
  });
};

const resolveField = (
  source: unknown,
  args: unknown,
  context: QueryContext,
  info: GraphQLResolveInfo,
): unknown => {
  failIfSwitched(source, context, info);
  const value = isFields(source) ? source[info.fieldName] : undefined;
  return typeof value === 'function' ? value(args, context) : value;
};

export type Query = {
  readonly document: DocumentNode;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
};

export type RunQuery = (query: Query, context: QueryContext) => ExecutionResult;

/** @param root - the root fields, as functions of their arguments and the context. */
export const makeRunQuery =
  (schema: GraphQLSchema, root: () => object): RunQuery =>
  ({ document, operationName, variables }, contextValue) => {
    const result = execute({
      ...{ schema, document, contextValue, rootValue: root(), fieldResolver: resolveField },
      variableValues: variables ?? {},
      operationName: operationName ?? null,
    });
    if (result instanceof Promise) throw new Error('a resolver made the shop wait');
    return result as ExecutionResult;
  };
