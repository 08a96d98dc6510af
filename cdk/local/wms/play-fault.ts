/**
 * Does to a connection what a fault says: answers, keeps silent, or breaks it.
 */
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { ActiveFault } from './faults.ts';
import { type Answer, jsonAnswer, sendAnswer } from './http.ts';
import { problemAnswer, problemTypes } from './problem.ts';

const htmlPage: Answer = {
  status: 200,
  headers: { 'Content-Type': 'text/html; charset=utf-8' },
  body: '<!doctype html><title>Maintenance</title><h1>We will be back soon</h1>',
};

const statusAnswer = (fault: ActiveFault & { readonly kind: 'status' }): Answer => {
  const { status, retryAfter, detail } = fault;
  const headers =
    retryAfter === undefined ? undefined : { headers: { 'Retry-After': String(retryAfter) } };
  // 204 and 304 have no body; another success lacks the id that the contract asks for.
  if (status === 204 || status === 304) return { status, ...headers };
  if (status < 400) return jsonAnswer(status, {}, headers?.headers);
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
): Promise<void> => {
  response.writeHead(answer.status, answer.headers);
  for (const byte of Buffer.from(answer.body ?? '')) {
    if (response.destroyed) return;
    response.write(Buffer.of(byte));
    await delay(millis, undefined, { signal: stop });
  }
  response.end();
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

/** Answers one request. Gives the status that was sent, or null where none was. */
export const playFault = async (
  fault: ActiveFault | null,
  played: Played,
): Promise<number | null> => {
  const { response, work, stop } = played;
  switch (fault?.kind) {
    case undefined:
      return answerFully(played, work());
    case 'status':
      return answerFully(played, played.dress(statusAnswer(fault)));
    case 'slow':
      await delay(fault.millis, undefined, { signal: stop });
      return answerFully(played, work());
    case 'garbage':
      return answerFully(played, htmlPage);
    case 'redirect':
      return answerFully(played, {
        status: 307,
        headers: { Location: fault.location ?? '/moved' },
      });
    case 'drip': {
      const answer = work();
      await drip(response, answer, fault.millis, stop);
      return answer.status;
    }
    case 'hang':
      return null;
    case 'reset':
      response.socket?.resetAndDestroy();
      return null;
    case 'lose-answer':
      work();
      response.socket?.destroy();
      return null;
  }
};
