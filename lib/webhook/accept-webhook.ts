/**
 * A webhook's way onto the queue: authentic? readable? seen before? enqueue, mark, done.
 *
 * Every outcome but `rejected` and `unavailable` means that the order is safe with us. Whatever of
 * ours fails makes it `unavailable`: Shopify sends it again.
 */
import { createHash } from 'node:crypto';
import type { DeadLetter } from '../order/dead-letter.ts';
import { errorName } from '../order/error-name.ts';
import type { QueueEntry } from '../order/order-message.ts';
import type { Accepted, OrderRecord, ParkClass } from '../order/order-record.ts';
import type { PrivacyRequest } from '../privacy/privacy-request.ts';
import { acceptOrder } from './accept-order.ts';
import { type Authentication, authenticate, type ReadShopSecrets } from './authenticate.ts';
import { readHeaders, type WebhookHeaders } from './headers.ts';
import { parkWebhook } from './park-webhook.ts';
import { readBody } from './read-body.ts';
import type { MatchedSecret } from './signature.ts';

export type AcceptPorts = {
  readonly readSecrets: ReadShopSecrets;
  /** Consistently; an order that nobody has seen has an empty record. */
  readonly readRecord: (shop: string, orderId: string) => Promise<OrderRecord>;
  /** Resolves once the queue has confirmed the message. */
  readonly enqueue: (entry: QueueEntry) => Promise<void>;
  /** Gives what was accepted before; does nothing where a newer version was accepted meanwhile. */
  readonly markAccepted: (
    shop: string,
    orderId: string,
    accepted: Accepted,
  ) => Promise<Accepted | undefined>;
  /** Resolves once the letter lies in the dead letters and can be found in their index. */
  readonly park: (letter: DeadLetter) => Promise<void>;
  /** Resolves once the request is written down; one that is known stays as it is. */
  readonly notePrivacy: (request: PrivacyRequest) => Promise<void>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** So many random bytes, in lower-case hex. */
  readonly randomHex: (bytes: number) => string;
};

export type WebhookRequest = {
  readonly rawBody: Uint8Array;
  readonly headers: Readonly<Record<string, string | undefined>>;
};

/** An authentic webhook in hand. */
export type Webhook = {
  readonly shop: string;
  readonly headers: WebhookHeaders;
  readonly rawBody: Uint8Array;
  readonly receivedAt: string;
};

/** What became of an authentic webhook. */
export type Acceptance = {
  readonly orderId: string | null;
  readonly version?: string;
} & (
  | {
      readonly kind: 'enqueued';
      /** What people call the order. */
      readonly name: string;
    }
  | { readonly kind: 'duplicate' | 'superseded' }
  | { readonly kind: 'noted'; readonly privacy: PrivacyRequest['kind'] }
  | { readonly kind: 'ignored'; readonly reason: 'topic' | 'unknown_order' }
  | {
      readonly kind: 'parked';
      readonly class: ParkClass;
      readonly reason: string;
      readonly letterId: string;
    }
);

export type AcceptOutcome =
  | Exclude<Authentication, { readonly kind: 'authentic' }>
  | (Acceptance & { readonly shop: string } & Omit<MatchedSecret, 'oldUntil'> & {
        /** An older secret matched, and the date by which it is to be out of use is still to come. */
        readonly isInTime?: true;
      });

export const makeAcceptWebhook =
  (ports: AcceptPorts) =>
  async (request: WebhookRequest): Promise<AcceptOutcome> => {
    try {
      return await receive(ports, request);
    } catch (error) {
      return { kind: 'unavailable', reason: 'our_side_failed', error: errorName(error) };
    }
  };

const receive = async (ports: AcceptPorts, request: WebhookRequest): Promise<AcceptOutcome> => {
  const headers = readHeaders(request.headers);
  const sender = await authenticate(request.rawBody, headers, ports.readSecrets);
  if (sender.kind !== 'authentic') return sender;

  const { kind: _authentic, oldUntil, ...matched } = sender;
  const { shop } = matched;
  const now = ports.now();
  const receivedAt = new Date(now).toISOString();
  const acceptance = await accept(ports, { shop, headers, rawBody: request.rawBody, receivedAt });
  return {
    ...acceptance,
    ...matched,
    ...(oldUntil !== undefined && now < oldUntil ? { isInTime: true } : {}),
  };
};

const accept = async (ports: AcceptPorts, webhook: Webhook): Promise<Acceptance> => {
  const body = readBody(webhook.shop, webhook.headers.topic, webhook.rawBody);
  switch (body.kind) {
    case 'order':
      return acceptOrder(ports, webhook, body.order, body.hash);
    case 'deletion':
      return acceptDeletion(ports, webhook, body.orderId);
    case 'privacy':
      return notePrivacy(ports, webhook, body.asked);
    case 'ignored':
      return { kind: 'ignored', reason: 'topic', orderId: null };
    case 'malformed':
      return parkWebhook(ports, webhook, {
        class: 'malformed',
        orderId: body.orderId,
        reason: body.fault,
      });
  }
};

/** What is asked is done by reconcile-orders: Shopify waits for five seconds, and then for thirty days. */
const notePrivacy = async (
  ports: AcceptPorts,
  { rawBody, receivedAt }: Webhook,
  asked: Omit<PrivacyRequest, 'id' | 'receivedAt'>,
): Promise<Acceptance> => {
  const id = createHash('sha256').update(`${asked.shop}\n`).update(rawBody).digest('hex');
  await ports.notePrivacy({ ...asked, id, receivedAt });
  return { kind: 'noted', orderId: null, privacy: asked.kind };
};

/** Only a human can say what becomes of a deleted order that may lie in the WMS already. */
const acceptDeletion = async (
  ports: AcceptPorts,
  webhook: Webhook,
  orderId: string,
): Promise<Acceptance> => {
  const record = await ports.readRecord(webhook.shop, orderId);
  if (record.accepted === undefined && record.decided === undefined) {
    return { kind: 'ignored', reason: 'unknown_order', orderId };
  }
  return parkWebhook(ports, webhook, {
    class: 'deleted',
    orderId,
    reason: 'the order was deleted in Shopify',
  });
};
