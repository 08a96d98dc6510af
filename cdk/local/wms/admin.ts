/**
 * `/_admin/…` of the simulated WMS: read what it was sent, switch its faults, revoke its tokens, have it lose an
 * order. Not part of the contract.
 */
import * as z from 'zod';
import { faultsSchema } from './faults.ts';
import { type Answer, jsonAnswer } from './http.ts';
import { parseJson } from './orders-endpoint.ts';
import { badRequest, notFound } from './problem.ts';
import type { WmsParts } from './wms-parts.ts';

/** What `PUT /_admin/settings` changes; what is not given stays. */
const settingsSchema = z.strictObject({
  echoAddress: z.boolean().optional(),
  limitPerSecond: z.number().positive().nullable().optional(),
  /** Of the tokens issued from now on. */
  tokenSeconds: z.number().positive().optional(),
});

const putFaults = ({ faults }: WmsParts, text: string): Answer => {
  const parsed = faultsSchema.safeParse(parseJson(text));
  if (!parsed.success) return badRequest(z.prettifyError(parsed.error));
  faults.set(parsed.data.faults);
  return jsonAnswer(200, { faults: faults.list() });
};

const putSettings = (parts: WmsParts, text: string): Answer => {
  const parsed = settingsSchema.safeParse(parseJson(text));
  if (!parsed.success) return badRequest(z.prettifyError(parsed.error));
  const { echoAddress, limitPerSecond, tokenSeconds } = parsed.data;
  if (echoAddress !== undefined) parts.switches.echoAddress = echoAddress;
  if (limitPerSecond !== undefined) parts.limit.set(limitPerSecond);
  if (tokenSeconds !== undefined) parts.tokens.setSeconds(tokenSeconds);
  return { status: 204 };
};

/** The requests, or those of one order with `?order_id=`. */
const getRequests = ({ log, keys }: WmsParts, orderId: string | null): Answer => {
  const requests = log.all().filter((each) => orderId === null || each.orderId === orderId);
  return jsonAnswer(200, { requests, violations: keys.violations() });
};

/** Which keys it has answered it remembers: a repair under an earlier key would be none. */
const forgetOrder = ({ book }: WmsParts, orderId: string | null): Answer =>
  orderId !== null && book.forget(orderId) ? { status: 204 } : notFound();

/** Answers one request to the operator's side. */
export const answerAdmin = (parts: WmsParts, method: string, url: URL, text: string): Answer => {
  switch (`${method} ${url.pathname}`) {
    case 'GET /_admin/requests':
      return getRequests(parts, url.searchParams.get('order_id'));
    case 'GET /_admin/orders':
      return jsonAnswer(200, { orders: parts.book.all() });
    case 'DELETE /_admin/orders':
      return forgetOrder(parts, url.searchParams.get('order_id'));
    case 'GET /_admin/faults':
      return jsonAnswer(200, { faults: parts.faults.list() });
    case 'PUT /_admin/faults':
      return putFaults(parts, text);
    case 'GET /_admin/keys':
      return jsonAnswer(200, { keys: parts.credentials.all() });
    case 'DELETE /_admin/tokens':
      parts.tokens.revokeAll();
      return { status: 204 };
    case 'PUT /_admin/settings':
      return putSettings(parts, text);
    default:
      return notFound();
  }
};
