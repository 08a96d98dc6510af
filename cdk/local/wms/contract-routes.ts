/**
 * From a request to the contract's answer, by way of the rate limit and the fault switches.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ActiveFault } from './faults.ts';
import type { Answer } from './http.ts';
import { contentOf, parseJson } from './orders-endpoint.ts';
import { playFault } from './play-fault.ts';
import { notFound, tooManyRequests } from './problem.ts';
import type { WmsParts } from './wms-parts.ts';

export type Incoming = {
  readonly request: IncomingMessage;
  readonly url: URL;
  /** null if it was too large. */
  readonly text: string | null;
  readonly orderId: string | null;
};

/** Adds to a refusal what the caller must not log. */
const echoAddressIn = (answer: Answer, text: string | null): Answer => {
  if (answer.status < 400 || answer.body === undefined) return answer;
  const sent = parseJson(text ?? '') as { ship_to?: Record<string, unknown> | null } | undefined;
  const { name, address1, city } = sent?.ship_to ?? {};
  const problem = parseJson(answer.body) as Readonly<Record<string, unknown>>;
  const detail = `${problem.detail ?? problem.title} (ship to: ${name}, ${address1}, ${city})`;
  return { ...answer, body: JSON.stringify({ ...problem, detail }) };
};

const headerOf = (request: IncomingMessage, name: string): string | undefined => {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
};

const putOrder = (parts: WmsParts, orderId: string, { request, text }: Incoming) => {
  const idempotencyKey = headerOf(request, 'idempotency-key');
  // Asked at once, so that a key with two bodies is seen even when a fault swallows the request.
  const keyAdmitted =
    idempotencyKey === undefined ||
    parts.keys.admit(idempotencyKey, contentOf(text ?? ''), { orderId, atMillis: parts.now() });
  const facts = {
    orderId,
    contentType: request.headers['content-type'],
    idempotencyKey,
    correlationId: headerOf(request, 'x-correlation-id') ?? null,
    text,
  };
  return (): Answer => {
    const caller = parts.access(request.headers);
    return parts.endpoint.put({ ...facts, caller }, keyAdmitted);
  };
};

const endpointOf = (pathname: string): ActiveFault['at'] => {
  if (pathname === '/oauth/token') return 'token';
  return /^\/keys(\/|$)/.test(pathname) ? 'keys' : 'orders';
};

/** What the contract answers to this request; null where the contract has no such path. */
const findWork = (parts: WmsParts, incoming: Incoming): (() => Answer) | null => {
  const { request, url, text, orderId } = incoming;
  const { method = '', headers } = request;
  const at = endpointOf(url.pathname);
  if (at === 'token' && method === 'POST') {
    return () => parts.tokens.answerTokenRequest(headers.authorization, text ?? '');
  }
  if (at === 'keys') {
    const asked = { method, pathname: url.pathname, text: text ?? '' };
    return () => parts.keysEndpoint({ ...asked, caller: parts.access(headers) });
  }
  if (orderId !== null && method === 'PUT') return putOrder(parts, orderId, incoming);
  if (url.pathname === '/orders' && method === 'GET') {
    return () => parts.endpoint.list(parts.access(headers), url.searchParams);
  }
  return null;
};

/** Answers one request of the contract, or does to it what a fault says. */
export const answerContract = async (
  parts: WmsParts,
  incoming: Incoming,
  response: ServerResponse,
): Promise<void> => {
  const { request, url, text, orderId } = incoming;
  const at = endpointOf(url.pathname);
  const found = findWork(parts, incoming) ?? notFound;
  const fits = at !== 'orders' || parts.limit.admit();
  const fault = fits ? parts.faults.take(at, orderId) : null;
  const dress = (answer: Answer): Answer =>
    parts.switches.echoAddress ? echoAddressIn(answer, text) : answer;
  const { method = '', headers } = request;
  const setStatus = parts.log.add({
    ...{ atMillis: parts.now(), method, path: url.pathname, orderId },
    ...{ headers, text, fault: fault?.kind ?? null },
  });
  const work = (): Answer => dress(fits ? found() : tooManyRequests(parts.limit));
  setStatus(await playFault(fault, { response, work, dress, stop: parts.stop.signal }));
};
