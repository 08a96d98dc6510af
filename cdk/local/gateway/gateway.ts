/**
 * The HTTP gateway: takes requests on one port, refuses what API Gateway would, calls the functions.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Admit, InvokeFunction, LocalTemplate } from '../contracts.ts';
import { localAccountId } from '../template/surroundings.ts';
import { authorizeByIam, type IamCaller } from './iam-authorizer.ts';
import {
  gatewayAnswer,
  type HttpAnswer,
  internalError,
  toHttpAnswer,
  unavailable,
} from './proxy-answer.ts';
import { toProxyEvent } from './proxy-event.ts';
import { type HttpApi, matchRoute, type RouteMatch, readHttpApi } from './routes.ts';
import { makeTokenBucket } from './token-bucket.ts';

export type GatewayOptions = {
  /** 0 takes any free port. */
  readonly port: number;
  readonly template: LocalTemplate;
  readonly region: string;
  readonly invoke: InvokeFunction;
  /** Who may use routes with IAM authorization. */
  readonly admit: Admit;
  /** Milliseconds that never go back; for throttling and latency. */
  readonly now?: () => number;
  /** Told of every answer. @default - nobody is */
  readonly onAnswer?: (answer: { readonly status: number; readonly latencyMillis: number }) => void;
};

export type Gateway = {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly api: HttpApi;
  /** Stops taking requests; those that run get a short while to end. */
  readonly close: () => Promise<void>;
};

/** A larger body fits into no invocation. */
const bodyBytesMax = 6 * 1024 * 1024;
/** An oversized body is read to its end, so that the client sees the answer, but not for ever. */
const discardedBytesMax = 64 * 1024 * 1024;
/** Longer than a client keeps an idle connection, so that no request meets a closing one. */
const keepAliveMillis = 75_000;
const closeGraceMillis = 500;

/** @throws Error when the template's API is not supported, or the port is taken. */
export const startGateway = async (options: GatewayOptions): Promise<Gateway> => {
  const api = readHttpApi(options.template);
  const respond = observed(makeResponder(options, api), options);
  const server = createServer((request, response) => {
    void serve(respond, request, response);
  });
  server.keepAliveTimeout = keepAliveMillis;
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, api, close: () => closeServer(server) };
};

type Respond = (request: IncomingMessage, requestId: string) => Promise<HttpAnswer>;

const observed =
  (respond: Respond, { onAnswer, now = () => performance.now() }: GatewayOptions): Respond =>
  async (request, requestId) => {
    const startedAt = now();
    // A client that goes away in the middle is no fault of the stack's.
    const answer = await respond(request, requestId).catch(() => internalError);
    if (!request.destroyed || request.complete)
      onAnswer?.({ status: answer.status, latencyMillis: Math.ceil(now() - startedAt) });
    return answer;
  };

const makeResponder = (options: GatewayOptions, api: HttpApi): Respond => {
  const now = options.now ?? (() => performance.now());
  const buckets = new Map(
    api.routes.flatMap((route) =>
      route.throttle ? [[route.routeKey, makeTokenBucket(route.throttle)] as const] : [],
    ),
  );
  return async (request, requestId) => {
    const method = request.method ?? '';
    const [path = '/'] = (request.url ?? '/').split('?');
    const match = matchRoute(api, method, path);
    if (match === undefined) return gatewayAnswer(404, 'Not Found');
    const take = buckets.get(match.route.routeKey);
    if (take && !take(now())) return gatewayAnswer(429, 'Too Many Requests');
    const { authorization } = request.headers;
    const { needsIam } = match.route;
    const signed = { method, path, authorization };
    const caller = needsIam ? authorizeByIam(signed, { ...options, ...api }) : undefined;
    if (needsIam && caller === undefined) return gatewayAnswer(403, 'Forbidden');
    const body = await readBody(request);
    if (body === undefined) return gatewayAnswer(413, 'Request Entity Too Large');
    return callFunction(options, api, match, { request, requestId, body, caller });
  };
};

type Received = {
  readonly request: IncomingMessage;
  readonly requestId: string;
  readonly body: Buffer;
  readonly caller: IamCaller | undefined;
};

const callFunction = async (
  options: GatewayOptions,
  api: HttpApi,
  match: RouteMatch,
  { request, requestId, body, caller }: Received,
): Promise<HttpAnswer> => {
  const event = toProxyEvent(
    {
      method: request.method ?? '',
      target: request.url ?? '/',
      rawHeaders: request.rawHeaders,
      body,
      sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
    },
    match,
    { apiId: api.apiId, accountId: localAccountId, requestId, now: new Date(), caller },
  );
  const stopWaiting = new AbortController();
  const timeout = sleep(match.route.timeoutMillis, undefined, { signal: stopWaiting.signal });
  try {
    const invoked = options.invoke(match.route.functionLogicalId, event);
    const result = await Promise.race([invoked, timeout]);
    return result === undefined ? unavailable : toHttpAnswer(result);
  } finally {
    stopWaiting.abort();
    await timeout.catch(() => {});
  }
};

const serve = async (
  respond: Respond,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const requestId = randomUUID();
  const answer = await respond(request, requestId);
  request.resume();
  if (response.destroyed) return;
  const headers = { ...answer.headers, 'apigw-requestid': requestId };
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.writeHead(answer.status).end(answer.body);
};

/** The whole body, or nothing when it is larger than the gateway takes. */
const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > discardedBytesMax) return undefined;
    if (size <= bodyBytesMax) chunks.push(chunk);
  }
  return size <= bodyBytesMax ? Buffer.concat(chunks, size) : undefined;
};

const closeServer = async (server: Server): Promise<void> => {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const grace = setTimeout(() => server.closeAllConnections(), closeGraceMillis);
  await closed;
  clearTimeout(grace);
};
