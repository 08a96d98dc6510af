/**
 * The settings that change how an order is handled, with the defaults of the failure policy.
 *
 * Declared once: a stage's block in cdk.json is checked against these schemas at synth, and the
 * functions check the very same values again at cold start. Every time is in the unit its name ends in.
 */
import * as z from 'zod';

const millis = (max: number) => z.int().min(1).max(max);

/** What deliver-order may do within one delivery, and when the next one follows. */
export const deliverySchema = z.strictObject({
  /** HTTP calls to the WMS within one delivery, the first one included. */
  attemptsMax: z.int().min(1).max(10).default(5),
  /** Backoff before attempt n+1 is `min(2^n * base + random(0..jitter), max)`, n from 1. */
  backoffBaseMillis: millis(60_000).default(100),
  backoffJitterMillis: z.int().min(0).max(60_000).default(50),
  backoffMaxMillis: millis(300_000).default(30_000),
  /** One attempt, from connecting to the answer's last byte. */
  attemptTimeoutMillis: millis(60_000).default(2_000),
  /** The part of an attempt that connecting (TCP and TLS) may take. */
  connectTimeoutMillis: millis(60_000).default(1_000),
  /** A delivery ends after this long, or `reserveMillis` before the function's own end. */
  deadlineMillis: millis(600_000).default(12_000),
  /** Kept free at the end of an invocation for parking, recording and putting back. */
  reserveMillis: millis(60_000).default(2_000),
  /** A delivery is not started with less than this left of the invocation. */
  startMillisMin: millis(60_000).default(4_000),
  /** The longest Retry-After that is honoured. SQS hides a message for at most 12 hours. */
  retryAfterSecondsMax: z.int().min(0).max(43_200).default(1_800),
  /** Spacing after the 1st, 2nd, … counted delivery of a message; the last value repeats. */
  putBackSeconds: z.array(z.number().min(0).max(43_200)).min(1).max(10).default([30, 60, 120, 240]),
  /** Up to this share is added to the spacing at random, so that messages do not return together. */
  putBackJitterRatio: z.number().min(0).max(1).default(0.1),
  /** After so many counted deliveries the message is parked as `exhausted`. */
  countedMax: z.int().min(1).max(100).default(5),
  /** A message that has waited on the queue for so long is parked as `expired`; SQS keeps it 14 days. */
  expiredDays: z.number().positive().max(13).default(12),
  /** Received so often, a message is suspected of ending the process: its attempts are written down. */
  suspectReceives: z.int().min(2).max(1_000).default(4),
  /** Begun so often without an end, it is handled last and alone in its batch; then parked (`poison`). */
  aloneBegun: z.int().min(1).max(1_000).default(2),
  begunMax: z.int().min(2).max(1_000).default(10),
  /** How long a message is hidden when the table cannot be reached: first, and at most. */
  stateUnreachableSeconds: z.number().min(1).max(43_200).default(30),
  stateUnreachableSecondsMax: z.number().min(1).max(43_200).default(300),
  /** deliver-order's own timeout. Whole seconds, as Lambda has it. */
  functionTimeoutSeconds: z.int().min(1).max(900).default(15),
  /** The orders queue's visibility timeout: at least 6 times the function's timeout (AWS). */
  visibilitySeconds: z.int().min(1).max(43_200).default(90),
  /** Messages per invocation. FIFO queues allow at most 10. */
  batchSize: z.int().min(1).max(10).default(4),
  /** Invocations of deliver-order at once; the event source mapping allows no fewer than 2. */
  concurrency: z.int().min(2).max(1_000).default(5),
  /** Receives after which SQS itself moves a message to the dead letters: the last net. */
  receivesMax: z.int().min(10).max(1_000).default(1_000),
});
export type DeliverySettings = z.output<typeof deliverySchema>;

export const financialStatuses = [
  'pending',
  'authorized',
  'partially_paid',
  'paid',
  'partially_refunded',
  'refunded',
  'voided',
] as const;

/** Which orders go to the WMS, and what may be missing in them (DESIGN, "what is sent"). */
export const sendSchema = z.strictObject({
  /** Financial statuses of an open order that is sent. `refunded` and `voided` always go as cancelled. */
  financialStatus: z
    .array(z.enum(['pending', 'authorized', 'partially_paid', 'paid', 'partially_refunded']))
    .min(1)
    .default(['authorized', 'paid', 'partially_paid', 'partially_refunded']),
  /** Whether orders marked `test` are sent. Off in production, where they would reach a picker. */
  testOrders: z.boolean().default(true),
  /** Send the variant id where a line has no sku, instead of parking the order as unmappable. */
  variantIdWhenSkuMissing: z.boolean().default(false),
});
export type SendSettings = z.output<typeof sendSchema>;

/** What a request to the WMS carries already (DESIGN section 5): a key there would replace it. */
const ownHeaders: ReadonlySet<string> = new Set([
  'accept',
  'connection',
  'content-length',
  'content-type',
  'host',
  'idempotency-key',
  'traceparent',
  'transfer-encoding',
  'user-agent',
  'x-correlation-id',
]);

const authSchema = z.discriminatedUnion('kind', [
  /** OAuth 2.0 client credentials (RFC 6749 section 4.4); the secret holds clientId and clientSecret. */
  z.strictObject({
    kind: z.literal('oauth2'),
    tokenUrl: z.url({ protocol: /^https?$/ }),
    scope: z.string().min(1).optional(),
  }),
  /** A fixed key in a header; the secret holds apiKey. */
  z.strictObject({
    kind: z.literal('apiKey'),
    header: z
      .string()
      .regex(/^[A-Za-z0-9-]+$/)
      .refine(
        (name) => !ownHeaders.has(name.toLowerCase()),
        'is a header that the bridge sets itself',
      )
      .default('Authorization'),
    /** Written before the key, for instance `Bearer `. */
    prefix: z
      .string()
      .regex(/^[\x20-\x7e]*$/, 'must have printable ASCII characters only')
      .default(''),
  }),
  /** Our certificate is all that the WMS knows us by; the secret holds it and its key. */
  z.strictObject({ kind: z.literal('mutualTls') }),
  z.strictObject({ kind: z.literal('none') }),
]);
export type WmsAuth = z.output<typeof authSchema>;

/** Where the WMS is, how it knows us, and how much it takes. */
export const wmsSchema = z.strictObject({
  /** Orders are put at `{baseUrl}/orders/{order_id}`. https, except on this machine. */
  baseUrl: z.url({ protocol: /^https?$/ }),
  auth: authSchema,
  /** Requests per second that the WMS accepts from us, all kinds together. */
  limitPerSecond: z.number().positive().max(10_000).default(10),
  /** Requests per second of one environment: pace × concurrency stays within 90 % of the limit. */
  pacePerSecond: z.number().positive().max(10_000).default(1.8),
});
export type WmsSettings = z.output<typeof wmsSchema>;

/** How long accept-webhook may take. Shopify gives up after 5 s (FACTS: connect 1 s, total 5 s). */
export const acceptSchema = z.strictObject({
  functionTimeoutSeconds: z.int().min(1).max(5).default(4),
  /**
   * Webhooks per second that the door lets through, and the burst above it; more is answered 429,
   * which Shopify takes for a failure. A flash sale's first second has about a thousand.
   */
  ratePerSecond: z.int().min(1).max(10_000).default(200),
  burst: z.int().min(1).max(5_000).default(1_000),
  /**
   * Invocations of accept-webhook at once, kept for it and never more: a flood of bad signatures then takes
   * nothing from the other functions of the account. An account has 1,000 in all, a new one 10, of which none
   * can be reserved. A webhook takes a tenth of a second, so that 50 are enough for some 500 a second.
   *
   * @default - none is kept; what the account has is shared
   */
  reservedConcurrency: z.int().min(1).max(10_000).optional(),
});
export type AcceptSettings = z.output<typeof acceptSchema>;
