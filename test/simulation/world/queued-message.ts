/** What a body on one of the queues says, read without the bridge's own parser. */
import { markOf } from './order-content.ts';
import type { QueuedMessage } from './world-events.ts';

type Message = {
  readonly data?: {
    readonly hash?: string;
    readonly origin?: string;
    readonly order?: {
      readonly orderId?: string;
      readonly version?: string;
      readonly note?: string | null;
    };
  };
};
type Letter = {
  readonly class?: string;
  readonly letterId?: string;
  readonly orderId?: string | null;
  readonly version?: string | null;
  readonly body?: { readonly sha256?: string } | null;
};
type Body = Message & { readonly letter?: Letter; readonly message?: Message | null };

export const readQueued = (
  queue: QueuedMessage['queue'],
  messageId: string,
  text: string,
  attributes: string,
): QueuedMessage => {
  const body = parse(text);
  const { letter } = body;
  const { order, hash, origin } = (letter === undefined ? body : body.message)?.data ?? {};
  return {
    queue,
    messageId,
    orderId: order?.orderId ?? letter?.orderId ?? null,
    version: order?.version ?? letter?.version ?? null,
    mark: markOf(order?.note ?? null) ?? null,
    hash: hash ?? null,
    class: letter?.class ?? null,
    parkedId: letter?.letterId ?? null,
    digest: letter?.body?.sha256 ?? null,
    origin: origin ?? null,
    attributes,
  };
};

const parse = (text: string): Body => {
  try {
    return JSON.parse(text) as Body;
  } catch {
    return {};
  }
};
