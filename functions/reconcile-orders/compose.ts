/**
 * reconcile-orders, put together from its environment and its edges: what the world is made of is given,
 * so that the very same parts run on Lambda and in the simulation.
 */
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { makePark } from '../../lib/adapters/dead-letters.ts';
import type { SendHttp } from '../../lib/adapters/http-request.ts';
import { makeLetterIndex } from '../../lib/adapters/letter-index.ts';
import { makeEnqueue } from '../../lib/adapters/order-queue.ts';
import {
  makeMarkAccepted,
  makeReadState,
  makeRecordPorts,
} from '../../lib/adapters/order-records.ts';
import { makeRereads } from '../../lib/adapters/rereads.ts';
import { makeReadSecretText } from '../../lib/adapters/secrets.ts';
import { makeAdminApi } from '../../lib/adapters/shopify-admin.ts';
import { makeReadAdminSecret } from '../../lib/adapters/shopify-token.ts';
import { makeWatermark } from '../../lib/adapters/watermark.ts';
import type { ReconcileOrdersEnv } from '../../lib/config/env.ts';
import { shopAdminUrl } from '../../lib/config/reconciliation-policy.ts';
import type { RunPorts, SharedPorts, ShopPorts } from '../../lib/reconciliation/ports.ts';
import { makeReconcile } from '../../lib/reconciliation/run.ts';
import { makeHandler } from './handler.ts';

export type Edges = Pick<RunPorts, 'report' | 'tell' | 'now' | 'sleep' | 'randomHex'> & {
  readonly documents: DynamoDBDocumentClient;
  readonly sqs: SQSClient;
  readonly secrets: SecretsManagerClient;
  readonly request: SendHttp;
};

/** No answer of Shopify is waited for in the last seconds of an invocation: what it brought must be kept. */
const reserveMillis = 5_000;

export const composeReconcileOrders = (env: ReconcileOrdersEnv, edges: Edges) => {
  let askUntil = Number.POSITIVE_INFINITY;
  const shops = env.SHOPS.map((shop) => composeShop(env, edges, shop, () => askUntil));
  const settings = { ...env.RECONCILIATION, webhookUrl: env.WEBHOOK_URL };
  return makeHandler({
    reconcile: makeReconcile({ ...composeShared(env, edges), shops }, settings),
    beginInvocation: (remainingMillis) => {
      askUntil = edges.now() + remainingMillis - reserveMillis;
    },
  });
};

type Shop = ReconcileOrdersEnv['SHOPS'][number];

const composeShop = (
  { TABLE_NAME: tableName, RECONCILIATION: { adminUrl }, RELEASE: release }: ReconcileOrdersEnv,
  { documents, secrets, request, now, sleep }: Edges,
  { domain: shop, secretArn }: Shop,
  until: () => number,
): ShopPorts => ({
  shop,
  admin: makeAdminApi({
    ...{ shop, request, now, sleep, release, until },
    adminUrl: adminUrl ?? shopAdminUrl(shop),
    readSecret: makeReadAdminSecret(makeReadSecretText(secrets, secretArn, now)),
  }),
  watermark: makeWatermark(documents, tableName, shop),
  rereads: makeRereads(documents, tableName, shop),
});

const composeShared = (env: ReconcileOrdersEnv, edges: Edges): SharedPorts => {
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
