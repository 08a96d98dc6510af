/**
 * reconcile-orders, put together from its environment and its edges: what the world is made of is given,
 * so that the very same parts run on Lambda and in the simulation.
 */
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { SendHttp } from '../../lib/adapters/http-request.ts';
import { makeNightlyWorld } from '../../lib/adapters/nightly-world.ts';
import { makePrivacyWorld } from '../../lib/adapters/privacy-world.ts';
import { makeSharedPorts } from '../../lib/adapters/reconcile-world.ts';
import { makeRereads } from '../../lib/adapters/rereads.ts';
import { makeReadSecretText } from '../../lib/adapters/secrets.ts';
import { makeAdminApi } from '../../lib/adapters/shopify-admin.ts';
import { makeReadAdminSecret } from '../../lib/adapters/shopify-token.ts';
import { makeWatermark } from '../../lib/adapters/watermark.ts';
import type { ReconcileOrdersEnv } from '../../lib/config/env/reconcile-orders.ts';
import { shopAdminUrl } from '../../lib/config/reconciliation-policy.ts';
import { makeWorkPrivacy } from '../../lib/privacy/work-privacy.ts';
import { makeNightly } from '../../lib/reconciliation/nightly/nightly.ts';
import type { Memory, ReportStore } from '../../lib/reconciliation/nightly/nightly-ports.ts';
import type { RunPorts, ShopPorts } from '../../lib/reconciliation/ports.ts';
import { makeReconcile } from '../../lib/reconciliation/run.ts';
import { makeHandler } from './handler.ts';

export type Edges = Pick<RunPorts, 'report' | 'tell' | 'now' | 'sleep' | 'randomHex'> & {
  readonly documents: DynamoDBDocumentClient;
  readonly sqs: SQSClient;
  readonly secrets: SecretsManagerClient;
  readonly request: SendHttp;
  readonly store: ReportStore;
  readonly memory: () => Memory;
  /** Shopify's files are on this machine. @default - as config says */
  readonly isLocal?: boolean;
};

/** No answer of Shopify is waited for in the last seconds of an invocation: what it brought must be kept. */
const reserveMillis = 5_000;

export const composeReconcileOrders = (env: ReconcileOrdersEnv, edges: Edges) => {
  let askUntil = Number.POSITIVE_INFINITY;
  const until = () => askUntil;
  const shops = env.SHOPS.map((shop) => composeShop(env, edges, shop, until));
  const settings = { ...env.RECONCILIATION, webhookUrl: env.WEBHOOK_URL };
  const ports = { ...makeSharedPorts(env, edges), shops };
  const nightly = makeNightly(
    { ...ports, ...makeNightlyWorld(env, { ...edges, until }) },
    { ...settings, testOrders: env.SEND.testOrders },
  );
  const workPrivacy = makeWorkPrivacy(makePrivacyWorld(env.TABLE_NAME, edges));
  return makeHandler({
    reconcile: makeReconcile(ports, settings, nightly, workPrivacy),
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
