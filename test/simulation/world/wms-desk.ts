/**
 * What the WMS does with a request that has arrived: lets the caller in, refuses what the plan says it
 * must refuse, and serves the rest on the contract.
 */
import type { Answer } from '../../../cdk/local/wms/http.ts';
import { contentOf } from '../../../cdk/local/wms/orders-endpoint.ts';
import { problemAnswer, problemTypes } from '../../../cdk/local/wms/problem.ts';
import type { WmsParts } from '../../../cdk/local/wms/wms-parts.ts';
import type { HttpRequest } from '../../../lib/adapters/http-request.ts';
import { canary } from './order-content.ts';
import type { Reaction } from './wms-exchange.ts';
import type { Moods } from './wms-moods.ts';
import type { Tell, WmsCall } from './world-events.ts';

export type Desk = {
  /** A key that is used for two bodies is the caller's fault at once, wherever the request ends. */
  readonly admitKey: (call: WmsCall, request: HttpRequest) => boolean;
  /** Undefined for a request that the WMS never answers. */
  readonly serve: (call: WmsCall, request: HttpRequest, keyAdmitted: boolean) => Answer | undefined;
};

export const makeDesk = (parts: WmsParts, moods: Moods, tell: Tell): Desk => {
  const put = (call: WmsCall, request: HttpRequest, keyAdmitted: boolean): Answer => {
    const orderId = call.orderId ?? '';
    const before = parts.book.get(orderId);
    const answer = parts.endpoint.put(
      {
        orderId,
        caller: parts.access(request.headers),
        contentType: request.headers['content-type'],
        idempotencyKey: call.key ?? undefined,
        correlationId: request.headers['x-correlation-id'] ?? null,
        text: request.body,
      },
      keyAdmitted,
    );
    const after = parts.book.get(orderId);
    const done = after === before ? undefined : after?.versions.at(-1);
    if (done !== undefined)
      tell({ kind: 'wms-effect', ...call, outcome: done.outcome, order: done.order });
    return answer;
  };

  return {
    admitKey: ({ orderId, key }, request) =>
      orderId === null ||
      key === null ||
      parts.keys.admit(key, contentOf(request.body), { orderId, atMillis: parts.now() }),
    serve: (call, request, keyAdmitted) => {
      const { headers, body } = request;
      if (call.endpoint === 'token') {
        return parts.tokens.answerTokenRequest(headers['authorization'], body);
      }
      if (parts.access(headers) === null) return put(call, request, keyAdmitted);
      if (moods.isForbiddenToAll(parts.now())) return refusal(403);
      const trouble = moods.troubleOf(call.orderId ?? '', parts.now());
      if (trouble === 'poison-hang') return undefined;
      if (trouble === 'conflict') return conflict(call.version);
      const status = refusedWith[trouble ?? ''];
      if (status !== undefined) return refusal(status);
      return put(call, request, keyAdmitted);
    },
  };
};

const refusedWith: Readonly<Record<string, number>> = {
  poison: 500,
  forbidden: 403,
  rejected: 422,
};

/** Of a kind that the contract allows for other reasons than a newer version. */
const conflict = (version: string | null): Answer =>
  problemAnswer({
    status: 409,
    type: problemTypes.conflict,
    title: 'The order is being picked',
    members: { current_version: version },
  });

/** With somebody's name in it, as careless systems answer: it must never be logged. */
export const refusal = (status: number, retryAfterSeconds?: number): Answer =>
  problemAnswer({
    status,
    type: problemTypes.simulated,
    title: 'Refused',
    detail: `shipped to ${canary}`,
    headers: retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) },
  });

const garbage: Answer = {
  status: 200,
  headers: { 'Content-Type': 'text/html' },
  body: `<html><title>Please log in</title><p>Welcome, ${canary}</p></html>`,
};

/** An answer after the time that it takes, or none. */
export const answered = (answer: Answer | undefined, afterMillis: number): Reaction =>
  answer === undefined ? { kind: 'silence' } : { kind: 'answer', answer, afterMillis };

export const garbageAfter = (afterMillis: number): Reaction => answered(garbage, afterMillis);
