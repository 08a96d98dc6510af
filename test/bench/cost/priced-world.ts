/**
 * A day of orders in virtual time: the functions themselves on the simulated AWS, whose own log of calls says
 * what they cost. A WMS answers in 100 ms, or is away for five minutes.
 *
 * An order is created, paid and changed twice, each a webhook whose version is new to the WMS; one webhook in
 * twenty comes twice.
 */
import type { APIGatewayProxyEventV2, SQSEvent } from 'aws-lambda';
import { webhookHeaders } from '../../../cdk/local/shop/webhook-text.ts';
import { composeAcceptWebhook } from '../../../functions/accept-webhook/compose.ts';
import { composeDeliverOrder } from '../../../functions/deliver-order/compose.ts';
import type { SendHttp } from '../../../lib/adapters/http-request.ts';
import { acceptWebhookEnv } from '../../../lib/config/env/accept-webhook.ts';
import { deliverOrderEnv } from '../../../lib/config/env/deliver-order.ts';
import type { StageReport } from '../../../lib/order/stage-report.ts';
import { demoSecret, demoShop, shopifyBody, shopifyOrder } from '../../builders/shopify-order.ts';
import { makeDynamo } from '../../simulation/aws/dynamodb.ts';
import { makeSecrets } from '../../simulation/aws/secrets.ts';
import { makeSqs } from '../../simulation/aws/sqs.ts';
import { between, hex } from '../../simulation/engine/draw.ts';
import { type Engine, makeEngine } from '../../simulation/engine/engine.ts';
import type { EnvironmentHost } from '../../simulation/engine/environment.ts';
import { makeAwsEdges } from '../../simulation/runtime/aws-edges.ts';
import { makeDoor } from '../../simulation/runtime/door.ts';
import { type Handler, makeFunction } from '../../simulation/runtime/functions.ts';
import { makeQueuePoller } from '../../simulation/runtime/queue-poller.ts';

export type PricedDay = {
  readonly seed: number;
  readonly orders: number;
  readonly perMinute: number;
  /** The WMS answers nobody for so long, from the first minute on. */
  readonly outageMinutes: number;
};

const startAt = Date.parse('2026-11-22T10:00:00.000Z');
const minute = 60_000;
const wmsMillis = 100;
/** Between two webhooks of one order. */
const apartMillis = 5 * minute;
const duplicateShare = 0.05;
/** After the last webhook. */
const settleMinutes = 15;
/** Nobody is there: the connection is refused. */
const refused = { kind: 'connection', code: 'ECONNREFUSED' } as const;

const ordersUrl = 'http://sqs.sim/orders.fifo';
const lettersUrl = 'http://sqs.sim/letters.fifo';
const tableName = 'bridge';
const arnOf = (name: string) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}`;

const common = {
  DEPLOYMENT: 'bench',
  RELEASE: '1.0.0',
  TABLE_NAME: tableName,
  ORDERS_QUEUE_URL: ordersUrl,
  DEAD_LETTERS_QUEUE_URL: lettersUrl,
};
const acceptEnv = acceptWebhookEnv.parse({
  ...common,
  SHOPS: JSON.stringify([{ domain: demoShop, secretArn: arnOf('shop') }]),
});
const deliverEnv = deliverOrderEnv.parse({
  ...common,
  WMS_SECRET_ARN: arnOf('wms'),
  WMS: JSON.stringify({ baseUrl: 'https://wms.sim', auth: { kind: 'apiKey' } }),
  ...{ DELIVERY: '{}', CIRCUIT: '{}', SEND: '{}' },
});

/** What a function's invocations did. */
export type Invoked = {
  /** Milliseconds of each, without its cold start. */
  readonly millis: readonly number[];
  /** Lines by the order's stage. */
  readonly stages: Readonly<Record<string, number>>;
};

export type Priced = {
  readonly orders: number;
  /** Those that were sent twice included. */
  readonly webhooks: number;
  readonly delivered: number;
  readonly calls: {
    readonly table: Readonly<Record<string, number>>;
    readonly queues: Readonly<Record<string, number>>;
    readonly secrets: Readonly<Record<string, number>>;
  };
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly accept: Invoked;
  readonly deliver: Invoked;
};

const makeServices = ({ time }: Engine) => {
  const { receivesMax, visibilitySeconds } = deliverEnv.DELIVERY;
  const redrive = { queueUrl: lettersUrl, receivesMax };
  const secrets = makeSecrets({ now: time.now });
  secrets.put(arnOf('shop'), JSON.stringify({ secrets: [demoSecret] }));
  secrets.put(arnOf('wms'), JSON.stringify({ apiKey: 'key-of-the-bridge' }));
  const dynamo = makeDynamo({ now: time.now, tableName });
  let readUnits = 0;
  return {
    dynamo: {
      ...dynamo,
      apply: (command: { readonly input: object }) => {
        readUnits += readUnitsOf(command.input);
        return dynamo.apply(command);
      },
    },
    readUnits: () => readUnits,
    sqs: makeSqs({
      now: time.now,
      queues: [{ queueUrl: ordersUrl, visibilitySeconds, redrive }, { queueUrl: lettersUrl }],
    }),
    secrets,
  };
};

/** Every item of ours is below 4 KB and read consistently: one unit each, also where there is none. */
const readUnitsOf = (input: object): number => {
  if ('RequestItems' in input) {
    const asked = Object.values(input.RequestItems as Record<string, { Keys?: readonly object[] }>);
    return asked.reduce((sum, { Keys = [] }) => sum + Keys.length, 0);
  }
  return 'ConsistentRead' in input && 'Key' in input ? 1 : 0;
};

const makeWms = ({ time }: Engine, outageMinutes: number) => {
  let puts = 0;
  const isAway = () =>
    time.now() >= startAt + minute && time.now() < startAt + (1 + outageMinutes) * minute;
  const sendFrom =
    (environment: EnvironmentHost): SendHttp =>
    async ({ url, signal, timeoutMillis }) => {
      const orderId = url.split('/').at(-1) ?? '';
      const put = () => {
        if (isAway()) return refused;
        puts += 1;
        const body = JSON.stringify({ wms_order_id: `wms-${orderId}` });
        return { kind: 'answer', status: 200, body, headers: {}, truncated: false } as const;
      };
      const delayMillis = ({ kind }: ReturnType<typeof put>) => (kind === 'answer' ? wmsMillis : 0);
      return environment
        .call('wms.put', orderId, {}, put, {
          ...{ tries: 1, patienceMillis: timeoutMillis, delayMillis },
          ...(signal ? { signal } : {}),
        })
        .catch(() => ({ kind: 'timeout' }) as const);
    };
  return { sendFrom, puts: () => puts };
};

const makeInvoked = () => {
  const millis: number[] = [];
  const stages: Record<string, number> = {};
  return {
    millis,
    stages,
    report: ({ stage }: StageReport) => {
      stages[stage] = (stages[stage] ?? 0) + 1;
    },
  };
};

/** From the handler's begin to its end, by the world's clock. */
const timed =
  <Event>({ time }: Engine, millis: number[], handler: Handler<Event>): Handler<Event> =>
  async (event, context) => {
    const begun = time.now();
    try {
      return await handler(event, context);
    } finally {
      millis.push(time.now() - begun);
    }
  };

const makeFunctions = (engine: Engine, { outageMinutes }: PricedDay) => {
  const services = makeServices(engine);
  const wms = makeWms(engine, outageMinutes);
  const [accepted, delivered] = [makeInvoked(), makeInvoked()];
  const edges = makeAwsEdges({ services, ratesOf: () => ({}), afterEffect: () => poller.wake() });
  const own = ({ draw }: Engine, environment: EnvironmentHost) => {
    let drawn = 0;
    const next = () => `chance/${environment.id}/${++drawn}`;
    return {
      now: () => Date.now(),
      wait: (millis: number) => new Promise<void>((resolve) => setTimeout(resolve, millis)),
      random: () => draw(next()),
      randomHex: (bytes: number) => hex(draw, next(), bytes),
      observeAttempt: () => {},
      tellHideFailure: () => {},
      tellCircuit: () => {},
    };
  };
  const accept = makeFunction<APIGatewayProxyEventV2>(engine, {
    ...{ name: 'accept-webhook', concurrency: 20, timeoutMillis: 4_000 },
    compose: (environment) => {
      const host = environment as EnvironmentHost;
      const parts = { ...own(engine, host), ...edges(host), report: accepted.report };
      return timed(engine, accepted.millis, composeAcceptWebhook(acceptEnv, parts));
    },
  });
  const { concurrency, batchSize, functionTimeoutSeconds } = deliverEnv.DELIVERY;
  const deliver = makeFunction<SQSEvent>(engine, {
    ...{ name: 'deliver-order', concurrency, timeoutMillis: functionTimeoutSeconds * 1_000 },
    compose: (environment) => {
      const host = environment as EnvironmentHost;
      const parts = { ...own(engine, host), ...edges(host), report: delivered.report };
      const handler = composeDeliverOrder(deliverEnv, { ...parts, request: wms.sendFrom(host) });
      return timed(engine, delivered.millis, handler);
    },
  });
  const poller = makeQueuePoller(engine, {
    ...{ sqs: services.sqs, queueUrl: ordersUrl, batchSize, concurrency },
    queueArn: 'arn:aws:sqs:eu-west-1:123456789012:orders.fifo',
    invoke: deliver.invoke,
  });
  return { accept, services, wms, accepted, delivered };
};

/** The four states of an order, each another content and a later version. */
const statesOf = (number: number) => {
  const id = String(61_000_000_000_000 + number);
  const versions = [
    { topic: 'orders/create', change: { financial_status: 'authorized' } },
    { topic: 'orders/paid', change: { financial_status: 'paid' } },
    {
      topic: 'orders/updated',
      change: { financial_status: 'paid', note: 'Leave with the porter' },
    },
    { topic: 'orders/updated', change: { financial_status: 'paid', note: 'Ring twice' } },
  ];
  return versions.map(({ topic, change }, index) => ({
    ...{ id, topic, index },
    body: shopifyBody(
      shopifyOrder({
        ...{ id, name: `#${number}`, ...change },
        updated_at: `2026-11-22T05:${String(index * 5).padStart(2, '0')}:00-05:00`,
      }),
    ),
  }));
};

const placeOrders = (engine: Engine, { orders, perMinute }: PricedDay, post: Post): number => {
  let webhooks = 0;
  for (let number = 1; number <= orders; number += 1) {
    const placedAt = startAt + ((number - 1) / perMinute) * minute;
    for (const state of statesOf(number)) {
      const name = `${state.id}/${state.index}`;
      const at = placedAt + state.index * apartMillis + between(engine.draw, name, 0, 1_000);
      const isTwice = engine.draw(`twice/${name}`) < duplicateShare;
      webhooks += isTwice ? 2 : 1;
      engine.time.at(at, () => post(state));
      if (isTwice)
        engine.time.at(at + between(engine.draw, `${name}/again`, 200, 5_000), () => post(state));
    }
  }
  return webhooks;
};
type Post = (state: ReturnType<typeof statesOf>[number]) => void;

export const runPricedDay = async (day: PricedDay): Promise<Priced> => {
  const engine = makeEngine({ seed: day.seed, startAt });
  return engine.run(async () => {
    const { accept, services, wms, accepted, delivered } = makeFunctions(engine, day);
    const door = makeDoor(engine, { invoke: accept.invoke });
    const webhooks = placeOrders(engine, day, ({ id, topic, index, body }) => {
      const triggeredAt = new Date(startAt);
      const webhookId = `${id}-${index}`;
      const signed = { body, secret: demoSecret, shop: demoShop, eventId: webhookId };
      const headers = webhookHeaders({ ...signed, topic, webhookId, triggeredAt });
      door.post({ subject: id, body: Buffer.from(body), headers }, () => {});
    });
    const lastAt = (day.orders / day.perMinute + settleMinutes + day.outageMinutes) * minute;
    await engine.time.runUntil(startAt + lastAt + 3 * apartMillis);
    const refusals = [...services.dynamo.refusals(), ...services.sqs.refusals()];
    if (refusals.length > 0) throw new Error(`the simulated AWS refused ${refusals[0]}`);
    const sum = (counts: Readonly<Record<string, number>>) =>
      Object.values(counts).reduce((total, count) => total + count, 0);
    return {
      ...{ orders: day.orders, webhooks, delivered: wms.puts() },
      calls: {
        table: services.dynamo.calls(),
        queues: services.sqs.calls(),
        secrets: services.secrets.calls(),
      },
      writeUnits: sum(services.dynamo.writeUnits()),
      readUnits: services.readUnits(),
      ...{ accept: accepted, deliver: delivered },
    };
  });
};
