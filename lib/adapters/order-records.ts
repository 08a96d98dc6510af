/**
 * The order records in DynamoDB. Every write is conditional, so that an older version or a late,
 * overtaken invocation never overwrites a newer fact; a write that comes too late does nothing.
 */
import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { table } from '../config/table.ts';
import type { State } from '../delivery/deliver-batch.ts';
import type { OrderKey, RecordPorts, Waiting } from '../delivery/settle-ports.ts';
import { errorName } from '../order/error-name.ts';
import type { Accepted, Decided, OrderRecord, Parked } from '../order/order-record.ts';
import { circuitKey } from './circuit-item.ts';

const keyOf = ({ shop, orderId }: OrderKey): string => `${table.orderPrefix}${shop}/${orderId}`;
/** All orders that wait are in one partition of the index. */
const waitingOrders = 'waiting';
/** A reconciliation runs every few minutes; what it has not read by then it will not miss. */
const rereadDaysKept = 7;

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

/** Calls for keys that DynamoDB left unprocessed; a batch has at most ten orders. */
const readCallsMax = 3;

/**
 * The records and the circuit in one consistent read. Throws where DynamoDB leaves one of them unread,
 * since nothing may be sent then.
 */
export const makeReadState =
  (dynamo: DynamoDBDocumentClient, tableName: string) =>
  async (orders: readonly OrderKey[]): Promise<State> => {
    const items = new Map<string, unknown>();
    const ids = new Set([...orders.map(keyOf), circuitKey]);
    let keys = [...ids].map((id) => ({ [table.key]: id }));
    for (let call = 0; keys.length > 0; call++) {
      if (call === readCallsMax) throw new Error(`${keys.length} items stayed unread`);
      const answer = await dynamo.send(
        new BatchGetCommand({
          RequestItems: { [tableName]: { Keys: keys, ConsistentRead: true } },
        }),
      );
      for (const item of answer.Responses?.[tableName] ?? []) {
        items.set(String(item[table.key]), item);
      }
      keys = (answer.UnprocessedKeys?.[tableName]?.Keys ?? []) as typeof keys;
    }
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

const makeUpdate =
  (dynamo: DynamoDBDocumentClient, tableName: string) =>
  async (order: OrderKey, change: Change, abortSignal?: AbortSignal): Promise<OrderRecord> => {
    try {
      const { Attributes: attributes = {} } = await dynamo.send(
        new UpdateCommand({ TableName: tableName, Key: { [table.key]: keyOf(order) }, ...change }),
        abortSignal ? { abortSignal } : {},
      );
      return attributes as OrderRecord;
    } catch (error) {
      // Something newer is written already, which is all that this write wanted to be sure of.
      if (errorName(error) !== 'ConditionalCheckFailedException') throw error;
      return {};
    }
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
    return (await update({ shop, orderId }, change, abortSignal)).accepted;
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
      await update(order, decidedChange(decided, wmsOrderId));
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
    markReread: async (order, version, at) => {
      const expiry = Math.floor(Date.parse(at) / 1_000) + rereadDaysKept * 86_400;
      const id = `reread#${order.shop}/${order.orderId}`;
      const Item = { [table.key]: id, ...order, version, at, [table.expiry]: expiry };
      await dynamo.send(new PutCommand({ TableName: tableName, Item }));
    },
  };
};
