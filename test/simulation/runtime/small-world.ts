/**
 * A small world for tests of the engine and the runtime: the real accept-webhook and deliver-order on the
 * simulated services, a shop that posts until it hears 200, and a WMS that takes everything.
 */
import type { APIGatewayProxyEventV2, SQSEvent } from 'aws-lambda';
import { webhookHeaders } from '../../../cdk/local/shop/webhook-text.ts';
import { composeAcceptWebhook } from '../../../functions/accept-webhook/compose.ts';
import { composeDeliverOrder } from '../../../functions/deliver-order/compose.ts';
import type { SendHttp } from '../../../lib/adapters/http-request.ts';
import { acceptWebhookEnv } from '../../../lib/config/env/accept-webhook.ts';
import { deliverOrderEnv } from '../../../lib/config/env/deliver-order.ts';
import { demoSecret, demoShop, shopifyBody, shopifyOrder } from '../../builders/shopify-order.ts';
import { makeDynamo } from '../aws/dynamodb.ts';
import { makeSecrets } from '../aws/secrets.ts';
import { makeSqs } from '../aws/sqs.ts';
import type { Environment, FaultId } from '../contracts.ts';
import { between, hex } from '../engine/draw.ts';
import { type Engine, makeEngine } from '../engine/engine.ts';
import { makeAwsEdges } from './aws-edges.ts';
import { makeDoor } from './door.ts';
import { makeFunction } from './functions.ts';
import { makeQueuePoller } from './queue-poller.ts';

export type SmallWorldOptions = {
  readonly seed: number;
  readonly orders: number;
  /** Of every call to AWS and to the WMS. */
  readonly rates: Readonly<Record<string, number>>;
  readonly only?: ReadonlySet<FaultId>;
  /** The WMS answers 503 for so long, from the first minute on. @default 0 */
  readonly outageMillis?: number;
  readonly listen?: (line: string) => void;
};

const startAt = Date.parse('2026-11-22T10:00:00.000Z');
const minute = 60_000;
/** Orders come within it, faults end with it. */
const busyMillis = 10 * minute;
const againMillis = 30_000;

const ordersUrl = 'http://sqs.sim/orders.fifo';
const lettersUrl = 'http://sqs.sim/letters.fifo';
const tableName = 'bridge';
const secretArn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop';
const wmsSecretArn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:wms';

const common = {
  DEPLOYMENT: 'simulation',
  RELEASE: '1.0.0',
  TABLE_NAME: tableName,
  ORDERS_QUEUE_URL: ordersUrl,
  DEAD_LETTERS_QUEUE_URL: lettersUrl,
};
const acceptEnv = acceptWebhookEnv.parse({
  ...common,
  SHOPS: JSON.stringify([{ domain: demoShop, secretArn }]),
});
const deliverEnv = deliverOrderEnv.parse({
  ...common,
  WMS_SECRET_ARN: wmsSecretArn,
  WMS: JSON.stringify({ baseUrl: 'https://wms.sim', auth: { kind: 'apiKey' } }),
  DELIVERY: '{}',
  CIRCUIT: '{}',
  SEND: '{}',
});

const makeServices = ({ time }: Engine) => {
  const { receivesMax, visibilitySeconds } = deliverEnv.DELIVERY;
  const redrive = { queueUrl: lettersUrl, receivesMax };
  const secrets = makeSecrets({ now: time.now });
  secrets.put(secretArn, JSON.stringify({ secrets: [demoSecret] }));
  secrets.put(wmsSecretArn, JSON.stringify({ apiKey: 'key-of-the-bridge' }));
  return {
    dynamo: makeDynamo({ now: time.now, tableName }),
    sqs: makeSqs({
      now: time.now,
      queues: [{ queueUrl: ordersUrl, visibilitySeconds, redrive }, { queueUrl: lettersUrl }],
    }),
    secrets,
  };
};

/** What is the same for both functions: clock, chance, and who listens. */
const makeOwnEdges = ({ draw, history }: Engine, environment: Environment) => {
  let drawn = 0;
  const next = () => {
    drawn += 1;
    return `chance/${environment.id}/${drawn}`;
  };
  const tell = (text: string) => {
    if (environment.isAlive()) history.record(`${environment.id} tells ${text}`);
  };
  return {
    now: () => Date.now(),
    wait: (millis: number) => new Promise<void>((resolve) => setTimeout(resolve, millis)),
    random: () => draw(next()),
    randomHex: (bytes: number) => hex(draw, next(), bytes),
    report: (report: object) => tell(JSON.stringify(report)),
    observeAttempt: (outcome: string, millis: number) => tell(`${outcome} after ${millis}`),
    tellHideFailure: (failure: object) => tell(JSON.stringify(failure)),
    tellCircuit: (change: object) => tell(JSON.stringify(change)),
  };
};

const makeWms = ({ time, history }: Engine, options: SmallWorldOptions) => {
  const keys = new Map<string, string>();
  const puts: string[] = [];
  const isAway = () =>
    time.now() > startAt + minute && time.now() < startAt + minute + (options.outageMillis ?? 0);
  const sendFrom =
    (environment: Environment): SendHttp =>
    async ({ url, headers, signal, timeoutMillis }) => {
      const orderId = url.split('/').at(-1) ?? '';
      const put = () => {
        history.record(`wms gets ${orderId}`);
        if (isAway()) return { status: 503, body: '' };
        const key = headers['idempotency-key'] ?? '';
        if (!keys.has(key)) puts.push(orderId);
        keys.set(key, orderId);
        return { status: 200, body: JSON.stringify({ wms_order_id: `wms-${orderId}` }) };
      };
      const patience = { tries: 1, patienceMillis: timeoutMillis, ...(signal ? { signal } : {}) };
      const answer = await environment
        .call('wms.put', orderId, options.rates, put, patience)
        .catch(() => undefined);
      if (answer === undefined) return { kind: 'timeout' };
      return { kind: 'answer', ...answer, headers: {}, truncated: false };
    };
  return { sendFrom, puts };
};

const makeFunctions = (engine: Engine, options: SmallWorldOptions) => {
  const services = makeServices(engine);
  const wms = makeWms(engine, options);
  const { concurrency, batchSize, functionTimeoutSeconds } = deliverEnv.DELIVERY;
  const skewMillisOf = (id: string) => between(engine.draw, `skew/${id}`, -500, 500);
  const awsOf = makeAwsEdges({
    services,
    ratesOf: () => options.rates,
    afterEffect: () => poller.wake(),
  });
  const accept = makeFunction<APIGatewayProxyEventV2>(engine, {
    name: 'accept-webhook',
    concurrency: 20,
    timeoutMillis: 4_000,
    recycleRate: 0.02,
    skewMillisOf,
    compose: (environment) =>
      composeAcceptWebhook(acceptEnv, {
        ...makeOwnEdges(engine, environment),
        ...awsOf(environment),
      }),
  });
  const deliver = makeFunction<SQSEvent>(engine, {
    name: 'deliver-order',
    concurrency: 20,
    timeoutMillis: functionTimeoutSeconds * 1_000,
    recycleRate: 0.02,
    skewMillisOf,
    compose: (environment) =>
      composeDeliverOrder(deliverEnv, {
        ...makeOwnEdges(engine, environment),
        ...awsOf(environment),
        request: wms.sendFrom(environment),
      }),
  });
  const poller = makeQueuePoller(engine, {
    sqs: services.sqs,
    queueUrl: ordersUrl,
    queueArn: 'arn:aws:sqs:eu-west-1:123456789012:orders.fifo',
    batchSize,
    concurrency,
    invoke: deliver.invoke,
    rates: { receiveLost: options.rates['lost-after'] ?? 0 },
  });
  return { accept, services, wms };
};

/** Orders come at drawn times, each is posted until it is taken. */
const placeOrders = (
  { time, draw }: Engine,
  door: ReturnType<typeof makeDoor>,
  orders: number,
): void => {
  for (let order = 1; order <= orders; order += 1) {
    const id = `9007199254740${1_000 + order}`;
    const body = shopifyBody(shopifyOrder({ id, name: `#${order}` }));
    const headers = webhookHeaders({
      body,
      secret: demoSecret,
      topic: 'orders/create',
      shop: demoShop,
      webhookId: `webhook-${order}`,
      eventId: `event-${order}`,
      triggeredAt: new Date(startAt),
    });
    const post = (): void =>
      door.post({ subject: id, body: Buffer.from(body), headers }, (answer) => {
        if (answer !== 200) time.at(time.now() + againMillis, post);
      });
    time.at(startAt + between(draw, `order/${id}`, 0, busyMillis), post);
  }
};

/** Runs it until long after the last order and fault. */
export const runSmallWorld = async (options: SmallWorldOptions) => {
  const engine = makeEngine({ ...options, startAt, healsAt: startAt + busyMillis });
  return engine.run(async () => {
    const { accept, services, wms } = makeFunctions(engine, options);
    placeOrders(engine, makeDoor(engine, { invoke: accept.invoke }), options.orders);
    await engine.time.runUntil(startAt + busyMillis + 60 * minute + (options.outageMillis ?? 0));
    return {
      hash: engine.history.hash(),
      lines: engine.history.lines(),
      events: engine.time.events(),
      faults: engine.faults.met(),
      delivered: wms.puts,
      left: services.sqs.messages(ordersUrl).length,
      parked: services.sqs.messages(lettersUrl).length,
      refusals: [...services.dynamo.refusals(), ...services.sqs.refusals()],
    };
  });
};
