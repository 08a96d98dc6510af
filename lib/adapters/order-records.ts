/**
 * The order records in DynamoDB. Every write is conditional, so that an older version or a late,
 * overtaken invocation never overwrites a newer fact; a write that comes too late does nothing.
 */
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { table } from '../config/table.ts';
import type { State } from '../delivery/deliver-batch.ts';
import type { OrderKey, RecordPorts } from '../delivery/settle-ports.ts';
import type { Accepted, OrderRecord } from '../order/order-record.ts';
import { circuitKey } from './circuit-item.ts';
import {
  type Change,
  decidedChange,
  discardedChange,
  parkedChange,
  unparkedChange,
  waitingChange,
} from './order-record-changes.ts';
import { readItems } from './read-items.ts';
import { makeMarkReread } from './rereads.ts';
import { unlessFailed } from './unless-failed.ts';

const keyOf = ({ shop, orderId }: OrderKey): string => `${table.orderPrefix}${shop}/${orderId}`;

/** An empty record for an order that nobody has seen. */
export const makeReadRecord =
  (dynamo: DynamoDBDocumentClient, tableName: string) =>
  async (shop: string, orderId: string, abortSignal?: AbortSignal): Promise<OrderRecord> => {
    const { Item: item = {} } = await dynamo.send(
      new GetCommand({
        TableName: tableName,
        Key: { [table.key]: keyOf({ shop, orderId }) },
        ConsistentRead: true,
      }),
      abortSignal ? { abortSignal } : {},
    );
    // Only this file writes these items, so their shape is ours.
    return item as OrderRecord;
  };

/**
 * The records and the circuit in one consistent read, of at most 99 orders. Throws where DynamoDB leaves one
 * of them unread, since nothing may be sent then.
 */
export const makeReadState =
  (dynamo: DynamoDBDocumentClient, tableName: string) =>
  async (orders: readonly OrderKey[]): Promise<State> => {
    const ids = new Set([...orders.map(keyOf), circuitKey]);
    const items = await readItems(dynamo, tableName, ids);
    return {
      recordOf: (order) => (items.get(keyOf(order)) ?? {}) as OrderRecord,
      circuit: items.get(circuitKey),
    };
  };

/** Nothing where the condition fails: something newer is written already, and that is no error. */
const makeUpdate =
  (dynamo: DynamoDBDocumentClient, tableName: string) =>
  async (
    order: OrderKey,
    change: Change,
    abortSignal?: AbortSignal,
  ): Promise<OrderRecord | undefined> => {
    const command = new UpdateCommand({
      TableName: tableName,
      Key: { [table.key]: keyOf(order) },
      ...change,
    });
    const written = await unlessFailed(dynamo.send(command, abortSignal ? { abortSignal } : {}));
    return written && ((written.Attributes ?? {}) as OrderRecord);
  };

/** Gives what was accepted before; nothing where a newer version is accepted, or none was. */
export const makeMarkAccepted = (dynamo: DynamoDBDocumentClient, tableName: string) => {
  const update = makeUpdate(dynamo, tableName);
  return async (
    shop: string,
    orderId: string,
    accepted: Accepted,
    abortSignal?: AbortSignal,
  ): Promise<Accepted | undefined> => {
    const change: Change = {
      UpdateExpression: 'SET accepted = :accepted',
      ConditionExpression: 'attribute_not_exists(accepted) OR accepted.instant <= :instant',
      ExpressionAttributeValues: { ':accepted': accepted, ':instant': accepted.instant },
      ReturnValues: 'UPDATED_OLD',
    };
    return (await update({ shop, orderId }, change, abortSignal))?.accepted;
  };
};

export const makeRecordPorts = (dynamo: DynamoDBDocumentClient, tableName: string): RecordPorts => {
  const update = makeUpdate(dynamo, tableName);
  return {
    markDecided: async (order, decided, wmsOrderId) => {
      if (decided.outcome !== 'discarded') {
        await update(order, decidedChange(decided, wmsOrderId));
        return;
      }
      const changes = [
        discardedChange(decided, 'no other'),
        discardedChange(decided, 'newer accepted'),
        unparkedChange(decided),
      ];
      for (const change of changes) if (await update(order, change)) return;
    },
    markParked: async (order, parked) => {
      await update(order, parkedChange(parked));
    },
    markWaiting: async (order, waiting) => {
      await update(order, waitingChange(waiting));
    },
    markBegun: async (order) => {
      await update(order, {
        UpdateExpression: 'SET begun = if_not_exists(begun, :none) + :one',
        ExpressionAttributeValues: { ':none': 0, ':one': 1 },
      });
    },
    markReread: makeMarkReread(dynamo, tableName),
  };
};
