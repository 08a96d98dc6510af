/**
 * What the index knows of a dead letter: facts for people and for deciding, without personal data.
 *
 * Looking reads this and never the queue, so that it hides nothing from anybody. The message itself lies
 * beside it, in the letter's content, until the letter is settled.
 */
import * as z from 'zod';
import { parkClasses } from '../order/order-record.ts';

/** `unknown`: SQS itself moved the message, so nobody wrote down why. */
export const letterClasses = [...parkClasses, 'unknown'] as const;
export type LetterClass = (typeof letterClasses)[number];

export const indexedLetterSchema = z.object({
  letterId: z.string().min(1),
  class: z.enum(letterClasses),
  /** One line for people, without personal data. */
  reason: z.string(),
  /** The WMS's last HTTP status. */
  status: z.int().nullable(),
  /** HTTP calls of the last delivery. */
  attempts: z.int().min(0),
  deliveries: z.int().min(0).default(0),
  receives: z.int().min(0),
  parkedAt: z.iso.datetime(),
  receivedAt: z.iso.datetime(),
  shop: z.string(),
  orderId: z.string().nullable(),
  version: z.string().nullable(),
  /** The content hash of the message; null where the letter holds none that this release reads. */
  hash: z.string().nullable().default(null),
  /** Of the message, where it is a repair. */
  generation: z.int().min(1).nullable().default(null),
  topic: z.string().nullable(),
  correlationId: z.string(),
  /** How often the message has come back from the dead letters. */
  replays: z.int().min(0),
  /** Size and digest of a body that could not be carried. */
  body: z.object({ bytes: z.int(), sha256: z.string() }).nullable().default(null),
  groupId: z.string(),
  /** Of the letter on its queue. */
  messageId: z.string(),
  /** Items that hold the letter's content; 0 where there is none. */
  parts: z.int().min(0).default(0),
});
export type IndexedLetter = z.output<typeof indexedLetterSchema>;

/** How a letter's time in the index ended. */
export type Settlement = {
  readonly how: 'replayed' | 'discarded';
  readonly at: string;
  readonly jobId: string;
};

/** Where a walk through the index stands: the last letter that it has passed. */
export const cursorSchema = z.strictObject({
  parkedAt: z.iso.datetime(),
  letterId: z.string().min(1),
});
export type Cursor = z.output<typeof cursorSchema>;
