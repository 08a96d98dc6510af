/** Reads a page of `GET /orders` as the contract describes it. */
import * as z from 'zod';
import type { Exchange } from '../wire.ts';

const pageSchema = z.object({
  orders: z.array(
    z.object({
      order_id: z.string().regex(/^[0-9]{1,32}$/),
      wms_order_id: z.string().min(1),
      version: z.iso.datetime(),
      status: z.enum(['open', 'cancelled']),
      updated_at: z.iso.datetime({ offset: true }),
      order: z.unknown().optional(),
    }),
  ),
  next_cursor: z.string().min(1).nullable(),
});

export type Entry = z.output<typeof pageSchema>['orders'][number];
export type Page = { readonly entries: readonly Entry[]; readonly nextCursor: string | null };

/** null for an answer that is no page. */
export const readPage = ({ answer }: Exchange): Page | null => {
  if (answer?.status !== 200) return null;
  const parsed = pageSchema.safeParse(answer.json);
  return parsed.success
    ? { entries: parsed.data.orders, nextCursor: parsed.data.next_cursor }
    : null;
};
