/**
 * A dead letter: the envelope around a parked message, or around what is known of a body that
 * became none. Readable without the queue's attributes; ASCII only, like every message.
 */
import * as z from 'zod';
import {
  correlationIdOf,
  groupIdOf,
  type OrderMessage,
  readMessage,
  toAsciiJson,
} from './order-message.ts';
import { type ParkClass, parkClasses } from './order-record.ts';

const letterSchemaVersion = 1;
/** Of the reason and of the problem: a longer text is cut, never a reason to lose the letter. */
const textLengthMax = 500;

const letterSchema = z.object({
  schemaversion: z.literal(letterSchemaVersion),
  /** Key of the index item. */
  letterId: z.string().min(1),
  class: z.enum(parkClasses),
  /** One line for people: what was wrong and where, without personal data. */
  reason: z.string().max(textLengthMax),
  /** The WMS's last HTTP status. */
  status: z.int().nullable(),
  /** The WMS's problem detail, at most 500 ASCII characters. May name the customer: never logged. */
  problem: z.string().max(textLengthMax).nullable(),
  /** HTTP calls of the last delivery. */
  attempts: z.int().min(0),
  /** Deliveries that counted against the order; letters of the first release do not say. */
  deliveries: z.int().min(0).default(0),
  /** How often SQS gave the message to us. */
  receives: z.int().min(0),
  parkedAt: z.iso.datetime(),
  /** When the webhook was received. */
  receivedAt: z.iso.datetime(),
  shop: z.string(),
  orderId: z.string().nullable(),
  version: z.string().nullable(),
  topic: z.string().nullable(),
  correlationId: z.string(),
  replays: z.int().min(0),
  /** Size and digest of a body that could not be carried. */
  body: z.object({ bytes: z.int(), sha256: z.string() }).nullable(),
});
export type Letter = z.output<typeof letterSchema>;

export type DeadLetter = {
  /** Of the letter on its queue. */
  readonly groupId: string;
  readonly letter: Letter;
  readonly message: OrderMessage | null;
};

export const encodeLetter = ({ letter, message }: DeadLetter): string =>
  toAsciiJson({ letter, message });

export type ReadLetter =
  | { readonly kind: 'letter'; readonly letter: Letter; readonly message: OrderMessage }
  /** There is no message to send: the order must be read from Shopify again. */
  | { readonly kind: 'without-message'; readonly letter: Letter }
  /** Moved here by SQS itself, so without an envelope. */
  | { readonly kind: 'bare-message'; readonly message: OrderMessage }
  | { readonly kind: 'unreadable' };

const envelopeSchema = z.object({ letter: letterSchema, message: z.unknown() });

/** Reads a body from the dead letters queue. */
export const parseLetter = (body: string): ReadLetter => {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { kind: 'unreadable' };
  }
  const envelope = envelopeSchema.safeParse(value);
  if (!envelope.success) {
    const bare = readMessage(value);
    return bare.kind === 'message'
      ? { kind: 'bare-message', message: bare.message }
      : { kind: 'unreadable' };
  }
  const { letter } = envelope.data;
  const inner = readMessage(envelope.data.message);
  return inner.kind === 'message'
    ? { kind: 'letter', letter, message: inner.message }
    : { kind: 'without-message', letter };
};

/** What the parking party knows; the rest follows from the message. */
export type ParkingFacts = {
  readonly class: ParkClass;
  readonly reason: string;
  readonly status?: number;
  readonly problem?: string;
  readonly attempts: number;
  readonly deliveries?: number;
  readonly receives: number;
  readonly parkedAt: string;
};

/**
 * @param letterId - the parked message's SQS id: the same parking done twice is one letter.
 */
export const letterOf = (
  letterId: string,
  message: OrderMessage,
  facts: ParkingFacts,
): DeadLetter => ({
  groupId: letterGroup(message.data.order.shop, letterId),
  message,
  letter: {
    ...emptyLetter,
    ...facts,
    letterId,
    status: facts.status ?? null,
    deliveries: facts.deliveries ?? 0,
    problem: facts.problem?.slice(0, textLengthMax) ?? null,
    reason: facts.reason.slice(0, textLengthMax),
    receivedAt: message.time,
    shop: message.data.order.shop,
    orderId: message.data.order.orderId,
    version: message.data.order.version,
    topic: message.data.topic,
    correlationId: correlationIdOf(message.data.order.orderId),
    replays: message.data.replays,
  },
});

/** The letter of something that is no message: it tells how to fetch the order again. */
export const letterWithoutMessage = (
  letterId: string,
  facts: Pick<Letter, 'class' | 'reason' | 'parkedAt' | 'receivedAt' | 'shop' | 'orderId'> &
    Partial<Letter>,
): DeadLetter => ({
  groupId: letterGroup(facts.shop, letterId),
  message: null,
  letter: {
    ...emptyLetter,
    correlationId: correlationIdOf(facts.orderId ?? letterId),
    ...facts,
    letterId,
    reason: facts.reason.slice(0, textLengthMax),
  },
});

/** Enough of a letter's id to be its own; a group's name has at most 128 characters. */
const ownGroupCharacters = 36;

/**
 * Each letter is in a group of its own, also the letters of one order: SQS gives nothing of a group that
 * lies behind a letter in hand, and a walk would not see it.
 */
const letterGroup = (shop: string, letterId: string): string =>
  groupIdOf(shop, `letter-${letterId.slice(0, ownGroupCharacters)}`);

const emptyLetter = {
  schemaversion: letterSchemaVersion,
  status: null,
  problem: null,
  attempts: 0,
  deliveries: 0,
  receives: 0,
  version: null,
  topic: null,
  replays: 0,
  body: null,
} as const;
