/**
 * A batch as it was received: grouped by order, and in each group the newest readable message.
 */
import { type OrderMessage, parseMessage } from '../order/order-message.ts';
import { instantOf } from '../order/order-record.ts';

/** A message as SQS gave it to us. */
export type Received = {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly groupId: string;
  /** How often SQS gave it to us, this time included. */
  readonly receives: number;
  /** When it was put on the queue, epoch milliseconds. */
  readonly sentAt: number;
  readonly body: string;
};

export type ReceivedOrder = Received & { readonly message: OrderMessage };
export type Unreadable = Received & { readonly fault: string };

/** The messages of one order, in the order of their arrival. */
export type Group = {
  readonly groupId: string;
  readonly orders: readonly ReceivedOrder[];
  readonly unreadable: readonly Unreadable[];
  /** Of a schema that this release does not know yet. */
  readonly newer: readonly Received[];
};

export const groupReceived = (received: readonly Received[]): readonly Group[] =>
  [...Map.groupBy(received, ({ groupId }) => groupId)].map(([groupId, members]) => {
    const parsed = members.map((member) => ({ member, content: parseMessage(member.body) }));
    return {
      groupId,
      orders: parsed.flatMap(({ member, content }) =>
        content.kind === 'message' ? [{ ...member, message: content.message }] : [],
      ),
      unreadable: parsed.flatMap(({ member, content }) =>
        content.kind === 'malformed' ? [{ ...member, fault: content.fault }] : [],
      ),
      newer: parsed.flatMap(({ member, content }) =>
        content.kind === 'newer-schema' ? [member] : [],
      ),
    };
  });

/** The highest version; of equal ones the latest arrival, since Shopify's clock has whole seconds. */
export const newestOf = (orders: readonly ReceivedOrder[]): ReceivedOrder | undefined =>
  orders.reduce<ReceivedOrder | undefined>(
    (newest, order) =>
      newest === undefined || versionInstant(order) >= versionInstant(newest) ? order : newest,
    undefined,
  );

const versionInstant = ({ message }: ReceivedOrder): number =>
  instantOf(message.data.order.version);
