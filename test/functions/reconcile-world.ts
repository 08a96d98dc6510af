/**
 * reconcile-orders as it is deployed, among simulated AWS services and a simulated Admin API for each shop:
 * what it asks goes over HTTP, and to a shop's own domain. Time passes only where it sleeps or is told to.
 */
import type { Context } from 'aws-lambda';
import {
  type SimulatedShopAdmin,
  startSimulatedShopAdmin,
} from '../../cdk/local/shop-admin/simulated-shop-admin.ts';
import { composeReconcileOrders } from '../../functions/reconcile-orders/compose.ts';
import { makePark } from '../../lib/adapters/dead-letters.ts';
import { makeHttpRequest, type SendHttp } from '../../lib/adapters/http-request.ts';
import { makeLetterIndex } from '../../lib/adapters/letter-index.ts';
import {
  makeMarkAccepted,
  makeReadRecord,
  makeRecordPorts,
} from '../../lib/adapters/order-records.ts';
import { makeNotePrivacy } from '../../lib/adapters/privacy-requests.ts';
import { makeMarkReread, makeRereads } from '../../lib/adapters/rereads.ts';
import { makeWatermark } from '../../lib/adapters/watermark.ts';
import { reconcileOrdersEnv } from '../../lib/config/env/reconcile-orders.ts';
import { notSetSecret } from '../../lib/config/secret-values.ts';
import { type OrderMessage, parseMessage } from '../../lib/order/order-message.ts';
import type { StageReport } from '../../lib/order/stage-report.ts';
import type { ReconcileLine } from '../../lib/reconciliation/told.ts';
import { lambdaContext } from '../builders/api-gateway-event.ts';
import { shopifyOrder } from '../builders/shopify-order.ts';
import { makeFakeReportStore } from '../fakes/report-store.ts';
import { makeClient } from '../simulation/aws/client.ts';
import { makeDynamo } from '../simulation/aws/dynamodb.ts';
import { makeSecrets } from '../simulation/aws/secrets.ts';
import { makeSqs } from '../simulation/aws/sqs.ts';

export const demo = 'demo.myshopify.com';
export const other = 'other.myshopify.com';
export const webhookUrl = 'https://door.example.com/webhooks/shopify';
const tableName = 'state';
const queueUrls = {
  orders: 'https://sqs.example.com/orders.fifo',
  deadLetters: 'https://sqs.example.com/letters.fifo',
};
const nowhere = 'http://127.0.0.1:9';
const wmsArn = 'arn:of:wms';
const wmsKey = 'key-of-sixteen-letters';
const wmsOf = (baseUrl: string) => ({
  baseUrl,
  auth: { kind: 'apiKey', header: 'Authorization', prefix: 'Bearer ' },
  limitPerSecond: 10_000,
});
const functionMillis = 60_000;
const clientOf = (shop: string) => ({ clientId: shop, clientSecret: `secret-of-${shop}` });
const arnOf = (shop: string): string => `arn:of:${shop}`;

const envOf = (shops: readonly string[], settings: object, wms: string) =>
  reconcileOrdersEnv.parse({
    ...{ DEPLOYMENT: 'test', RELEASE: '1.2.3', TABLE_NAME: tableName, WEBHOOK_URL: webhookUrl },
    REPORTS_BUCKET: 'reports',
    ...{ ORDERS_QUEUE_URL: queueUrls.orders, DEAD_LETTERS_QUEUE_URL: queueUrls.deadLetters },
    SHOPS: JSON.stringify(shops.map((domain) => ({ domain, secretArn: arnOf(domain) }))),
    RECONCILIATION: JSON.stringify(settings),
    ...{ WMS_SECRET_ARN: wmsArn, WMS: JSON.stringify(wmsOf(wms)) },
    SEND: '{}',
  });

/** Whatever goes to a shop's own domain goes to its simulated Admin API; all else is refused. */
const toShops = (admins: ReadonlyMap<string, SimulatedShopAdmin>): SendHttp => {
  const send = makeHttpRequest();
  return (request) => {
    const { hostname, pathname } = new URL(request.url);
    const admin = admins.get(hostname);
    if (hostname === '127.0.0.1') return send(request);
    if (admin === undefined) throw new Error(`nobody is at ${request.url}`);
    return send({ ...request, url: `${admin.url}${pathname.replace(/^\/admin/, '')}` });
  };
};

const messageOf = (body: string): OrderMessage => {
  const parsed = parseMessage(body);
  if (parsed.kind !== 'message') throw new Error(`the queue holds something ${parsed.kind}`);
  return parsed.message;
};

export type WorldOptions = {
  readonly shops?: readonly string[];
  readonly settings?: object;
  /** Where the WMS is. @default - nowhere */
  readonly wms?: string;
};

export const startReconcileWorld = async ({
  shops = [demo],
  settings = {},
  wms = nowhere,
}: WorldOptions = {}) => {
  let time = Date.parse('2026-11-22T12:00:00.000Z');
  const now = () => time;
  const admins = new Map<string, SimulatedShopAdmin>();
  const secrets = makeSecrets({ now });
  for (const shop of shops) {
    const client = clientOf(shop);
    admins.set(shop, await startSimulatedShopAdmin({ port: 0, shop, now, client }));
    secrets.put(arnOf(shop), JSON.stringify(client));
  }
  const dynamo = makeDynamo({ now, tableName });
  const sqs = makeSqs({
    now,
    queues: Object.values(queueUrls).map((queueUrl) => ({ queueUrl, visibilitySeconds: 90 })),
  });
  const queues = makeClient(async (command) => sqs.apply(command));
  const documents = makeClient(async (command) => dynamo.apply(command));
  const reports: StageReport[] = [];
  const store = makeFakeReportStore();
  secrets.put(wmsArn, JSON.stringify({ apiKey: wmsKey }));
  const lines: ReconcileLine[] = [];
  let made = 0;
  const handler = composeReconcileOrders(envOf(shops, settings, wms), {
    documents,
    sqs: queues,
    secrets: makeClient(async (command) => secrets.apply(command)),
    request: toShops(admins),
    store,
    isLocal: true,
    memory: () => ({ rssBytes: 0, heapBytes: 0 }),
    report: (report) => reports.push(report),
    tell: (line) => lines.push(line),
    now,
    sleep: async (millis) => {
      time += millis;
    },
    randomHex: (bytes) => String(++made).padStart(bytes * 2, '0'),
  });
  const admin = (shop = demo): SimulatedShopAdmin => {
    const found = admins.get(shop);
    if (found === undefined) throw new Error(`there is no ${shop}`);
    return found;
  };

  return {
    ...{ now, reports, lines, admin },
    pass: (seconds: number) => {
      time += seconds * 1_000;
    },
    /** A person places or changes an order so many seconds ago, and no webhook comes of it. */
    place: (id: string, secondsAgo: number, shop = demo, given: object = {}) => {
      const updated_at = new Date(time - secondsAgo * 1_000).toISOString();
      const order = shopifyOrder({ id, updated_at, created_at: updated_at, ...given });
      admin(shop).putOrder(order as unknown as Parameters<SimulatedShopAdmin['putOrder']>[0]);
    },
    /** What lies in the bucket. */
    object: async (key: string): Promise<string | undefined> => {
      const bytes = await store.get(key as `reports/${string}`);
      return bytes && new TextDecoder().decode(bytes);
    },
    unset: (shop: string) => secrets.put(arnOf(shop), notSetSecret),
    invoke: (event: unknown, millis = functionMillis) => {
      const end = time + millis;
      const context: Partial<Context> = { getRemainingTimeInMillis: () => end - time };
      return handler(event, lambdaContext(context));
    },
    /** What lies on the orders queue, oldest first. */
    queued: () =>
      sqs.messages(queueUrls.orders).map(({ body, groupId }) => ({
        groupId,
        ...messageOf(body).data,
      })),
    park: makePark({
      ...{ sqs: queues, dynamo: documents, tableName },
      queueUrl: queueUrls.deadLetters,
    }),
    /** What accept-webhook writes down of a compliance webhook. */
    notePrivacy: makeNotePrivacy(documents, tableName),
    markAccepted: makeMarkAccepted(documents, tableName),
    markWaiting: makeRecordPorts(documents, tableName).markWaiting,
    record: makeReadRecord(documents, tableName),
    /** Every item of the table, as JSON. */
    tableText: () => JSON.stringify([...dynamo.items()]),
    letters: async () => (await makeLetterIndex(documents, tableName).page(10)).letters,
    watermark: (shop = demo) => makeWatermark(documents, tableName, shop),
    markReread: makeMarkReread(documents, tableName),
    rereads: (shop = demo) => makeRereads(documents, tableName, shop),
    [Symbol.asyncDispose]: async () => {
      for (const one of admins.values()) await one.close();
    },
  };
};
