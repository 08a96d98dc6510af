/**
 * Shopify's Admin API of one shop, simulated: tokens, GraphQL over the orders that it is told of, bulk
 * operations and their files, webhook subscriptions. It fails on command.
 *
 * Everything is in bounded memory. It knows nothing of the bridge: any client may talk to it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type HttpServer, readBody, sendAnswer, serveHttp } from '../wms/http.ts';
import type { AdminClient } from './access-tokens.ts';
import type { ActiveFault, AdminFault } from './admin-faults.ts';
import { adminApiVersion } from './admin-schema.ts';
import { fileDays } from './bulk-object.ts';
import { answerQuery, readQuery, subjectOf, throttled } from './graphql-endpoint.ts';
import { type AdminSwitches, answerOperator, applySettings } from './operator-routes.ts';
import { playFault, statusAnswer } from './play-fault.ts';
import type { AdminRequest } from './request-log.ts';
import { sendFile } from './send-file.ts';
import {
  makeShopAdminParts,
  type ShopAdminParts,
  type SimulatedShopAdminSettings,
} from './shop-admin-parts.ts';
import type { AdminOrder, WebhookOrder } from './webhook-order.ts';
import type { WebhookRegistry } from './webhook-registry.ts';

const bodyBytesMax = 1_000_000;

export type SimulatedShopAdmin = {
  /** Where a shop has `https://{shop}/admin`. */
  readonly url: string;
  /** Puts an order in, or its new state, as a webhook of it would have it. */
  readonly putOrder: (order: WebhookOrder) => AdminOrder;
  readonly removeOrder: (orderId: string) => void;
  readonly order: (orderId: string) => AdminOrder | undefined;
  readonly orders: () => readonly AdminOrder[];
  /** All requests, oldest first, those for tokens and files included. */
  readonly requests: () => readonly AdminRequest[];
  readonly faults: {
    /** Switches a fault on. Gives the id to `clear` it by. */
    readonly add: (fault: AdminFault) => string;
    /** Switches off what was on, and these on. */
    readonly set: (faults: readonly AdminFault[]) => void;
    /** Switches one off, or all. */
    readonly clear: (id?: string) => void;
    readonly list: () => readonly ActiveFault[];
  };
  /** Scopes, lag of the search, lifetime of tokens, size of the bucket …: what is not given stays. */
  readonly set: (switches: AdminSwitches) => void;
  /** As if another app had used all points up. */
  readonly emptyBucket: () => void;
  readonly webhooks: WebhookRegistry;
  readonly revokeTokens: () => void;
  /** Other credentials; the tokens of the former are good no more. */
  readonly setClient: (client: AdminClient) => void;
  /** A token without an end. */
  readonly issueToken: () => string;
  /** Refuses all connections, and forgets nothing. */
  readonly goAway: () => Promise<void>;
  readonly comeBack: () => Promise<void>;
  readonly close: () => Promise<void>;
};

type Incoming = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  readonly text: string;
};

const answerToken = async (parts: ShopAdminParts, incoming: Incoming): Promise<void> => {
  const { request, response, path, text } = incoming;
  const fault = parts.faults.take({ at: 'token', fields: [], orderIds: [] });
  const about = { operation: null, fields: [], variables: {}, fault: fault?.kind ?? null };
  const entry = parts.log.add({ atMillis: parts.now(), path, ...about });
  const work = () => parts.tokens.answer(request.headers['content-type'] ?? '', text);
  const throttle = () => statusAnswer(429);
  entry.status = await playFault(fault, { response, work, throttle, stop: parts.stop.signal });
};

const answerGraphql = async (parts: ShopAdminParts, incoming: Incoming): Promise<void> => {
  const { request, response, path, text } = incoming;
  const asked = readQuery(parts, text);
  const subject = subjectOf(asked);
  const fault = parts.faults.take(subject);
  const variables = asked.kind === 'prepared' ? asked.variables : {};
  const operation = asked.kind === 'prepared' ? (asked.priced.operation.name?.value ?? null) : null;
  const about = { operation, fields: subject.fields, variables, fault: fault?.kind ?? null };
  const entry = parts.log.add({ atMillis: parts.now(), path, ...about });
  const work = () => {
    const token = request.headers['x-shopify-access-token'];
    if (typeof token !== 'string' || !parts.tokens.isGood(token)) return statusAnswer(401);
    const { answer, cost } = answerQuery(parts, asked);
    entry.cost = cost;
    return answer;
  };
  const throttle = () => throttled(parts, asked);
  entry.status = await playFault(fault, { response, work, throttle, stop: parts.stop.signal });
};

const fileMillis = fileDays * 86_400_000;

/** The file of a bulk operation: whoever knows its name may read it, for a week. */
const answerFile = async (parts: ShopAdminParts, incoming: Incoming): Promise<void> => {
  const { response, path } = incoming;
  const fault = parts.faults.take({ at: 'file', fields: [], orderIds: [] });
  const about = { operation: null, fields: [], variables: {}, fault: fault?.kind ?? null };
  const entry = parts.log.add({ atMillis: parts.now(), path, ...about });
  const operation = parts.bulk.byName(path.replace('/bulk/', ''));
  const isThere = operation !== undefined && parts.now() < operation.createdAt + fileMillis;
  if ((fault !== null && fault.kind !== 'cut') || !isThere) {
    const work = () => statusAnswer(isThere ? 200 : 404);
    const throttle = () => statusAnswer(429);
    entry.status = await playFault(fault, { response, work, throttle, stop: parts.stop.signal });
    return;
  }
  entry.status = await sendFile(operation.file, incoming, fault?.kind === 'cut');
};

const handle = async (
  parts: ShopAdminParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const bytes = await readBody(request, bodyBytesMax);
  if (bytes === null) return sendAnswer(response, statusAnswer(413));
  const { method = '' } = request;
  const { pathname: path } = new URL(request.url ?? '/', 'http://shop.local');
  const text = bytes.toString('utf8');
  const incoming = { request, response, path, text };
  if (path.startsWith('/_admin/'))
    return sendAnswer(response, answerOperator(parts, method, path, text));
  if (`${method} ${path}` === 'POST /admin/oauth/access_token') return answerToken(parts, incoming);
  if (`${method} ${path}` === `POST /admin/api/${adminApiVersion}/graphql.json`)
    return answerGraphql(parts, incoming);
  if (method === 'GET' && path.startsWith('/bulk/')) return answerFile(parts, incoming);
  return sendAnswer(response, statusAnswer(404));
};

const control = (parts: ShopAdminParts, server: HttpServer): SimulatedShopAdmin => {
  const { index, log, faults, tokens, bucket, webhooks } = parts;
  return {
    url: `${server.url}/admin`,
    putOrder: index.put,
    removeOrder: index.remove,
    order: index.get,
    orders: index.all,
    requests: log.all,
    faults,
    set: (switches) => applySettings(parts, switches),
    emptyBucket: bucket.empty,
    webhooks,
    revokeTokens: tokens.revokeAll,
    setClient: tokens.setClient,
    issueToken: tokens.issuePermanent,
    goAway: server.close,
    comeBack: server.reopen,
    close: () => {
      parts.stop.abort();
      return server.close();
    },
  };
};

/** Serves `/admin/…` of a shop, and `/_admin/` beside it, on 127.0.0.1. */
export const startSimulatedShopAdmin = async (
  settings: SimulatedShopAdminSettings,
): Promise<SimulatedShopAdmin> => {
  const parts = makeShopAdminParts(settings);
  const server = await serveHttp(settings.port, (request, response) =>
    handle(parts, request, response),
  );
  parts.place.url = server.url;
  return control(parts, server);
};
