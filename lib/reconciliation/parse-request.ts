/**
 * Reads what reconcile-orders is asked, or says in one sentence which field is wrong and what it must be.
 * The sentence holds names of fields, and no part of their values.
 */
import type * as z from 'zod';
import { instantOf } from '../order/order-record.ts';
import { shownKey } from '../order/shown-key.ts';
import { type ReconcileRefused, type ReconcileRequest, reconcileRequestSchema } from './request.ts';

export type ParsedReconcile =
  | { readonly kind: 'request'; readonly request: ReconcileRequest }
  | ReconcileRefused;

export const parseReconcileRequest = (event: unknown): ParsedReconcile => {
  const { success, data: request, error } = reconcileRequestSchema.safeParse(event);
  if (!success) return refuse(faultOf(event, error));
  if (request.action !== 'backfill' || request.orderId !== undefined) {
    return { kind: 'request', request };
  }
  const { since, until } = request;
  if (since === undefined) return refuse(`since must be ${mustBe['since']}`);
  if (until !== undefined && instantOf(until) <= instantOf(since)) {
    return refuse('until must be later than since');
  }
  return { kind: 'request', request };
};

export const refuse = (fault: string): ReconcileRefused => ({ kind: 'refused', fault });

export const unknownShop = ({
  shops,
}: {
  readonly shops: readonly { readonly shop: string }[];
}): string => `shop must be one of this stage: ${shops.map(({ shop }) => shop).join(', ')}`;

const actions = reconcileRequestSchema.options.map(({ shape }) => shape.action.value);
const instant = 'an instant in UTC like 2026-11-22T10:00:00Z';

const mustBe: Readonly<Record<string, string>> = {
  action: `one of ${actions.join(', ')}`,
  since: `${instant}, unless orderId is given`,
  until: instant,
  orderId: 'digits in quotes',
  shop: 'a shop like demo.myshopify.com',
  dryRun: 'true or false',
  begin: 'true or false',
  cursor: "the last answer's `next`",
  by: 'who asks, in 1 to 300 characters',
};

const faultOf = (event: unknown, { issues }: z.core.$ZodError): string => {
  if (typeof event !== 'object' || event === null) {
    return 'the request must be a JSON object like {"action": "poll"}';
  }
  // A name that is wrong is the cause where another one is missing.
  const unknown = issues.find(
    ({ code, path }) => code === 'unrecognized_keys' && path.length === 0,
  );
  if (unknown?.code === 'unrecognized_keys') {
    return `${shownKey(unknown.keys[0])} is not a field here; known are ${Object.keys(mustBe).join(', ')}`;
  }
  const field = String(issues[0]?.path[0] ?? 'action');
  return `${field} must be ${mustBe[field] ?? 'left out'}`;
};
