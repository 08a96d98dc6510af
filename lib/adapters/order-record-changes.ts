/**
 * What each fact changes in an order's record, and on which condition: an older version, or an earlier
 * generation of the same one, never overwrites a newer fact.
 */
import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { table } from '../config/table.ts';
import type { Waiting } from '../delivery/settle-ports.ts';
import type { Decided, Parked } from '../order/order-record.ts';

/** All orders that wait are in one partition of the index. */
export const waitingOrders = 'waiting';

export type Change = Pick<
  UpdateCommandInput,
  | 'UpdateExpression'
  | 'ConditionExpression'
  | 'ExpressionAttributeNames'
  | 'ExpressionAttributeValues'
  | 'ReturnValues'
>;

const waitingNames = { '#waiting': table.waiting.partition, '#since': table.waiting.sort };

export const decidedChange = (decided: Decided, wmsOrderId?: string): Change => ({
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
 * A person gives up a dead letter: only where nothing is decided at that version or later, but what a repair
 * was to replace.
 *
 * @param besides - a newer version is accepted: what waits and fails is that one, and stays so.
 */
export const discardedChange = (
  decided: Decided,
  besides: 'newer accepted' | 'no other',
): Change => {
  const change = {
    UpdateExpression: 'SET decided = :decided REMOVE parked',
    ConditionExpression:
      '(attribute_not_exists(decided) OR decided.instant < :instant OR (decided.instant = :instant AND decided.generation < :generation)) AND (attribute_not_exists(parked) OR parked.instant <= :instant)',
    ExpressionAttributeValues: {
      ':decided': decided,
      ':instant': decided.instant,
      ':generation': decided.generation,
    },
  };
  if (besides === 'newer accepted') return change;
  return {
    ...change,
    UpdateExpression: `${change.UpdateExpression}, failing, begun, #waiting, #since`,
    ConditionExpression: `${change.ConditionExpression} AND (attribute_not_exists(accepted) OR accepted.instant <= :instant)`,
    ExpressionAttributeNames: waitingNames,
  };
};

/** Other content of this version is decided: that stays what the WMS has, and nothing is parked any more. */
export const unparkedChange = ({ instant }: Decided): Change => ({
  UpdateExpression: 'REMOVE parked',
  ConditionExpression: 'decided.instant = :instant AND parked.instant = :instant',
  ExpressionAttributeValues: { ':instant': instant },
});

export const parkedChange = (parked: Parked): Change => ({
  UpdateExpression: 'SET parked = :parked REMOVE failing, begun, #waiting, #since',
  ConditionExpression:
    '(attribute_not_exists(decided) OR decided.instant <= :instant) AND (attribute_not_exists(parked) OR parked.instant <= :instant)',
  ExpressionAttributeNames: waitingNames,
  ExpressionAttributeValues: { ':parked': parked, ':instant': parked.instant },
});

export const waitingChange = ({ instant, generation, since, ended, failing }: Waiting): Change => ({
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
