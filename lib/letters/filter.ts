/**
 * Which letters are meant: every given key must fit; none given means all.
 */
import * as z from 'zod';
import { type Fate, fates } from './fate.ts';
import { type IndexedLetter, letterClasses } from './indexed-letter.ts';

export const filterSchema = z.strictObject({
  class: z.enum(letterClasses).optional(),
  /** The whole reason, as the list has it. */
  reason: z.string().min(1).max(500).optional(),
  topic: z.string().min(1).max(200).optional(),
  shop: z.string().min(1).max(200).optional(),
  /** A string, since an order id can be larger than a number holds. */
  orderId: z
    .string()
    .regex(/^\d{1,400}$/, 'must be digits in quotes')
    .optional(),
  letterId: z.string().min(1).max(200).optional(),
  /** Parked at this instant or later. */
  parkedAfter: z.iso.datetime().optional(),
  /** Parked at this instant or earlier. */
  parkedBefore: z.iso.datetime().optional(),
  /** Only letters that a replay would send, or would skip for this reason. */
  fate: z.enum(fates).optional(),
});
export type LetterFilter = z.output<typeof filterSchema>;

/** Whether the letter fits all keys but `fate`, which the letter alone does not tell. */
export const isMeant = (filter: LetterFilter, letter: IndexedLetter): boolean =>
  (filter.class === undefined || filter.class === letter.class) &&
  (filter.reason === undefined || filter.reason === letter.reason) &&
  (filter.topic === undefined || filter.topic === letter.topic) &&
  (filter.shop === undefined || filter.shop === letter.shop) &&
  (filter.orderId === undefined || filter.orderId === letter.orderId) &&
  (filter.letterId === undefined || filter.letterId === letter.letterId) &&
  (filter.parkedAfter === undefined ||
    Date.parse(letter.parkedAt) >= Date.parse(filter.parkedAfter)) &&
  (filter.parkedBefore === undefined ||
    Date.parse(letter.parkedAt) <= Date.parse(filter.parkedBefore));

export const hasFate = (filter: LetterFilter, fate: Fate): boolean =>
  filter.fate === undefined || filter.fate === fate;
