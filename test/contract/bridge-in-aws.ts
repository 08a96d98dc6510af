/**
 * accept-webhook and deliver-order as they are composed for Lambda, on the services under test, with a
 * simulated WMS and a Secrets Manager of their own; every request that they make of AWS is written down.
 *
 * For the functions time passes only where they wait, so that a slow machine changes no count.
 */
import { randomBytes } from 'node:crypto';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DeleteMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { startSimulatedWms } from '../../cdk/local/wms/simulated-wms.ts';
import { composeAcceptWebhook } from '../../functions/accept-webhook/compose.ts';
import { composeDeliverOrder } from '../../functions/deliver-order/compose.ts';
import { makeHttpRequest } from '../../lib/adapters/http-request.ts';
import { acceptWebhookEnv } from '../../lib/config/env/accept-webhook.ts';
import { deliverOrderEnv } from '../../lib/config/env/deliver-order.ts';
import type { Received } from '../../lib/delivery/received.ts';
import type { StageReport } from '../../lib/order/stage-report.ts';
import { apiGatewayEvent, lambdaContext } from '../builders/api-gateway-event.ts';
import {
  demoSecret,
  demoShop,
  shopifyBody,
  shopifyOrder,
  signedRequest,
} from '../builders/shopify-order.ts';
import { type AwsCall, recordCalls } from './aws-calls.ts';
import type { servicePairs } from './aws-resources.ts';
import { region } from './servers.ts';
import { listenHttp, reply } from './wms-server.ts';

const client = { clientId: 'bridge', clientSecret: 'sixteen-letters-' };
const secrets: Readonly<Record<string, object>> = {
  shop: { secrets: [demoSecret] },
  wms: client,
};

/** Secrets Manager, as far as the functions ask for it. */
const startSecrets = () =>
  listenHttp(({ body }, response) => {
    const { SecretId } = JSON.parse(body) as { readonly SecretId: string };
    const answer = { SecretString: JSON.stringify(secrets[SecretId]), VersionId: 'v1' };
    reply(response, 200, answer, { 'content-type': 'application/x-amz-json-1.1' });
  });

const eventOf = (received: readonly Received[]): SQSEvent => ({
  Records: received.map((one) => ({
    ...one,
    attributes: {
      ApproximateReceiveCount: String(one.receives),
      SentTimestamp: String(one.sentAt),
      SenderId: '',
      ApproximateFirstReceiveTimestamp: '',
      MessageGroupId: one.groupId,
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: '',
    awsRegion: region,
  })),
});
/** Empty batches in a row after which a message is taken for lost. */
const emptyReceivesMax = 50;

const startServices = async ({ queues, tables }: (typeof servicePairs)[number]) => {
  const [wms, secretsServer, inSqs, inDynamo] = await Promise.all([
    startSimulatedWms({ port: 0, clients: client }),
    startSecrets(),
    queues.startQueues(),
    tables.startTables(),
  ]);
  const manager = new SecretsManagerClient({
    region,
    credentials: { accessKeyId: 'operator', secretAccessKey: 'made-up' },
    endpoint: secretsServer.url,
    maxAttempts: 1,
  });
  const table = inDynamo.makeClients(() => {});
  const calls = recordCalls();
  calls.ofTable(table.client);
  calls.of(inSqs.sqs);
  calls.of(manager);
  const close = async () => {
    table.client.destroy();
    manager.destroy();
    await Promise.all([
      wms.close(),
      secretsServer[Symbol.asyncDispose](),
      inSqs.close(),
      inDynamo.close(),
    ]);
  };
  return { wms, inSqs, inDynamo, manager, table, calls, close };
};
type Services = Awaited<ReturnType<typeof startServices>>;

/** Everything at its default. */
const envOf = async ({ wms, inSqs, inDynamo }: Services) => ({
  DEPLOYMENT: 'sandbox',
  RELEASE: '1.2.3',
  TABLE_NAME: await inDynamo.createTable(),
  ORDERS_QUEUE_URL: await inSqs.createQueue(),
  DEAD_LETTERS_QUEUE_URL: await inSqs.createQueue(),
  SHOPS: JSON.stringify([{ domain: demoShop, secretArn: 'shop' }]),
  WMS_SECRET_ARN: 'wms',
  WMS: JSON.stringify({
    baseUrl: wms.url,
    auth: { kind: 'oauth2', tokenUrl: `${wms.url}/oauth/token` },
  }),
  DELIVERY: '{}',
  CIRCUIT: '{}',
  SEND: '{}',
});

const edgesOf = ({ inSqs, manager, table }: Services) => {
  const reports: StageReport[] = [];
  let time = Date.now();
  return {
    dynamo: table.client,
    documents: table.dynamo,
    sqs: inSqs.sqs,
    secrets: manager,
    request: makeHttpRequest(),
    reports,
    report: (report: StageReport) => reports.push(report),
    tellHideFailure: () => {},
    tellCircuit: () => {},
    observeAttempt: () => {},
    now: () => time,
    wait: async (millis: number) => {
      time += millis;
    },
    random: Math.random,
    randomHex: (bytes: number) => randomBytes(bytes).toString('hex'),
  };
};

export const startBridge = async (pair: (typeof servicePairs)[number]) => {
  const services = await startServices(pair);
  const { wms, inSqs, calls, close } = services;
  const env = await envOf(services);
  const edges = edgesOf(services);
  const accept = composeAcceptWebhook(acceptWebhookEnv.parse(env), edges);
  const deliver = composeDeliverOrder(deliverOrderEnv.parse(env), edges);
  const QueueUrl = env.ORDERS_QUEUE_URL;

  const receive = async (orders: number): Promise<readonly Received[]> => {
    const received: Received[] = [];
    for (let empty = 0; received.length < orders; ) {
      const more = await inSqs.receive(QueueUrl);
      received.push(...more);
      empty = more.length === 0 ? empty + 1 : 0;
      if (empty > emptyReceivesMax) throw new Error(`${received.length} of ${orders} came`);
    }
    return received;
  };
  return {
    wms,
    /** The stages that were told since the last look. */
    takeStages: () => edges.reports.splice(0).map(({ stage }) => stage),
    /** What one webhook asks of AWS. */
    accept: async (orderId: string, version = 0) => {
      const updated_at = `2026-11-22T05:00:0${version}-05:00`;
      const order = shopifyOrder({ id: orderId, updated_at, note: `version ${version}` });
      const event = apiGatewayEvent(signedRequest({ body: shopifyBody(order) }));
      calls.take();
      const { statusCode } = await accept(event, lambdaContext());
      if (statusCode !== 200) throw new Error(`the webhook was answered ${statusCode}`);
      return calls.take();
    },
    /** What one batch, of as many orders, asks of AWS. */
    deliver: async (orders: number): Promise<readonly AwsCall[]> => {
      const received = await receive(orders);
      const context = lambdaContext({ getRemainingTimeInMillis: () => 15_000 });
      calls.take();
      const { batchItemFailures } = await deliver(eventOf(received), context);
      const asked = calls.take();
      if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} went back`);
      for (const { receiptHandle: ReceiptHandle } of received)
        await inSqs.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      return asked;
    },
    close,
  };
};
