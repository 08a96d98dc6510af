/**
 * What travels through the orders queue: an order version in a CloudEvents 1.0 envelope.
 *
 * ASCII only, because SQS refuses or alters some characters that order notes contain. A message of a
 * newer schema is told apart from a broken one: the first waits for the deploy, the second is parked.
 */
import * as z from 'zod';
import { normalOrderSchema } from './normal-order.ts';

/** Written by this release. A release reads N+1 one release before it writes it. */
export const schemaVersion = 1;

export const orderSources = ['webhook', 'reconciliation', 'replay', 'repair'] as const;
export type OrderSource = (typeof orderSources)[number];

const headerText = z.string().max(200).nullable();

const messageSchema = z.object({
  specversion: z.literal('1.0'),
  id: z.string().min(1).max(128),
  source: z.string().min(1),
  type: z.literal('shopify.order.version'),
  subject: z.string().min(1),
  /** When the webhook was received, or the order read: end-to-end latency counts from here. */
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  schemaversion: z.literal(schemaVersion),
  /** W3C Trace Context, passed on to the WMS. */
  traceparent: z.string().regex(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/),
  data: z.object({
    order: normalOrderSchema,
    /** sha256 over the order without its version. */
    hash: z.string().regex(/^[0-9a-f]{64}$/),
    origin: z.enum(orderSources),
    /** Unsigned headers: for people to read, nothing is decided by them. */
    topic: headerText,
    webhookId: headerText,
    /** How often this message came back from the dead letters. */
    replays: z.int().min(0),
    /**
     * Of a repair: the generation of the idempotency key under which it is sent. It stands here, and not only
     * in what deliver-order makes of it, so that copies of one repair are one repair.
     *
     * @default - none: the message is sent only if its version was not
     */
    generation: z.int().min(1).exactOptional(),
  }),
});
export type OrderMessage = z.output<typeof messageSchema>;

export type ParsedMessage =
  | { readonly kind: 'message'; readonly message: OrderMessage }
  | { readonly kind: 'newer-schema'; readonly schemaversion: number }
  /** `fault` names where the message is wrong; it holds no part of it. */
  | { readonly kind: 'malformed'; readonly fault: string };

/** All characters beyond ASCII, and DEL, as JSON escapes; surrogate halves stay as they are. */
export const toAsciiJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

export const encodeMessage = (message: OrderMessage): string => toAsciiJson(message);

/** Reads a queue message's body. */
export const parseMessage = (body: string): ParsedMessage => {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { kind: 'malformed', fault: 'not JSON' };
  }
  return readMessage(value);
};

/** Reads a message that was JSON already, as it lies in a letter. */
export const readMessage = (value: unknown): ParsedMessage => {
  const parsed = messageSchema.safeParse(value);
  if (parsed.success) return { kind: 'message', message: parsed.data };
  const newer = z.object({ schemaversion: z.int().min(schemaVersion + 1) }).safeParse(value);
  if (newer.success) return { kind: 'newer-schema', schemaversion: newer.data.schemaversion };
  return { kind: 'malformed', fault: describeFaults(parsed.error) };
};

/** The most faults that are named of one body; the first ones are enough to find the rest. */
const faultsMax = 5;

/** Where a value is wrong and how, without any part of the value. */
export const describeFaults = (error: z.ZodError): string =>
  error.issues
    .slice(0, faultsMax)
    .map((issue) => `${issue.path.join('.') || 'the body'}: ${issue.code}`)
    .join('; ')
    .slice(0, 500);

/** The correlation id of all log lines and WMS calls of an order. */
export const correlationIdOf = (orderId: string): string => `shopify-order-${orderId}`;

/** What is given to the orders queue. */
export type QueueEntry = {
  readonly body: string;
  readonly groupId: string;
  readonly deduplicationId: string;
};

/** FIFO group: one order is never handled twice at once, nor out of order. */
export const groupIdOf = (shop: string, orderId: string): string => `${shop}/${orderId}`;
