/** What becomes of a request to the Admin API: whole spans of trouble come first, then its own misfortune. */
import { type Answer, jsonAnswer } from '../../../cdk/local/wms/http.ts';
import type { AdminCall } from './admin-call.ts';
import { type AdminDesk, unauthorized } from './admin-desk.ts';
import type { Plan } from './plan.ts';
import type { ShopifyTrouble } from './plan-parts.ts';
import type { Reaction } from './wms-exchange.ts';

/** @param at - milliseconds since the plan's beginning. */
export const troubleAt = (
  { parts }: Plan,
  { name }: AdminCall,
  at: number,
): ShopifyTrouble | undefined => {
  for (const part of parts) {
    if (part.kind !== 'shopify-away' || at < part.from || at >= part.until) continue;
    if (part.document === 'all' || part.document === name) return part.fails;
  }
  return undefined;
};

/** Whether it goes on from a page that was given before. */
export const hasCursor = ({ name, variables }: AdminCall): boolean =>
  name === 'ChangedOrders' && variables['after'] != null;

export type Treated = {
  readonly call: AdminCall;
  readonly desk: AdminDesk;
  readonly millis: number;
  readonly slowMillis: number;
};

export const treatmentOf = (
  trouble: string | undefined,
  { call, desk, millis, slowMillis }: Treated,
): Reaction => {
  const answer = (given: Answer, afterMillis = millis): Reaction => ({
    kind: 'answer',
    answer: given,
    afterMillis,
  });
  switch (trouble) {
    case undefined:
      return answer(desk.serve(call));
    case 'partial':
    case 'stale':
      return answer(desk.serve(call, trouble));
    case 'cursor-refused':
      desk.endCursor(call);
      return answer(desk.serve(call));
    case 'slow':
      return answer(desk.serve(call), slowMillis);
    case 'refuse':
      return { kind: 'broken', code: 'ECONNREFUSED' };
    case 'reset':
      return { kind: 'broken', code: 'ECONNRESET' };
    case 'hang':
      return { kind: 'silence' };
    case 'answer-lost':
      desk.serve(call);
      return { kind: 'broken', code: 'ECONNRESET' };
    case 'crash-after':
      desk.serve(call);
      call.environment.kill();
      return { kind: 'silence' };
    case 'throttled':
      return answer(call.name === 'token' ? throttledToken : desk.throttle(call));
    default:
      return answer(fixed(trouble));
  }
};

const throttledToken = jsonAnswer(429, { errors: 'Too many requests' }, { 'Retry-After': '2.0' });

const fixed = (trouble: string): Answer => {
  const answer = fixedAnswers[trouble];
  if (answer === undefined) throw new Error(`Shopify knows no fault ${trouble}`);
  return answer;
};

const fixedAnswers: Readonly<Record<string, Answer>> = {
  'status-429': throttledToken,
  'status-500': jsonAnswer(500, { errors: 'Internal Server Error' }),
  'status-503': jsonAnswer(503, { errors: 'Service Unavailable' }),
  unauthorized,
  malformed: jsonAnswer(200, {
    data: { orders: 7, order: { id: false }, currentAppInstallation: 7 },
  }),
  garbage: {
    status: 200,
    headers: { 'Content-Type': 'text/html' },
    body: '<!doctype html><title>Something went wrong</title>',
  },
};
