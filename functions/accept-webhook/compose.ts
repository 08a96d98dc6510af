/**
 * accept-webhook, put together from its environment and its edges: what the world is made of is given,
 * so that the very same parts run on Lambda and in the simulation.
 */
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { makePark } from '../../lib/adapters/dead-letters.ts';
import { endInTime } from '../../lib/adapters/end-in-time.ts';
import { makeEnqueue } from '../../lib/adapters/order-queue.ts';
import { makeMarkAccepted, makeReadRecord } from '../../lib/adapters/order-records.ts';
import { makeNotePrivacy } from '../../lib/adapters/privacy-requests.ts';
import { makeReadSecretText, makeReadShopSecrets } from '../../lib/adapters/secrets.ts';
import type { AcceptWebhookEnv } from '../../lib/config/env/accept-webhook.ts';
import type { Report } from '../../lib/order/stage-report.ts';
import { type AcceptPorts, makeAcceptWebhook } from '../../lib/webhook/accept-webhook.ts';
import { makeHandler } from './handler.ts';

export type Edges = Pick<AcceptPorts, 'now' | 'randomHex'> & {
  readonly documents: DynamoDBDocumentClient;
  readonly sqs: SQSClient;
  readonly secrets: SecretsManagerClient;
  readonly report: Report;
};

export const composeAcceptWebhook = (env: AcceptWebhookEnv, edges: Edges) => {
  const { documents, sqs, secrets, report, now, randomHex } = edges;
  const tableName = env.TABLE_NAME;
  const readSecrets = makeReadShopSecrets(
    env.SHOPS.map(({ domain, secretArn }) => ({
      domain,
      readText: makeReadSecretText(secrets, secretArn, now),
    })),
  );
  const readRecord = makeReadRecord(documents, tableName);
  const markAccepted = makeMarkAccepted(documents, tableName);
  const enqueue = makeEnqueue(sqs, env.ORDERS_QUEUE_URL);
  const queueUrl = env.DEAD_LETTERS_QUEUE_URL;
  const park = makePark({ sqs, dynamo: documents, queueUrl, tableName });

  const notePrivacy = makeNotePrivacy(documents, tableName);

  const acceptBefore = (signal: AbortSignal) =>
    makeAcceptWebhook({
      readSecrets,
      readRecord: (shop, orderId) => readRecord(shop, orderId, signal),
      enqueue: (entry) => enqueue(entry, signal),
      markAccepted: (shop, orderId, accepted) => markAccepted(shop, orderId, accepted, signal),
      park: (letter) => park(letter, signal),
      notePrivacy: (request) => notePrivacy(request, signal),
      now,
      randomHex,
    });
  return makeHandler({
    accept: (request, millis) => endInTime(millis, (signal) => acceptBefore(signal)(request)),
    report,
    now,
  });
};
