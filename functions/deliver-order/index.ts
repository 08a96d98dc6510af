/** Composition root: the one file of this function that knows its environment and its clients. */
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import {
  makeDocuments,
  makeDynamo,
  makeSecretsManager,
  makeSqs,
} from '../../lib/adapters/aws-clients.ts';
import { makePark } from '../../lib/adapters/dead-letters.ts';
import { makeHttpRequest } from '../../lib/adapters/http-request.ts';
import { makeOnceOnly } from '../../lib/adapters/once-only.ts';
import { makeHide } from '../../lib/adapters/order-queue.ts';
import { makeReadRecords, makeRecordPorts } from '../../lib/adapters/order-records.ts';
import { makeReadSecretText, makeReadWmsSecret } from '../../lib/adapters/secrets.ts';
import { makeWmsClient } from '../../lib/adapters/wms-client.ts';
import { deliverOrderEnv, readEnv } from '../../lib/config/env.ts';
import { makeDeliver } from '../../lib/delivery/deliver.ts';
import { makeDeliverBatch } from '../../lib/delivery/deliver-batch.ts';
import { makeTelemetry } from '../../lib/telemetry/powertools.ts';
import { makeObserveAttempt, makeReport, makeTellHideFailure } from '../../lib/telemetry/report.ts';
import { makeHandler } from './handler.ts';

const env = readEnv(deliverOrderEnv);
const { now } = Date;
const { random } = Math;
const settings = env.DELIVERY;
const telemetry = makeTelemetry('deliver-order', env.DEPLOYMENT, env.RELEASE);
const sqs = makeSqs();
const client = makeDynamo();
const dynamo = makeDocuments(client);
const tableName = env.TABLE_NAME;

const readWmsSecret = makeReadWmsSecret(
  makeReadSecretText(makeSecretsManager(), env.WMS_SECRET_ARN, now),
);
const deliver = makeDeliver({
  attempt: makeWmsClient({
    settings: env.WMS,
    delivery: settings,
    release: env.RELEASE,
    readSecret: readWmsSecret,
    request: makeHttpRequest(),
    now,
  }),
  settings,
  now,
  wait: (millis) => wait(millis),
  random,
  randomHex: (bytes) => randomBytes(bytes).toString('hex'),
  observeAttempt: makeObserveAttempt(telemetry),
});
const onceOnly = makeOnceOnly(new DynamoDBPersistenceLayer({ tableName, awsSdkV3Client: client }));

const deliverBatch = makeDeliverBatch({
  ...makeRecordPorts(dynamo, tableName),
  readRecords: makeReadRecords(dynamo, tableName),
  hide: makeHide(sqs, env.ORDERS_QUEUE_URL, makeTellHideFailure(telemetry)),
  park: makePark({ sqs, dynamo, queueUrl: env.DEAD_LETTERS_QUEUE_URL, tableName }),
  deliver,
  deliverOnce: onceOnly.deliverOnce,
  report: makeReport(telemetry),
  settings,
  send: env.SEND,
  now,
});

// No early timeout: middy would answer while the delivery went on (FACTS: reproduced). The delivery's
// own deadline ends it in time.
export const handler = middy<SQSEvent, SQSBatchResponse>({ timeoutEarlyInMillis: 0 })
  .use(injectLambdaContext(telemetry.logger))
  .use(logMetrics(telemetry.metrics))
  .handler(makeHandler({ deliverBatch, beginInvocation: onceOnly.beginInvocation }));
