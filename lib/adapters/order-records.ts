/**
 * The order records in DynamoDB. Every write is conditional, so that an older version or a late,
 * overtaken invocation never overwrites a newer fact; a write that comes too late does nothing.
 */
import {
  type DynamoDBDocumentClient,
  GetCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { table } from '../config/table.ts';
import type { State } from '../delivery/deliver-batch.ts';
import type { OrderKey, RecordPorts, Waiting } from '../delivery/settle-ports.ts';
import type { Accepted, Decided, OrderRecord, Parked } from '../order/order-record.ts';
import { circuitKey } from './circuit-item.ts';
import { readItems } from './read-items.ts';
import { makeMarkReread } from './rereads.ts';
import { unlessFailed } from './unless-failed.ts';

const keyOf = ({ shop, orderId }: OrderKey): string => `${table.orderPrefix}${shop}/${orderId}`;
/** All orders that wait are in one partition of the index. */
export const waitingOrders = 'waiting';

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

type Change = Pick<
  UpdateCommandInput,
  | 'UpdateExpression'
  | 'ConditionExpression'
  | 'ExpressionAttributeNames'
  | 'ExpressionAttributeValues'
  | 'ReturnValues'
>;

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

const waitingNames = { '#waiting': table.waiting.partition, '#since': table.waiting.sort };

const decidedChange = (decided: Decided, wmsOrderId?: string): Change => ({
  UpdateExpression: `SET decided = :decided${wmsOrderId ? ', wmsOrderId = :wmsOrderId' : ''} REMOVE parked, failing, begun, #waiting, #since`,
  ConditionExpression:
    '(attribute_not_exists(decided) OR decided.instant < :instant OR (decided.instant = :instant AND decided.generation <= :generation)) AND (attribute_not_exists(parked) OR parked.instant <= :instant)',
  ExpressionAttributeNames: waitingNames,
  ExpressionAttributeValues: {
    ':decided': decided,
    ':instant': decided.instant,
    ':generation': decided.generation,
    ...(wmsOrderId ? { ':wmsOrderId': wmsOrderId } : {}),
  },
});

/**
 * A person gives up a dead letter: only where nothing is decided at that version or later.
 *
 * @param besides - a newer version is accepted: what waits and fails is that one, and stays so.
 */
const discardedChange = (decided: Decided, besides: 'newer accepted' | 'no other'): Change => {
  const change = {
    UpdateExpression: 'SET decided = :decided REMOVE parked',
    ConditionExpression:
      '(attribute_not_exists(decided) OR decided.instant < :instant) AND (attribute_not_exists(parked) OR parked.instant <= :instant)',
    ExpressionAttributeValues: { ':decided': decided, ':instant': decided.instant },
  };
  if (besides === 'newer accepted') return change;
  return {
    ...change,
    UpdateExpression: `${change.UpdateExpression}, failing, begun, #waiting, #since`,
    ConditionExpression: `${change.ConditionExpression} AND (attribute_not_exists(accepted) OR accepted.instant <= :instant)`,
    ExpressionAttributeNames: waitingNames,
  };
};

const parkedChange = (parked: Parked): Change => ({
  UpdateExpression: 'SET parked = :parked REMOVE failing, begun, #waiting, #since',
  ConditionExpression:
    '(attribute_not_exists(decided) OR decided.instant <= :instant) AND (attribute_not_exists(parked) OR parked.instant <= :instant)',
  ExpressionAttributeNames: waitingNames,
  ExpressionAttributeValues: { ':parked': parked, ':instant': parked.instant },
});

const waitingChange = ({ instant, generation, since, ended, failing }: Waiting): Change => ({
  UpdateExpression: `SET #since = if_not_exists(#since, :since), #waiting = :waiting${failing ? ', failing = :failing' : ''}${ended ? ' REMOVE begun' : ''}`,
  // What was knowingly not sent may be under way after all, once the settings have changed.
  ConditionExpression:
    '(attribute_not_exists(decided) OR decided.instant < :instant OR (decided.instant = :instant AND (decided.generation < :generation OR decided.outcome = :notSent))) AND (attribute_not_exists(parked) OR parked.instant <= :instant)',
  ExpressionAttributeNames: waitingNames,
  ExpressionAttributeValues: {
    ':since': since,
    ':waiting': waitingOrders,
    ':instant': instant,
    ':generation': generation,
    ':notSent': 'not_sent' satisfies Decided['outcome'],
    ...(failing ? { ':failing': failing } : {}),
  },
});

export const makeRecordPorts = (dynamo: DynamoDBDocumentClient, tableName: string): RecordPorts => {
  const update = makeUpdate(dynamo, tableName);
  return {
    markDecided: async (order, decided, wmsOrderId) => {
      if (decided.outcome !== 'discarded') {
        await update(order, decidedChange(decided, wmsOrderId));
        return;
      }
      const written = await update(order, discardedChange(decided, 'no other'));
      if (!written) await update(order, discardedChange(decided, 'newer accepted'));
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
