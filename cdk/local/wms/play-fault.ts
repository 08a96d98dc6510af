/**
 * Does to a connection what a fault says: answers, keeps silent, or breaks it.
 */
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Capacity } from './capacity.ts';
import type { ActiveFault, MetFault } from './faults.ts';
import { type Answer, jsonAnswer, sendAnswer } from './http.ts';
import { outOfCapacity, problemAnswer, problemTypes, tooManyRequests } from './problem.ts';

const htmlPage: Answer = {
  status: 200,
  headers: { 'Content-Type': 'text/html; charset=utf-8' },
  body: '<!doctype html><title>Maintenance</title><h1>We will be back soon</h1>',
};

const endlessBytesMax = 64 * 1_024 * 1_024;
const endlessChunk = Buffer.alloc(16_384, 'x');

const statusAnswer = (fault: ActiveFault & { readonly kind: 'status' }): Answer => {
  const { status, retryAfter, detail } = fault;
  const headers = {
    headers: {
      ...(retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }),
      ...(status === 401 ? { 'WWW-Authenticate': 'Bearer error="invalid_token"' } : {}),
    },
  };
  // 204 and 304 have no body; another success lacks the id that the contract asks for.
  if (status === 204 || status === 304) return { status, ...headers };
  if (status < 400) return jsonAnswer(status, {}, headers.headers);
  return problemAnswer({
    status,
    type: problemTypes.simulated,
    title: `Simulated ${status}`,
    ...(detail === undefined ? {} : { detail }),
    ...headers,
  });
};

const drip = async (
  response: ServerResponse,
  answer: Answer,
  millis: number,
  stop: AbortSignal,
): Promise<number> => {
  response.writeHead(answer.status, answer.headers);
  for (const byte of Buffer.from(answer.body ?? '')) {
    if (response.destroyed) break;
    response.write(Buffer.of(byte));
    await delay(millis, undefined, { signal: stop });
  }
  response.end();
  return answer.status;
};

/** An id that goes on and on; a client that reads without bound will not come back from it. */
const endlessBody = function* (): Generator<Buffer> {
  yield Buffer.from('{"wms_order_id":"');
  for (let sent = 0; sent < endlessBytesMax; sent += endlessChunk.length) yield endlessChunk;
};

const endless = async (response: ServerResponse, stop: AbortSignal): Promise<number> => {
  response.writeHead(200, { 'Content-Type': 'application/json' });
  // That the client leaves is the only good end of this.
  await pipeline(Readable.from(endlessBody()), response, { signal: stop }).catch(() => undefined);
  return 200;
};

const gzip = (response: ServerResponse, { status, headers, body = '' }: Answer): number => {
  response.writeHead(status, { ...headers, 'Content-Encoding': 'gzip' }).end(gzipSync(body));
  return status;
};

export type Played = {
  readonly response: ServerResponse;
  /** Does the work of the request; its answer may never be sent. */
  readonly work: () => Answer;
  /** Adds to a simulated refusal what a careless WMS would say about the order. */
  readonly dress: (answer: Answer) => Answer;
  /** Ends all waiting. */
  readonly stop: AbortSignal;
};

const answerFully = ({ response }: Played, answer: Answer): number => {
  sendAnswer(response, answer);
  return answer.status;
};

const serveInTurn = async (capacity: Capacity, played: Played): Promise<number> => {
  const turn = capacity.enter();
  if (turn.kind === 'refused') return answerFully(played, played.dress(outOfCapacity()));
  try {
    await delay(turn.millis, undefined, { signal: played.stop });
    return answerFully(played, played.work());
  } finally {
    turn.leave();
  }
};

/** The answer of a fault that answers at once and whole; null for one that does it otherwise. */
const promptAnswer = (fault: MetFault | null, { work, dress }: Played): Answer | null => {
  switch (fault?.kind) {
    case undefined:
      return work();
    case 'status':
      return dress(statusAnswer(fault));
    case 'limit':
      return fault.gauge.admit() ? work() : dress(tooManyRequests(fault.gauge));
    case 'garbage':
      return htmlPage;
    case 'redirect':
      return { status: 307, headers: { Location: fault.location ?? '/moved' } };
    default:
      return null;
  }
};

/** Answers one request. Gives the status that was sent, or null where none was. */
export const playFault = async (fault: MetFault | null, played: Played): Promise<number | null> => {
  const { response, work, stop } = played;
  const prompt = promptAnswer(fault, played);
  if (prompt !== null) return answerFully(played, prompt);
  switch (fault?.kind) {
    case 'slow':
      await delay(fault.millis, undefined, { signal: stop });
      return answerFully(played, work());
    case 'capacity':
      return serveInTurn(fault.gauge, played);
    case 'drip':
      return drip(response, work(), fault.millis, stop);
    case 'gzip':
      return gzip(response, work());
    case 'endless':
      work();
      return endless(response, stop);
    case 'reset':
      response.socket?.resetAndDestroy();
      return null;
    case 'lose-answer':
      work();
      response.socket?.destroy();
      return null;
    default:
      // 'hang': nothing is done and nothing is said.
      return null;
  }
};
