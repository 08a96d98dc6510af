/**
 * An order version becomes a message: the one way to make one, whoever found the order.
 */
import type { NormalOrder } from './normal-order.ts';
import { type OrderMessage, schemaVersion } from './order-message.ts';

/** SQS takes 1 MiB (FACTS-aws section 4); the difference is room for a letter's envelope. */
export const messageBytesMax = 1_000_000;

/** Why such an order is parked. */
export const tooLarge = (bytes: number): string =>
  `the order's message has ${bytes} bytes, ${messageBytesMax} are possible`;

export type MessageFacts = {
  /** The deduplication id under which it is sent first. */
  readonly id: string;
  readonly hash: string;
  /** When the webhook was received, or the order read. */
  readonly time: string;
  /** @default - none of them: nobody sent us the order */
  readonly topic?: string | null | undefined;
  readonly webhookId?: string | null | undefined;
  /** @default 0 */
  readonly replays?: number;
  /** Of a repair. */
  readonly generation?: number;
} & Pick<OrderMessage['data'], 'origin'>;

export const messageOf = (
  order: NormalOrder,
  { id, hash, time, origin, topic = null, webhookId = null, replays = 0, generation }: MessageFacts,
  randomHex: (bytes: number) => string,
): OrderMessage => ({
  specversion: '1.0',
  id,
  source: `https://${order.shop}`,
  type: 'shopify.order.version',
  subject: order.orderId,
  time,
  datacontenttype: 'application/json',
  schemaversion: schemaVersion,
  traceparent: `00-${randomHex(16)}-${randomHex(8)}-01`,
  data: {
    order,
    hash,
    origin,
    topic,
    webhookId,
    replays,
    ...(generation === undefined ? {} : { generation }),
  },
});
