/**
 * A WMS that obeys docs/wms-openapi.yaml, remembers all it was sent, and fails on command.
 *
 * Everything is in bounded memory. It knows nothing of the bridge: any client may talk to it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerAdmin } from './admin.ts';
import { answerContract } from './contract-routes.ts';
import type { WmsClient, WmsKey } from './credentials.ts';
import type { ActiveFault, Fault } from './faults.ts';
import { readBody, sendAnswer, serveHttp } from './http.ts';
import type { Violation } from './idempotency-keys.ts';
import type { StoredOrder } from './order-book.ts';
import type { WmsOrder } from './order-contract.ts';
import type { WmsRequest } from './request-log.ts';
import { makeWmsParts, type SimulatedWmsSettings, type WmsParts } from './wms-parts.ts';

export type { SimulatedWmsSettings };

const bodyBytesMax = 1_000_000;

export type SimulatedWms = {
  /** The base URL of the contract; tokens are at `{url}/oauth/token`. */
  readonly url: string;
  readonly order: (orderId: string) => StoredOrder | undefined;
  readonly orders: () => readonly StoredOrder[];
  /** It loses the order, and not which Idempotency-Keys it has answered. */
  readonly forget: (orderId: string) => boolean;
  /** Puts an order in, as a request that it took would have. */
  readonly putOrder: (order: WmsOrder) => void;
  /** All requests of the contract, oldest first, those to the token endpoint included. */
  readonly requests: () => readonly WmsRequest[];
  readonly violations: () => readonly Violation[];
  readonly faults: {
    /** Switches a fault on. Gives the id to `clear` it by. */
    readonly add: (fault: Fault) => string;
    /** Switches off what was on, and these on. */
    readonly set: (faults: readonly Fault[]) => void;
    /** Switches one off, or all. */
    readonly clear: (id?: string) => void;
    readonly list: () => readonly ActiveFault[];
  };
  readonly setEchoAddress: (on: boolean) => void;
  /** null switches the limit off. */
  readonly setLimitPerSecond: (limit: number | null) => void;
  /** New credentials; the tokens that are out stay good until `revokeTokens`. */
  readonly setClients: (clients: readonly WmsClient[]) => void;
  readonly revokeTokens: () => void;
  /** How long the tokens issued from now on are good. */
  readonly setTokenSeconds: (seconds: number) => void;
  /** The client secrets and API keys that are good, without their secrets. */
  readonly keys: () => readonly WmsKey[];
  /** Refuses all connections, and forgets nothing. */
  readonly goAway: () => Promise<void>;
  readonly comeBack: () => Promise<void>;
  readonly close: () => Promise<void>;
};

const handle = async (
  parts: WmsParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const bytes = await readBody(request, bodyBytesMax);
  const url = new URL(request.url ?? '/', 'http://wms.local');
  const text = bytes?.toString('utf8') ?? null;
  if (url.pathname.startsWith('/_admin/')) {
    sendAnswer(response, answerAdmin(parts, request.method ?? '', url, text ?? ''));
    return;
  }
  const orderId = /^\/orders\/([^/]+)$/.exec(url.pathname)?.[1] ?? null;
  await answerContract(parts, { request, url, text, orderId }, response);
};

/** Serves the contract, and `/_admin/` beside it, on 127.0.0.1. */
export const startSimulatedWms = async (settings: SimulatedWmsSettings): Promise<SimulatedWms> => {
  const parts = makeWmsParts(settings);
  const { book, log, keys, faults, tokens, credentials } = parts;
  const server = await serveHttp(settings.port, (request, response) =>
    handle(parts, request, response),
  );
  return {
    url: server.url,
    order: book.get,
    orders: book.all,
    forget: book.forget,
    putOrder: (order) => {
      const of = { atMillis: parts.now(), correlationId: null };
      book.put({ ...of, idempotencyKey: `put-in:${order.order_id}:${order.version}`, order });
    },
    requests: log.all,
    violations: keys.violations,
    faults,
    setEchoAddress: (on) => {
      parts.switches.echoAddress = on;
    },
    setLimitPerSecond: parts.limit.set,
    setClients: credentials.setClients,
    revokeTokens: tokens.revokeAll,
    setTokenSeconds: tokens.setSeconds,
    keys: credentials.all,
    goAway: server.close,
    comeBack: server.reopen,
    close: () => {
      parts.stop.abort();
      return server.close();
    },
  };
};
