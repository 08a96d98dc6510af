/**
 * What a shop's watermark item holds, read back by whoever goes on from it: the revision, the watermark
 * itself, and how the last run ended.
 */
import * as z from 'zod';
import { cursorSchema } from '../letters/indexed-letter.ts';
import { describeFaults } from '../order/order-message.ts';
import type { LastRun, Watermark } from './ports.ts';

const instant = z.iso.datetime();

const watermarkSchema = z.object({
  until: instant,
  unfinished: z
    .object({ from: instant, until: instant, after: z.string(), newSince: instant })
    .nullable(),
  undelivered: z.array(z.object({ orderId: z.string(), version: instant })),
  // A release that remembered fewer did not say so.
  undeliveredUpTo: instant.nullable().default(null),
  lettersUpTo: cursorSchema.nullable(),
  worker: z.object({ holder: z.string(), until: z.number() }).exactOptional(),
});
const itemSchema = z.object({ revision: z.int().min(1), watermark: watermarkSchema });
const lastRunSchema = z.object({ at: instant, trouble: z.string().exactOptional() });

type Item = Readonly<Record<string, unknown>>;

/** `undefined` where there is none yet: a run may have ended before. @throws where it is unreadable. */
export const watermarkOf = (item: Item): Watermark | undefined => {
  if (item['revision'] === undefined) return undefined;
  const { revision, watermark } = readable(itemSchema, item, item);
  return { ...watermark, revision };
};

export const lastRunOf = (item: Item): LastRun | undefined =>
  item['lastRun'] === undefined ? undefined : readable(lastRunSchema, item['lastRun'], item);

/** Taken for none, it would be written anew, and with it orders would be passed over. */
const readable = <Value>(schema: z.ZodType<Value>, value: unknown, item: Item): Value => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Error(
    `the item ${String(item['id'])} of the table is unreadable (${describeFaults(result.error)}): mend it, or delete it and send what it stood for with reconcile --since`,
  );
};
