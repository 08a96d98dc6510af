/** The door: what Shopify's request becomes, and what Shopify is told. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { expect, it } from 'vitest';
import type { Environment } from './contracts.ts';
import { makeEngine } from './engine/engine.ts';
import { type DoorAnswer, type DoorOptions, makeDoor } from './runtime/door.ts';
import { makeFunction } from './runtime/functions.ts';

const startAt = Date.parse('2026-11-22T10:00:00.000Z');
const headers = { 'Content-Type': 'application/json', 'X-Shopify-Topic': 'orders/create' };
const body = new TextEncoder().encode('{"id":820982911946154508}');

type Work = (event: APIGatewayProxyEventV2, environment: Environment) => Promise<unknown>;

const postOnce = async (work: Work, rates: DoorOptions['rates'] = {}, concurrency = 1) => {
  const engine = makeEngine({ seed: 3, startAt });
  const { time } = engine;
  const events: APIGatewayProxyEventV2[] = [];
  const accept = makeFunction<APIGatewayProxyEventV2>(engine, {
    name: 'accept',
    concurrency,
    timeoutMillis: 10_000,
    compose: (environment) => (event) => {
      events.push(event);
      return work(event, environment);
    },
  });
  const door = makeDoor(engine, { invoke: accept.invoke, rates });
  const answers: { answer: DoorAnswer; at: number }[] = [];
  time.at(startAt, () =>
    door.post({ subject: 'order', body, headers }, (answer) =>
      answers.push({ answer, at: time.now() - startAt }),
    ),
  );
  await engine.run(() => time.runUntil(startAt + 3_600_000));
  expect(answers).toHaveLength(1);
  return { events, ...answers[0] };
};

const fine = async () => ({ statusCode: 200 });

it('hands the bytes and headers over as API Gateway does', async () => {
  const { answer, at, events } = await postOnce(fine);
  expect(answer).toBe(200);
  expect(at).toBeLessThan(1_000);
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject({
    version: '2.0',
    routeKey: 'POST /webhooks/shopify',
    headers: { 'content-type': 'application/json', 'x-shopify-topic': 'orders/create' },
    body: '{"id":820982911946154508}',
    isBase64Encoded: false,
    requestContext: { http: { method: 'POST' }, timeEpoch: expect.any(Number) },
  });
});

it.each<[string, Work, DoorAnswer]>([
  ['its status', async () => ({ statusCode: 401 }), 401],
  ['503 where we cannot', async () => ({ statusCode: 503 }), 503],
  ['the gateway’s 500 where it throws', () => Promise.reject(new Error('no')), 500],
  [
    'nothing where it crashes',
    (_, { call }) => call('p', 's', { 'crash-before': 1 }, () => 0),
    'no answer',
  ],
  [
    'nothing after 5 s',
    () => new Promise((resolve) => setTimeout(resolve, 6_000, { statusCode: 200 })),
    'no answer',
  ],
])('tells Shopify %s', async (_name, work, wanted) => {
  const { answer, at } = await postOnce(work);
  expect(answer).toBe(wanted);
  expect(at).toBeLessThanOrEqual(5_000);
});

it('turns away with 503 where no environment is free', async () => {
  expect((await postOnce(fine, {}, 0)).answer).toBe(503);
});

it.each([
  ['lost-before', 0],
  ['lost-after', 1],
])('can be %s', async (kind, invocations) => {
  const { answer, at, events } = await postOnce(fine, { [kind]: 1 });
  expect({ answer, at }).toEqual({ answer: 'no answer', at: 5_000 });
  expect(events).toHaveLength(invocations);
});
