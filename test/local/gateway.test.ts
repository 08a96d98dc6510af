import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { InvocationResult, LocalResource } from '../../cdk/local/contracts.ts';
import { type GatewayOptions, startGateway } from '../../cdk/local/gateway/gateway.ts';
import { exitCodeOf } from '../../cdk/local/start-refused.ts';
import { functionResource, resource, templateOf } from './host-fixture.ts';

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

const apiOf = (
  routeKeys: readonly string[],
  { route = {}, stage = {}, api = {} }: Record<string, Record<string, unknown>> = {},
): LocalResource[] => [
  functionResource('F'),
  resource(
    'Api',
    'AWS::ApiGatewayV2::Api',
    { ProtocolType: 'HTTP', Name: 'bridge', ...api },
    'api1',
  ),
  resource('Stage', 'AWS::ApiGatewayV2::Stage', {
    ApiId: 'api1',
    StageName: '$default',
    AutoDeploy: true,
    ...stage,
  }),
  resource(
    'Integration',
    'AWS::ApiGatewayV2::Integration',
    {
      ApiId: 'api1',
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: 'arn:aws:test:eu-central-1:000000000000:f',
      PayloadFormatVersion: '2.0',
    },
    'int1',
  ),
  ...routeKeys.map((RouteKey, index) =>
    resource(`Route${index}`, 'AWS::ApiGatewayV2::Route', {
      ApiId: 'api1',
      RouteKey,
      Target: 'integrations/int1',
      AuthorizationType: 'NONE',
      ...route,
    }),
  ),
];

const ok: InvocationResult = { kind: 'answered', payload: { statusCode: 200 }, billedMillis: 1 };

/** A gateway whose function gives `result`; `events` are what it was called with. */
const gatewayOf = async (
  resources: readonly LocalResource[],
  result: InvocationResult = ok,
  options: Partial<GatewayOptions> = {},
) => {
  const events: Record<string, unknown>[] = [];
  const gateway = await startGateway({
    port: 0,
    region: 'eu-central-1',
    template: templateOf(resources),
    admit: () => undefined,
    invoke: async (_logicalId, event) => {
      events.push(event as Record<string, unknown>);
      return result;
    },
    ...options,
  });
  endings.push(gateway.close);
  return { ...gateway, events };
};

const hook = apiOf(['POST /webhooks/shopify']);
const answered = (payload: unknown): InvocationResult => ({
  kind: 'answered',
  payload,
  billedMillis: 1,
});

const summary = async (response: Response) => ({
  status: response.status,
  type: response.headers.get('content-type'),
  body: await response.text(),
});

describe('the event', () => {
  it('is payload format 2.0', async () => {
    const { url, events } = await gatewayOf(apiOf(['POST /shops/{shop}/orders']));
    const host = new URL(url).host;
    // Unlike fetch, this sends one header twice and the names as they are written.
    const response = await new Promise<number | undefined>((resolve, reject) => {
      const sent = request(
        `${url}/shops/demo/orders?a=1&b=x%20y&a=2`,
        { method: 'POST' },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        },
      );
      sent.on('error', reject);
      sent.setHeader('Content-Type', 'application/json; charset=utf-8');
      sent.setHeader('X-Twice', ['one', 'two']);
      sent.setHeader('User-Agent', 'test');
      sent.setHeader('Cookie', 'a=1; b=2');
      sent.end('{"note":"grüß"}');
    });

    expect(response).toBe(200);
    expect(events).toEqual([
      {
        version: '2.0',
        routeKey: 'POST /shops/{shop}/orders',
        rawPath: '/shops/demo/orders',
        rawQueryString: 'a=1&b=x%20y&a=2',
        cookies: ['a=1', 'b=2'],
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'x-twice': 'one,two',
          'user-agent': 'test',
          'content-length': '17',
          host,
        },
        queryStringParameters: { a: '1,2', b: 'x y' },
        requestContext: {
          accountId: '000000000000',
          apiId: 'api1',
          domainName: host,
          domainPrefix: 'api1',
          http: {
            method: 'POST',
            path: '/shops/demo/orders',
            protocol: 'HTTP/1.1',
            sourceIp: '127.0.0.1',
            userAgent: 'test',
          },
          requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          routeKey: 'POST /shops/{shop}/orders',
          stage: '$default',
          time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
          timeEpoch: expect.any(Number),
        },
        pathParameters: { shop: 'demo' },
        body: '{"note":"grüß"}',
        isBase64Encoded: false,
      },
    ]);
  });

  it.each([
    ['JSON', 'application/json', Buffer.from('{}'), { body: '{}', isBase64Encoded: false }],
    ['text', 'text/plain', Buffer.from('ä'), { body: 'ä', isBase64Encoded: false }],
    [
      'a problem',
      'application/problem+json',
      Buffer.from('{}'),
      { body: '{}', isBase64Encoded: false },
    ],
    [
      'JSON that is no UTF-8',
      'application/json',
      Buffer.from([0x7b, 0xff]),
      { body: 'e/8=', isBase64Encoded: true },
    ],
    [
      'a form',
      'application/x-www-form-urlencoded',
      Buffer.from('a=1'),
      { body: 'YT0x', isBase64Encoded: true },
    ],
    [
      'bytes of no named type',
      undefined,
      Buffer.from([0, 1]),
      { body: 'AAE=', isBase64Encoded: true },
    ],
  ])('carries %s without changing a byte', async (_name, type, body, expected) => {
    const { url, events } = await gatewayOf(hook);
    await fetch(`${url}/webhooks/shopify`, {
      method: 'POST',
      body: new Uint8Array(body),
      headers: type ? { 'content-type': type } : {},
    });

    const { body: got, isBase64Encoded } = events[0] ?? {};
    expect({ body: got, isBase64Encoded }).toEqual(expected);
  });

  it('has no body where none was sent', async () => {
    const { url, events } = await gatewayOf(hook);
    await fetch(`${url}/webhooks/shopify`, { method: 'POST' });

    expect(events[0]).toMatchObject({ isBase64Encoded: false });
    expect(events[0]).not.toHaveProperty('body');
  });
});

describe('the answer', () => {
  it.each([
    [
      'a status, headers and a body',
      answered({
        statusCode: 401,
        headers: { 'Content-Type': 'application/json', 'X-N': 1 },
        body: '{}',
      }),
      { status: 401, type: 'application/json', body: '{}' },
    ],
    [
      'a base64 body',
      answered({ statusCode: 200, body: 'w6Q=', isBase64Encoded: true }),
      { status: 200, type: 'text/plain;charset=UTF-8', body: 'ä' },
    ],
    [
      'anything without a status',
      answered({ fine: true }),
      { status: 200, type: 'application/json', body: '{"fine":true}' },
    ],
    [
      'a status that is none',
      answered({ statusCode: 'ok' }),
      { status: 500, type: 'application/json', body: '{"message":"Internal Server Error"}' },
    ],
    [
      'a body that is no text',
      answered({ statusCode: 200, body: {} }),
      { status: 500, type: 'application/json', body: '{"message":"Internal Server Error"}' },
    ],
    [
      'a function error',
      { kind: 'function-error', errorType: 'Error', message: 'secret' } as const,
      { status: 500, type: 'application/json', body: '{"message":"Internal Server Error"}' },
    ],
    [
      'a throttled function',
      { kind: 'throttled' } as const,
      { status: 503, type: 'application/json', body: '{"message":"Service Unavailable"}' },
    ],
  ])('is made from %s', async (_name, result, expected) => {
    const { url } = await gatewayOf(hook, result);

    expect(await summary(await fetch(`${url}/webhooks/shopify`, { method: 'POST' }))).toEqual(
      expected,
    );
  });

  it('is 503 when the function takes longer than the integration allows', async () => {
    const resources = hook.map((each) =>
      each.logicalId === 'Integration'
        ? { ...each, properties: { ...each.properties, TimeoutInMillis: 50 } }
        : each,
    );
    const { url } = await gatewayOf(resources, ok, { invoke: () => new Promise(() => {}) });

    expect((await fetch(`${url}/webhooks/shopify`, { method: 'POST' })).status).toBe(503);
  });
});

describe('a refusal of the gateway itself', () => {
  const notFound = { status: 404, type: 'application/json', body: '{"message":"Not Found"}' };

  it.each([
    ['an unknown path', 'POST', '/webhooks/other'],
    ['a path that is too long', 'POST', '/webhooks/shopify/more'],
    ['a method without a route', 'GET', '/webhooks/shopify'],
  ])('answers %s with 404', async (_name, method, path) => {
    const { url, events } = await gatewayOf(hook);

    expect(await summary(await fetch(url + path, { method }))).toEqual(notFound);
    expect(events).toEqual([]);
  });

  it('lets a body of 6 MB in and answers a larger one with 413', async () => {
    const { url, events } = await gatewayOf(hook);
    const post = (bytes: number) =>
      fetch(`${url}/webhooks/shopify`, { method: 'POST', body: new Uint8Array(bytes) });

    expect((await post(6 * 1024 * 1024)).status).toBe(200);
    expect(await summary(await post(6 * 1024 * 1024 + 1))).toEqual({
      status: 413,
      type: 'application/json',
      body: '{"message":"Request Entity Too Large"}',
    });
    expect(events).toHaveLength(1);
  });

  it('answers 429 beyond the stage’s burst, and lets requests in again at its rate', async () => {
    let now = 0;
    const stage = { DefaultRouteSettings: { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 2 } };
    const { url } = await gatewayOf(apiOf(['POST /hook'], { stage }), ok, { now: () => now });
    const post = async () => {
      const response = await fetch(`${url}/hook`, { method: 'POST' });
      return `${response.status} ${await response.text()}`;
    };

    const first = [await post(), await post(), await post()];
    now = 100;
    const later = [await post(), await post()];

    const refused = '429 {"message":"Too Many Requests"}';
    expect([first, later]).toEqual([
      ['200 ', '200 ', refused],
      ['200 ', refused],
    ]);
  });
});

describe('routes', () => {
  it('are chosen by how literal they are', async () => {
    const { url, events } = await gatewayOf(
      apiOf(['ANY /{all+}', 'GET /orders/{id}', 'GET /orders/newest']),
    );
    for (const path of ['/orders/newest', '/orders/7', '/orders/7/lines']) await fetch(url + path);

    expect(events.map(({ routeKey, pathParameters }) => [routeKey, pathParameters])).toEqual([
      ['GET /orders/newest', undefined],
      ['GET /orders/{id}', { id: '7' }],
      ['ANY /{all+}', { all: 'orders/7/lines' }],
    ]);
  });

  it.each([
    [
      'another authorizer',
      { route: { AuthorizationType: 'JWT' } },
      'Route0: AuthorizationType: the local gateway knows the authorizers NONE and AWS_IAM only',
    ],
    [
      'a stage with a name',
      { stage: { StageName: 'v1' } },
      'Stage: StageName: the local gateway serves the stage $default only',
    ],
    [
      'a route for everything else',
      { route: { RouteKey: '$default' } },
      'Route0: RouteKey: the local gateway serves routes METHOD /path only',
    ],
    [
      'an integration that is not there',
      { route: { Target: 'integrations/gone' } },
      'Route0: no integration integrations/gone',
    ],
  ])('refuse %s by name, as a start that is refused', async (_name, edit, message) => {
    const error: unknown = await gatewayOf(apiOf(['POST /hook'], edit)).catch((thrown) => thrown);

    expect([error, exitCodeOf(error)]).toEqual([
      expect.objectContaining({ message: expect.stringContaining(message) }),
      1,
    ]);
  });

  it.each([0, 2])('are those of one API: %i are refused', async (count) => {
    const [lambda, api, ...rest] = apiOf(['POST /hook']);
    const apis = [api, api && { ...api, logicalId: 'Other' }].slice(0, count);
    const resources = [lambda, ...apis, ...rest].filter((each) => each !== undefined);
    const error: unknown = await gatewayOf(resources).catch((thrown) => thrown);

    expect([error, exitCodeOf(error)]).toEqual([
      expect.objectContaining({
        message: `the local gateway serves one HTTP API; the template has ${count}`,
      }),
      1,
    ]);
  });
});
