/**
 * What a reconciliation of any shop has of the world: the records, the queues and the dead letters.
 */
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ReconcileOrdersEnv } from '../config/env/reconcile-orders.ts';
import type { RunPorts, SharedPorts } from '../reconciliation/ports.ts';
import { makePark } from './dead-letters.ts';
import { makeLetterIndex } from './letter-index.ts';
import { makeEnqueue } from './order-queue.ts';
import { makeMarkAccepted, makeReadState, makeRecordPorts } from './order-records.ts';

export type ReconcileEdges = Pick<RunPorts, 'report' | 'tell' | 'now' | 'sleep' | 'randomHex'> & {
  readonly documents: DynamoDBDocumentClient;
  readonly sqs: SQSClient;
};

export const makeSharedPorts = (env: ReconcileOrdersEnv, edges: ReconcileEdges): SharedPorts => {
  const { documents, sqs } = edges;
  const tableName = env.TABLE_NAME;
  const enqueue = makeEnqueue(sqs, env.ORDERS_QUEUE_URL);
  const markAccepted = makeMarkAccepted(documents, tableName);
  const park = makePark({
    ...{ sqs, dynamo: documents, tableName },
    queueUrl: env.DEAD_LETTERS_QUEUE_URL,
  });
  return {
    ...edges,
    ...makeRecordPorts(documents, tableName),
    readRecords: makeReadState(documents, tableName),
    enqueue: (entry) => enqueue(entry),
    markAccepted: (shop, orderId, accepted) => markAccepted(shop, orderId, accepted),
    park: (letter) => park(letter),
    letters: makeLetterIndex(documents, tableName),
  };
};
