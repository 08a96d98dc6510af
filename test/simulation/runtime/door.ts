/**
 * The API Gateway in front of accept-webhook, as Shopify sees it: a request, and a status or no answer.
 */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { toHttpAnswer } from '../../../cdk/local/gateway/proxy-answer.ts';
import { toProxyEvent } from '../../../cdk/local/gateway/proxy-event.ts';
import type { Route } from '../../../cdk/local/gateway/routes.ts';
import { between } from '../engine/draw.ts';
import type { Engine } from '../engine/engine.ts';
import type { InvocationEnd, SimulatedFunction } from './functions.ts';

/** A status of ours, of the gateway, or none within Shopify's patience. */
export type DoorAnswer = number | 'no answer';

export type WebhookPost = {
  /** A stable name for its faults: the order, for instance. */
  readonly subject: string;
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
};

export type DoorOptions = {
  readonly invoke: SimulatedFunction<APIGatewayProxyEventV2>['invoke'];
  /** `lost-before`: the request never arrives; `lost-after`: its answer never comes back. */
  readonly rates?: Readonly<Partial<Record<'lost-before' | 'lost-after', number>>>;
};

export type Door = {
  /** @param done - called as an event of its own, once. */
  readonly post: (request: WebhookPost, done: (answer: DoorAnswer) => void) => void;
};

/** Shopify hangs up after this long. */
const patienceMillis = 5_000;
const latencyMillisMin = 2;
const latencyMillisMax = 60;

const path = '/webhooks/shopify';
const route: Route = {
  routeKey: `POST ${path}`,
  method: 'POST',
  segments: path.split('/').slice(1),
  functionLogicalId: 'AcceptWebhook',
  timeoutMillis: 30_000,
  throttle: undefined,
  needsIam: false,
};

export const makeDoor = (
  { time, draw, faults, history }: Engine,
  { invoke, rates = {} }: DoorOptions,
): Door => ({
  post: (request, done) => {
    const { id, kind } = faults.encounter('door.post', request.subject, rates);
    const after = (name: string, work: () => void) =>
      time.schedule(
        time.now() + between(draw, `door/${id}/${name}`, latencyMillisMin, latencyMillisMax),
        work,
      );
    let over = false;
    const finish = (answer: DoorAnswer) => {
      if (over) return;
      over = true;
      time.cancel(patience);
      history.record(`${id} gets ${answer}`);
      done(answer);
    };
    const patience = time.schedule(time.now() + patienceMillis, () => finish('no answer'));
    history.record(`${id} posted${kind === undefined ? '' : ` meets ${kind}`}`);
    if (kind === 'lost-before') return;
    after('request', () =>
      invoke(eventOf(request, id, time.now()), (end) => {
        if (kind !== 'lost-after') after('answer', () => finish(answerOf(end)));
      }),
    );
  },
});

const eventOf = (
  { body, headers }: WebhookPost,
  requestId: string,
  now: number,
): APIGatewayProxyEventV2 =>
  toProxyEvent(
    {
      method: 'POST',
      target: path,
      rawHeaders: Object.entries(headers).flat(),
      body: Buffer.from(body.buffer, body.byteOffset, body.byteLength),
      sourceIp: '192.0.2.1',
    },
    { route, pathParameters: {} },
    { apiId: 'api', accountId: '123456789012', requestId, now: new Date(now), caller: undefined },
  );

/** To Shopify a crash and a function that failed are the gateway's 500. */
const answerOf = (end: InvocationEnd): DoorAnswer => {
  switch (end.kind) {
    case 'answered':
      return toHttpAnswer({ ...end, billedMillis: 0 }).status;
    case 'error':
      return toHttpAnswer({ ...end, kind: 'function-error' }).status;
    case 'killed':
      return 'no answer';
    case 'throttled':
      return toHttpAnswer(end).status;
  }
};
