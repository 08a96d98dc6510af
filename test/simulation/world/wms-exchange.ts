/**
 * The client's side of one HTTP exchange in virtual time: it hears an answer, that the connection broke,
 * or nothing until its patience ends. What it does not hear may happen all the same.
 */
import type { Answer } from '../../../cdk/local/wms/http.ts';
import type { HttpRequest, HttpResult } from '../../../lib/adapters/http-request.ts';
import type { Environment } from '../contracts.ts';
import type { Clockwork } from '../engine/virtual-time.ts';

/** What came of a request on the other side. */
export type Reaction =
  | { readonly kind: 'answer'; readonly answer: Answer; readonly afterMillis: number }
  | { readonly kind: 'broken'; readonly code: 'ECONNREFUSED' | 'ECONNRESET' }
  | { readonly kind: 'silence' };

export type Travel = {
  readonly thereMillis: number;
  readonly backMillis: number;
  /** Happens when the request arrives, whether or not anybody still waits. */
  readonly arrive: () => Reaction;
};

export const exchange = (
  time: Clockwork,
  environment: Environment,
  request: HttpRequest,
  { thereMillis, backMillis, arrive }: Travel,
): Promise<HttpResult> =>
  new Promise((resolve) => {
    const { signal, timeoutMillis } = request;
    let over = false;
    const finish = (result: HttpResult) => {
      if (over) return;
      over = true;
      time.cancel(patience);
      signal?.removeEventListener('abort', giveUp);
      resolve(result);
    };
    const giveUp = () => finish({ kind: 'timeout' });
    const after = (millis: number, work: () => void) => time.schedule(time.now() + millis, work);
    const hear = (result: HttpResult) => environment.resume(() => finish(result));

    const patience = after(timeoutMillis, () => environment.resume(giveUp));
    signal?.addEventListener('abort', giveUp, { once: true });
    after(thereMillis, () => {
      const reaction = arrive();
      if (reaction.kind === 'silence') return;
      if (reaction.kind === 'broken') {
        after(backMillis, () => hear({ kind: 'connection', code: reaction.code }));
        return;
      }
      after(reaction.afterMillis + backMillis, () => hear(resultOf(reaction.answer, request)));
    });
  });

const resultOf = (answer: Answer, { answerBytesMax }: HttpRequest): HttpResult => {
  const { status, headers = {}, body = '' } = answer;
  return {
    kind: 'answer',
    status,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    body: body.slice(0, answerBytesMax),
    truncated: body.length > answerBytesMax,
  };
};
