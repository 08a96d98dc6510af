/** One POST of a webhook: what counts as an answer, and when nobody waits any longer. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { postWebhook } from '../../cdk/bridge/smoke/post-webhook.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const serve = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener).listen(0, '127.0.0.1');
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
};
const webhook = { headers: { 'X-Shopify-Topic': 'orders/create' }, body: '{"id":1}' };

it.each([200, 204, 401, 503])('%i is an answer', async (status) => {
  const url = await serve((_, response) => void response.writeHead(status).end());

  expect(await postWebhook(url, webhook)).toEqual({ kind: 'answered', status });
});

it('sends the headers and the very bytes', async () => {
  let came: unknown;
  const url = await serve(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    came = [request.method, request.headers['x-shopify-topic'], body];
    response.end();
  });
  await postWebhook(url, webhook);

  expect(came).toEqual(['POST', 'orders/create', '{"id":1}']);
});

it('a redirect is an answer, and is not followed', async () => {
  const url = await serve((_, response) => void response.writeHead(307, { location: '/x' }).end());

  expect(await postWebhook(url, webhook)).toEqual({ kind: 'answered', status: 307 });
});

it('an answer that has begun and does not end is none after 5 s', { timeout: 15_000 }, async () => {
  const url = await serve((_, response) => void response.writeHead(200).write('{'));
  const begun = performance.now();

  expect(await postWebhook(url, webhook)).toEqual({ kind: 'silent', code: 'TimeoutError' });
  expect(performance.now() - begun).toBeGreaterThan(4_900);
});

it.each([
  ['http://127.0.0.1:1/', 'bad port'],
  ['nowhere', 'ERR_INVALID_URL'],
])('nothing is sent to %s', async (url, code) => {
  expect(await postWebhook(url, webhook)).toEqual({ kind: 'unreachable', code });
});
