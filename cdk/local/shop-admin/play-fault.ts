/**
 * Does to a connection what a fault says: answers, keeps silent, or breaks it.
 */
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, jsonAnswer, sendAnswer } from '../wms/http.ts';
import type { ActiveFault } from './admin-faults.ts';

const htmlPage: Answer = {
  status: 200,
  headers: { 'Content-Type': 'text/html; charset=utf-8' },
  body: '<!doctype html><title>Something went wrong</title><h1>Shopify is unavailable</h1>',
};

/** What Shopify says of itself besides the status. */
const errorsOf: Readonly<Record<number, string>> = {
  401: '[API] Invalid API key or access token (unrecognized login or wrong password)',
  402: 'Unavailable Shop',
  403: 'Forbidden',
  404: 'Not Found',
  423: 'Locked',
  429: 'Exceeded 2 calls per second for api client. Reduce request rates to resume uninterrupted service.',
};

export const statusAnswer = (status: number, retryAfter?: string): Answer =>
  jsonAnswer(
    status,
    { errors: errorsOf[status] ?? 'Internal Server Error' },
    retryAfter === undefined ? {} : { 'Retry-After': retryAfter },
  );

export const errorAnswer = (code: string): Answer =>
  jsonAnswer(200, {
    errors: [{ message: 'Simulated error', extensions: { code, requestId: 'simulated' } }],
  });

export type Played = {
  readonly response: ServerResponse;
  /** Does the work of the request; its answer may never be sent. */
  readonly work: () => Answer;
  /** The answer of an empty bucket. */
  readonly throttle: () => Answer;
  /** Ends all waiting. */
  readonly stop: AbortSignal;
};

const promptAnswer = (fault: ActiveFault | null, { work, throttle }: Played): Answer | null => {
  switch (fault?.kind) {
    case undefined:
      return work();
    case 'status':
      return statusAnswer(fault.status, fault.retryAfter);
    case 'garbage':
      return htmlPage;
    case 'malformed':
      return jsonAnswer(200, { data: { orders: 7, order: { id: false }, node: [] } });
    case 'throttled':
      return throttle();
    case 'error':
      return errorAnswer(fault.code);
    default:
      return null;
  }
};

const sendFully = (response: ServerResponse, answer: Answer): number => {
  sendAnswer(response, answer);
  return answer.status;
};

const sendHalf = (response: ServerResponse, { status, headers, body = '' }: Answer): null => {
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...headers, 'Content-Length': bytes.length });
  response.write(bytes.subarray(0, bytes.length >> 1), () => response.socket?.destroy());
  return null;
};

/** Answers one request. Gives the status that was sent, or null where no whole answer was. */
export const playFault = async (
  fault: ActiveFault | null,
  played: Played,
): Promise<number | null> => {
  const { response, work, stop } = played;
  const prompt = promptAnswer(fault, played);
  if (prompt !== null) return sendFully(response, prompt);
  switch (fault?.kind) {
    case 'slow':
      await delay(fault.millis, undefined, { signal: stop });
      return sendFully(response, work());
    case 'cut':
      return sendHalf(response, work());
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
