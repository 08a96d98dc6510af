/**
 * deliver-order, put together from its environment and its edges: what the world is made of is given,
 * so that the very same parts run on Lambda and in the simulation.
 */
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { makePark } from '../../lib/adapters/dead-letters.ts';
import type { SendHttp } from '../../lib/adapters/http-request.ts';
import { makeOnceOnly } from '../../lib/adapters/once-only.ts';
import { makeHide, type TellHideFailure } from '../../lib/adapters/order-queue.ts';
import { makeReadRecords, makeRecordPorts } from '../../lib/adapters/order-records.ts';
import { makeReadSecretText, makeReadWmsSecret } from '../../lib/adapters/secrets.ts';
import { makeWmsClient } from '../../lib/adapters/wms-client.ts';
import type { DeliverOrderEnv } from '../../lib/config/env.ts';
import { type DeliverPorts, makeDeliver } from '../../lib/delivery/deliver.ts';
import { makeDeliverBatch } from '../../lib/delivery/deliver-batch.ts';
import type { Report } from '../../lib/order/stage-report.ts';
import { makeHandler } from './handler.ts';

export type Edges = Pick<
  DeliverPorts,
  'now' | 'wait' | 'random' | 'randomHex' | 'observeAttempt'
> & {
  /** Of the same DynamoDB: Powertools speaks to it in its own way. */
  readonly dynamo: DynamoDBClient;
  readonly documents: DynamoDBDocumentClient;
  readonly sqs: SQSClient;
  readonly secrets: SecretsManagerClient;
  readonly request: SendHttp;
  readonly report: Report;
  readonly tellHideFailure: TellHideFailure;
};

export const composeDeliverOrder = (env: DeliverOrderEnv, edges: Edges) => {
  const { documents, sqs, now, report, request } = edges;
  const settings = env.DELIVERY;
  const tableName = env.TABLE_NAME;
  const readText = makeReadSecretText(edges.secrets, env.WMS_SECRET_ARN, now);
  const attempt = makeWmsClient({
    settings: env.WMS,
    delivery: settings,
    release: env.RELEASE,
    readSecret: makeReadWmsSecret(readText),
    request,
    now,
  });
  const persistence = { tableName, awsSdkV3Client: edges.dynamo };
  const onceOnly = makeOnceOnly(new DynamoDBPersistenceLayer(persistence));
  const deliverBatch = makeDeliverBatch({
    ...makeRecordPorts(documents, tableName),
    readRecords: makeReadRecords(documents, tableName),
    hide: makeHide(sqs, env.ORDERS_QUEUE_URL, edges.tellHideFailure),
    park: makePark({ sqs, dynamo: documents, queueUrl: env.DEAD_LETTERS_QUEUE_URL, tableName }),
    deliver: makeDeliver({ ...edges, attempt, settings }),
    deliverOnce: onceOnly.deliverOnce,
    report,
    settings,
    send: env.SEND,
    now,
  });
  return makeHandler({ deliverBatch, beginInvocation: onceOnly.beginInvocation });
};
