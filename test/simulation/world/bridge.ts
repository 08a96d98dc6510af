/**
 * The bridge as it is deployed: its three functions, composed by their own compose.ts from simulated
 * edges, the queue's poller and the door. Another release can be put in their place.
 */
import type { APIGatewayProxyEventV2, SQSEvent } from 'aws-lambda';
import { composeAcceptWebhook } from '../../../functions/accept-webhook/compose.ts';
import { composeDeliverOrder } from '../../../functions/deliver-order/compose.ts';
import { composeReplayDeadLetters } from '../../../functions/replay-dead-letters/compose.ts';
import { replayJobsKey } from '../../../lib/adapters/replay-jobs.ts';
import { acceptWebhookEnv } from '../../../lib/config/env/accept-webhook.ts';
import { deliverOrderEnv } from '../../../lib/config/env/deliver-order.ts';
import { replayDeadLettersEnv } from '../../../lib/config/env/replay-dead-letters.ts';
import { acceptSchema } from '../../../lib/config/policy.ts';
import { type Job, jobsSchema } from '../../../lib/letters/job.ts';
import { demoShop } from '../../builders/shopify-order.ts';
import type { Engine } from '../engine/engine.ts';
import { makeAwsEdges } from '../runtime/aws-edges.ts';
import { makeDoor } from '../runtime/door.ts';
import { makeFunction, type SimulatedFunction } from '../runtime/functions.ts';
import { makeInvoke } from '../runtime/invoke.ts';
import { makeQueuePoller } from '../runtime/queue-poller.ts';
import type { Compose } from '../runtime/seats.ts';
import type { Cloud } from './cloud.ts';
import {
  lettersUrl,
  ordersArn,
  ordersUrl,
  shopSecretArn,
  tableName,
  wmsSecretArn,
} from './names.ts';
import { deployReconcile } from './reconcile.ts';
import { asNextReads, asNextWrites, type Release } from './release.ts';
import { openReplayDesk } from './replay-desk.ts';
import type { BridgeOptions, Deployed, Down } from './run-parts.ts';

const common = {
  DEPLOYMENT: 'simulation',
  RELEASE: '1.0.0',
  TABLE_NAME: tableName,
  ORDERS_QUEUE_URL: ordersUrl,
  DEAD_LETTERS_QUEUE_URL: lettersUrl,
};
const acceptEnv = acceptWebhookEnv.parse({
  ...common,
  SHOPS: JSON.stringify([{ domain: demoShop, secretArn: shopSecretArn }]),
});
export const deliverEnv = deliverOrderEnv.parse({
  ...common,
  WMS_SECRET_ARN: wmsSecretArn,
  WMS: JSON.stringify({
    baseUrl: 'https://wms.example',
    auth: { kind: 'oauth2', tokenUrl: 'https://wms.example/oauth/token' },
  }),
  DELIVERY: '{}',
  CIRCUIT: '{}',
  SEND: '{}',
});
const replayEnv = replayDeadLettersEnv.parse(common);
const acceptMillis = acceptSchema.parse({}).functionTimeoutSeconds * 1_000;

/** cdk/order-bridge-stack.ts */
const replayMillis = 60_000;
/** More than ever come at once: what the gateway lets through is not the matter here. */
const acceptConcurrency = 100;
/** Above the poller's own, since environments that end overlap with new ones. */
const deliverConcurrency = 20;
const recycleRate = 0.02;

export const deployBridge = (options: BridgeOptions): Deployed => {
  const { engine, cloud, rates } = options;
  const power = makePower(engine);
  const own = { skewMillisOf: options.skewMillisOf, recycleRate };
  const compose = makeCompose(options);

  const accept = makeFunction<APIGatewayProxyEventV2>(engine, {
    ...own,
    name: 'accept-webhook',
    concurrency: acceptConcurrency,
    timeoutMillis: acceptMillis,
    compose: compose.accept('this'),
  });
  const deliver = makeFunction<SQSEvent>(engine, {
    ...own,
    name: 'deliver-order',
    concurrency: deliverConcurrency,
    timeoutMillis: deliverEnv.DELIVERY.functionTimeoutSeconds * 1_000,
    compose: compose.deliver('this'),
  });
  const replay = makeFunction<unknown>(engine, {
    ...own,
    name: 'replay-dead-letters',
    concurrency: 2,
    timeoutMillis: replayMillis,
    compose: compose.replay,
  });

  const poller = makeQueuePoller(engine, {
    sqs: cloud.sqs,
    queueUrl: ordersUrl,
    queueArn: ordersArn,
    batchSize: deliverEnv.DELIVERY.batchSize,
    concurrency: deliverEnv.DELIVERY.concurrency,
    invoke: options.watch('deliver-order', deliver.invoke),
    rates: rates.poller,
  });
  cloud.onOrdersChanged(poller.wake);
  const invoke = makeInvoke(
    engine,
    power.unlessDown(options.watch('replay-dead-letters', replay.invoke)),
    rates.door,
  );
  deployReconcile({ ...options, isDown: power.isDown });
  const desk = openReplayDesk({ engine, invoke, jobs: () => jobsIn(cloud) });
  const door = makeDoor(engine, {
    invoke: power.unlessDown(options.watch('accept-webhook', accept.invoke)),
    rates: rates.door,
  });
  return {
    post: door.post,
    setDown: (down) => {
      power.set(down);
      poller.pause(down !== undefined);
    },
    replay: desk.replay,
    deploy: ({ accepts, delivers }) => {
      accept.deploy(compose.accept(accepts));
      deliver.deploy(compose.deliver(delivers));
    },
  };
};

/** Whether anything runs at all: what is under way ends by itself. */
const makePower = ({ time }: Pick<Engine, 'time'>) => {
  let down: Down | undefined;
  return {
    isDown: () => down !== undefined,
    set: (next: Down | undefined) => {
      down = next;
    },
    unlessDown:
      <Event>(invoke: SimulatedFunction<Event>['invoke']): SimulatedFunction<Event>['invoke'] =>
      (event, done) => {
        if (down === undefined) return invoke(event, done);
        if (down === 'refusal') time.at(time.now(), () => done({ kind: 'throttled' }));
      },
  };
};

const jobsIn = ({ items }: Pick<Cloud, 'items'>): readonly Job[] =>
  jobsSchema.safeParse(items().get(replayJobsKey)).data?.jobs ?? [];

const makeCompose = ({ cloud, wms, awsRatesOf: ratesOf, edges }: BridgeOptions) => {
  const nextSqs = {
    apply: (command: Parameters<typeof asNextWrites>[0]) => cloud.sqs.apply(asNextWrites(command)),
  };
  const clients = {
    this: makeAwsEdges({ services: cloud, ratesOf }),
    next: makeAwsEdges({ services: { ...cloud, sqs: nextSqs }, ratesOf }),
  };
  const accept =
    (release: Release): Compose<APIGatewayProxyEventV2> =>
    (environment) =>
      composeAcceptWebhook(acceptEnv, {
        ...edges.own(environment),
        ...clients[release](environment),
      });
  const deliver =
    (release: Release): Compose<SQSEvent> =>
    (environment) => {
      edges.start(environment);
      const handler = composeDeliverOrder(deliverEnv, {
        ...edges.own(environment),
        ...clients[release](environment),
        request: wms.sendFrom(environment),
      });
      return (event, context) => {
        edges.invoke(environment, event);
        return handler(release === 'this' ? event : asNextReads(event), context);
      };
    };
  const replay: Compose<unknown> = (environment) => {
    const aws = clients.this(environment);
    const own = edges.own(environment);
    const given = { ...own, ...aws, sqs: aws.patientSqs, sleep: own.wait };
    return composeReplayDeadLetters(replayEnv, given);
  };
  return { accept, deliver, replay };
};
