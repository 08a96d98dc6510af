/** Composition root: the one file of this function that knows its environment and its clients. */
import { randomBytes } from 'node:crypto';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import {
  makeDocuments,
  makeDynamo,
  makeSecretsManager,
  makeSqs,
} from '../../lib/adapters/aws-clients.ts';
import { makePark } from '../../lib/adapters/dead-letters.ts';
import { endInTime } from '../../lib/adapters/end-in-time.ts';
import { makeEnqueue } from '../../lib/adapters/order-queue.ts';
import { makeMarkAccepted, makeReadRecord } from '../../lib/adapters/order-records.ts';
import { makeReadSecretText, makeReadShopSecrets } from '../../lib/adapters/secrets.ts';
import { acceptWebhookEnv, readEnv } from '../../lib/config/env.ts';
import { makeTelemetry } from '../../lib/telemetry/powertools.ts';
import { makeReport } from '../../lib/telemetry/report.ts';
import { makeAcceptWebhook } from '../../lib/webhook/accept-webhook.ts';
import { makeHandler } from './handler.ts';

const env = readEnv(acceptWebhookEnv);
const { now } = Date;
const telemetry = makeTelemetry('accept-webhook', env.DEPLOYMENT, env.RELEASE);
const sqs = makeSqs();
const dynamo = makeDocuments(makeDynamo());
const manager = makeSecretsManager();
const tableName = env.TABLE_NAME;

const readSecrets = makeReadShopSecrets(
  env.SHOPS.map(({ domain, secretArn }) => ({
    domain,
    readText: makeReadSecretText(manager, secretArn, now),
  })),
);
const readRecord = makeReadRecord(dynamo, tableName);
const markAccepted = makeMarkAccepted(dynamo, tableName);
const enqueue = makeEnqueue(sqs, env.ORDERS_QUEUE_URL);
const park = makePark({ sqs, dynamo, queueUrl: env.DEAD_LETTERS_QUEUE_URL, tableName });

const acceptBefore = (signal: AbortSignal) =>
  makeAcceptWebhook({
    readSecrets,
    readRecord: (shop, orderId) => readRecord(shop, orderId, signal),
    enqueue: (entry) => enqueue(entry, signal),
    markAccepted: (shop, orderId, accepted) => markAccepted(shop, orderId, accepted, signal),
    park: (letter) => park(letter, signal),
    now,
    randomHex: (bytes) => randomBytes(bytes).toString('hex'),
  });

export const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>({
  // The handler itself answers in time.
  timeoutEarlyInMillis: 0,
})
  .use(injectLambdaContext(telemetry.logger))
  .use(logMetrics(telemetry.metrics))
  .handler(
    makeHandler({
      accept: (request, millis) => endInTime(millis, (signal) => acceptBefore(signal)(request)),
      report: makeReport(telemetry),
      now,
    }),
  );
