/**
 * watch-bridge, put together from its environment and its edges: what the world is made of is given, so
 * that the very same parts run on Lambda and in tests.
 */
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { makeCircuitItem } from '../../lib/adapters/circuit-item.ts';
import { makeLetterIndex } from '../../lib/adapters/letter-index.ts';
import { makeReadQueueDepth } from '../../lib/adapters/queue-depth.ts';
import { makeReadSecretSetAt } from '../../lib/adapters/secret-age.ts';
import { makeReadWaitingOrders } from '../../lib/adapters/waiting-orders.ts';
import type { WatchBridgeEnv } from '../../lib/config/env/watch-bridge.ts';
import { countLetters } from '../../lib/watch/count-letters.ts';
import { makeWatch, type WatchPorts } from '../../lib/watch/watch.ts';
import { makeHandler } from './handler.ts';

export type Edges = Pick<WatchPorts, 'tell' | 'now'> & {
  readonly documents: DynamoDBDocumentClient;
  readonly sqs: SQSClient;
  readonly secrets: SecretsManagerClient;
};

export const composeWatchBridge = (env: WatchBridgeEnv, edges: Edges) => {
  const { documents, sqs, secrets, tell, now } = edges;
  const { TABLE_NAME: tableName, WMS_SECRET_ARN: wmsSecretArn } = env;
  const index = makeLetterIndex(documents, tableName);
  const read: WatchPorts['read'] = {
    ordersQueue: makeReadQueueDepth(sqs, env.ORDERS_QUEUE_URL),
    lettersQueue: makeReadQueueDepth(sqs, env.DEAD_LETTERS_QUEUE_URL),
    circuit: makeCircuitItem(documents, tableName).read,
    waiting: makeReadWaitingOrders(documents, tableName),
    letters: () => countLetters(index),
    wmsSecret:
      wmsSecretArn === '' ? async () => undefined : makeReadSecretSetAt(secrets, wmsSecretArn),
  };
  return makeHandler({ watch: makeWatch({ read, tell, now }, env.CIRCUIT) });
};
