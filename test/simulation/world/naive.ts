/**
 * The control arm: a bridge as one might write it in an afternoon. It enqueues whatever comes, tries five
 * times, and leaves the rest to SQS. No circuit, no pace, no version guard, a new key for every attempt.
 */
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEventV2, SQSEvent } from 'aws-lambda';
import { signWebhook } from '../../../cdk/local/shop/webhook-text.ts';
import type { SendHttp } from '../../../lib/adapters/http-request.ts';
import { deliverySchema, sendSchema } from '../../../lib/config/policy.ts';
import { backoffMillis } from '../../../lib/delivery/retry-policy.ts';
import {
  encodeMessage,
  type OrderMessage,
  parseMessage,
} from '../../../lib/order/order-message.ts';
import { planShipment } from '../../../lib/order/shipment.ts';
import { readBody } from '../../../lib/webhook/read-body.ts';
import { orderMessage } from '../../builders/order-message.ts';
import { demoSecret, demoShop } from '../../builders/shopify-order.ts';
import type { Environment } from '../contracts.ts';
import { type AwsEdges, makeAwsEdges } from '../runtime/aws-edges.ts';
import { makeDoor } from '../runtime/door.ts';
import { makeFunction } from '../runtime/functions.ts';
import { makeQueuePoller } from '../runtime/queue-poller.ts';
import type { OwnEdges } from './edges.ts';
import { firstCredentials, ordersArn, ordersUrl, tableName } from './names.ts';
import type { BridgeOptions, Deployed } from './run-parts.ts';

/** After so many receives SQS moves a message to the dead letters: the usual advice. */
export const naiveReceivesMax = 5;

const settings = deliverySchema.parse({});
const send = sendSchema.parse({});
const acceptMillis = 4_000;
const wmsUrl = 'https://wms.example';

/** What of the world a naive function uses. */
type Parts = { readonly own: OwnEdges; readonly aws: AwsEdges; readonly request: SendHttp };

const accept =
  ({ own, aws }: Parts) =>
  async (event: APIGatewayProxyEventV2) => {
    const raw = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
    if (event.headers['x-shopify-hmac-sha256'] !== signWebhook(raw, demoSecret)) {
      return { statusCode: 401 };
    }
    const read = readBody(demoShop, event.headers['x-shopify-topic'], raw);
    if (read.kind !== 'order') return { statusCode: 200 };
    const message = orderMessage({ order: read.order, data: { hash: read.hash } });
    await aws.sqs.send(
      new SendMessageCommand({
        QueueUrl: ordersUrl,
        MessageBody: encodeMessage(message),
        MessageGroupId: read.order.orderId,
        MessageDeduplicationId: own.randomHex(16),
      }),
    );
    return { statusCode: 200 };
  };

const deliver = (parts: Parts) => {
  let token: string | undefined;

  const attempt = async (message: OrderMessage, body: string): Promise<string | undefined> => {
    token ??= await askForToken(parts.request);
    const { order } = message.data;
    const answer = await parts.request({
      ...call,
      method: 'PUT',
      url: `${wmsUrl}/orders/${order.orderId}`,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': parts.own.randomHex(16),
      },
      body,
    });
    if (answer.kind !== 'answer') return undefined;
    if (answer.status === 401) token = undefined;
    return answer.status < 300 ? answer.body : undefined;
  };

  const tryFiveTimes = async (message: OrderMessage, body: string): Promise<boolean> => {
    for (let tries = 1; tries <= settings.attemptsMax; tries++) {
      if ((await attempt(message, body)) !== undefined) return true;
      await parts.own.wait(backoffMillis(settings, tries, parts.own.random));
    }
    return false;
  };

  const handle = async (text: string): Promise<boolean> => {
    const parsed = parseMessage(text);
    if (parsed.kind !== 'message') return true;
    const plan = planShipment(parsed.message.data.order, send, true);
    if (plan.kind !== 'send') {
      await remember(parts.aws, parsed.message, 'not_sent');
      return true;
    }
    const isDone = await tryFiveTimes(parsed.message, JSON.stringify(plan.body));
    if (isDone) await remember(parts.aws, parsed.message, 'delivered');
    return isDone;
  };

  return async ({ Records }: SQSEvent) => {
    const batchItemFailures: { readonly itemIdentifier: string }[] = [];
    for (const { body, messageId } of Records) {
      if (!(await handle(body))) batchItemFailures.push({ itemIdentifier: messageId });
    }
    return { batchItemFailures };
  };
};

const call = {
  timeoutMillis: settings.attemptTimeoutMillis,
  connectTimeoutMillis: settings.connectTimeoutMillis,
  answerBytesMax: 65_536,
} as const;

const askForToken = async (request: SendHttp): Promise<string | undefined> => {
  const { clientId, clientSecret } = firstCredentials;
  const pair = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  const answer = await request({
    ...call,
    method: 'POST',
    url: `${wmsUrl}/oauth/token`,
    headers: { authorization: `Basic ${pair}` },
    body: 'grant_type=client_credentials',
  });
  if (answer.kind !== 'answer' || answer.status !== 200) return undefined;
  return (JSON.parse(answer.body) as { readonly access_token: string }).access_token;
};

/** Only so that whoever judges can tell a delivered order from a lost one. */
const remember = async (
  { documents }: AwsEdges,
  { data }: OrderMessage,
  outcome: 'delivered' | 'not_sent',
): Promise<void> => {
  const { shop, orderId, version } = data.order;
  const decided = {
    ...{ version, instant: Date.parse(version), hash: data.hash, generation: 0 },
    ...{ at: version, outcome },
  };
  const Item = { id: `order#${shop}/${orderId}`, decided };
  await documents.send(new PutCommand({ TableName: tableName, Item }));
};

export const deployNaive = (options: BridgeOptions): Deployed => {
  const { engine, cloud, wms, rates, edges } = options;
  const awsOf = makeAwsEdges({ services: cloud, ratesOf: options.awsRatesOf });
  const partsOf = (environment: Environment): Parts => ({
    own: edges.own(environment),
    aws: awsOf(environment),
    request: wms.sendFrom(environment),
  });
  const own = { skewMillisOf: options.skewMillisOf, concurrency: 100 };
  const accepting = makeFunction<APIGatewayProxyEventV2>(engine, {
    ...own,
    name: 'accept-webhook',
    timeoutMillis: acceptMillis,
    compose: (environment) => accept(partsOf(environment)),
  });
  const delivering = makeFunction<SQSEvent>(engine, {
    ...own,
    name: 'deliver-order',
    timeoutMillis: settings.functionTimeoutSeconds * 1_000,
    compose: (environment) => {
      edges.start(environment);
      const handler = deliver(partsOf(environment));
      return (event) => {
        edges.invoke(environment, event);
        return handler(event);
      };
    },
  });
  const poller = makeQueuePoller(engine, {
    ...{ sqs: cloud.sqs, queueUrl: ordersUrl, queueArn: ordersArn },
    ...{ batchSize: settings.batchSize, concurrency: settings.concurrency },
    invoke: options.watch('naive', delivering.invoke),
    rates: rates.poller,
  });
  cloud.onOrdersChanged(poller.wake);
  return {
    post: makeDoor(engine, { invoke: options.watch('naive', accepting.invoke), rates: rates.door })
      .post,
    replay: () => undefined,
    deploy: () => undefined,
    // Its outages are the WMS's and its own mistakes; more it does not need.
    setDown: () => undefined,
  };
};
