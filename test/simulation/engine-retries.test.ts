/**
 * What the simulation tries again is what our real clients try again: the SDK's own retries, with the
 * settings that are deployed, and an error in the place of the network.
 */
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { makeDynamo } from '../../lib/adapters/aws-clients.ts';
import { makeEngine } from './engine/engine.ts';
import {
  aborted,
  connectionReset,
  requestTimeout,
  serverFailure,
  serviceError,
  throttling,
} from './engine/service-errors.ts';

const startAt = Date.parse('2026-11-22T10:00:00.000Z');
const makeCommand = () => new GetItemCommand({ TableName: 'table', Key: { id: { S: 'x' } } });

/** Our client as it is deployed, in a region, with something else in the place of signing and sending. */
const makeRealClient = (send: () => never) => {
  const client = makeDynamo();
  Object.assign(client.config, {
    region: async () => 'eu-west-1',
    credentials: async () => ({ accessKeyId: 'nobody', secretAccessKey: 'nothing' }),
    useFipsEndpoint: async () => false,
    useDualstackEndpoint: async () => false,
  });
  client.middlewareStack.addRelativeTo(() => async () => send(), {
    relation: 'after',
    toMiddleware: 'retryMiddleware',
  });
  return client;
};

const realTries = async (error: Error): Promise<number> => {
  let tries = 0;
  const client = makeRealClient(() => {
    tries += 1;
    throw error;
  });
  await expect(client.send(makeCommand())).rejects.toThrow(error.message);
  return tries;
};

const simulatedTries = async (error: Error): Promise<number> => {
  const { time, run, makeEnvironment } = makeEngine({ seed: 1, startAt });
  let tries = 0;
  const fail = () => {
    tries += 1;
    throw error;
  };
  await run(async () => {
    const environment = makeEnvironment('f/1', 0);
    const call = environment.run(() => environment.call('dynamodb.GetItem', 'x', {}, fail));
    const rejected = expect(call).rejects.toThrow(error.message);
    await time.runUntil(startAt + 60_000);
    await rejected;
  });
  return tries;
};

const statusOnly = (status: number) => serviceError({ name: `Status${status}`, status });
const drawn = [0, 0.4, 0.8];
const errors: readonly Error[] = [
  // Everything that the engine's own faults look like …
  ...['dynamodb.x', 'sqs.x', 'secrets.x', 'other'].flatMap((port) =>
    drawn.flatMap((value) => [throttling(port, value), serverFailure(port, value)]),
  ),
  requestTimeout(),
  connectionReset(),
  // … and what the simulated services answer by themselves.
  serviceError({ name: 'ConditionalCheckFailedException', status: 400 }),
  serviceError({ name: 'ValidationException', status: 400 }),
  serviceError({ name: 'AccessDeniedException', status: 400 }),
  serviceError({ name: 'ResourceNotFoundException', status: 400 }),
  serviceError({ name: 'ReceiptHandleIsInvalid', status: 400 }),
  aborted(),
  new Error('of nobody'),
  ...[429, 500, 501, 502, 503, 504].map(statusOnly),
];

it('a call is tried as often as by the SDK', async () => {
  // Side by side: the real ones pause for up to a second.
  const real = await Promise.all(errors.map(async (error) => [error.name, await realTries(error)]));
  const simulated: [string, number][] = [];
  for (const error of errors) simulated.push([error.name, await simulatedTries(error)]);
  expect(simulated).toEqual(real);
});

it('what is lost, throttled or failed is tried twice, what is refused once', async () => {
  expect(await simulatedTries(throttling('dynamodb.x', 0))).toBe(2);
  expect(await simulatedTries(serverFailure('sqs.x', 0))).toBe(2);
  expect(await simulatedTries(requestTimeout())).toBe(2);
  expect(await simulatedTries(serviceError({ name: 'ValidationException', status: 400 }))).toBe(1);
});

/** As much of the SDK's own handler as is asked here. */
type HttpHandler = {
  readonly handle: (
    request: object,
    options: { readonly abortSignal: AbortSignal },
  ) => Promise<unknown>;
  readonly httpHandlerConfigs: () => object;
};

it('the real clients try and wait as the simulated ones', async () => {
  const client = makeDynamo();
  expect(await client.config.maxAttempts()).toBe(2);
  const requestHandler = client.config.requestHandler as unknown as HttpHandler;
  // It reads its settings at its first request, which is given up before it begins.
  const abortSignal = AbortSignal.abort();
  const given = requestHandler.handle({}, { abortSignal });
  await expect(given).rejects.toThrow('aborted');
  const settings = { requestTimeout: 1_500, throwOnRequestTimeout: true };
  expect(requestHandler.httpHandlerConfigs()).toMatchObject(settings);
});
