/**
 * What an answer of the WMS's list means. Whatever is no page of the contract is none at all: half a list
 * would make orders look lost.
 */
import * as z from 'zod';
import { parseJsonObject } from '../../delivery/json-object.ts';
import type { WmsPage } from './nightly-ports.ts';

/** An HTTP answer, as far as it is looked at. */
export type ListAnswer = {
  readonly status: number;
  readonly body: string;
  readonly truncated: boolean;
};

const entrySchema = z.object({
  order_id: z.string().regex(/^\d{1,32}$/),
  version: z.iso.datetime(),
  status: z.enum(['open', 'cancelled']),
});
const pageSchema = z.object({
  // Counted before they are looked at: each wrong one would be a fault.
  orders: z.array(z.unknown()).max(10_000).pipe(z.array(entrySchema)),
  next_cursor: z.string().min(1).max(4_096).nullable(),
});

const notOffered: readonly number[] = [404, 405, 501];

export const interpretPage = ({
  status,
  body,
  truncated,
}: ListAnswer): WmsPage | { readonly kind: 'unauthorized' } => {
  if (status === 401) return { kind: 'unauthorized' };
  if (status === 403) return { kind: 'refused' };
  if (notOffered.includes(status)) return { kind: 'not_offered' };
  if (status === 429) return { kind: 'throttled' };
  if (status >= 500) return { kind: 'unavailable' };
  if (status !== 200 || truncated) return { kind: 'malformed' };
  const page = pageSchema.safeParse(parseJsonObject(body));
  if (!page.success) return { kind: 'malformed' };
  return {
    kind: 'page',
    entries: page.data.orders.map(({ order_id: orderId, version, status: state }) => ({
      orderId,
      instant: Date.parse(version),
      status: state,
    })),
    next: page.data.next_cursor,
  };
};
