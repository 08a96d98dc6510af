/**
 * What happens in the world, as the invariants, the story and the table of what occurred see it.
 *
 * Marks stand for contents (order-content.ts), small numbers for credentials: no event holds a secret,
 * and personal data only where an invariant looks for it.
 */

import type { WmsOrder } from '../../../cdk/local/wms/order-contract.ts';
import type { Circuit, CircuitChange } from '../../../lib/circuit/circuit.ts';
import type { Job } from '../../../lib/letters/job.ts';
import type { OrderRecord } from '../../../lib/order/order-record.ts';
import type { Watermark } from '../../../lib/reconciliation/ports.ts';

/** A webhook on its way: what it says, and which try this is. */
export type Post = {
  readonly webhook: string;
  readonly orderId: string | null;
  readonly version: string | null;
  readonly mark: string | null;
  readonly attempt: number;
  /** Signed by the shop. */
  readonly genuine: boolean;
  /** What the bridge must have of it once it said 200. */
  readonly keptAs: 'message' | 'letter' | 'letter-if-known' | 'nothing';
  /** sha256 of the body, by which its letter is found. */
  readonly digest: string | null;
};

/** One request to the WMS, as it left. */
export type WmsCall = {
  /** Unique in a run. */
  readonly call: number;
  readonly environment: string;
  readonly endpoint: 'orders' | 'token';
  readonly orderId: string | null;
  readonly version: string | null;
  readonly mark: string | null;
  readonly key: string | null;
  /** Equal for equal Authorization headers. */
  readonly credentials: string;
};

/** A message on one of the queues, as far as its body can be read. */
export type QueuedMessage = {
  readonly queue: 'orders' | 'letters';
  readonly messageId: string;
  readonly orderId: string | null;
  readonly version: string | null;
  readonly mark: string | null;
  readonly hash: string | null;
  /** Of a letter only, with the id of the message that was parked. */
  readonly class: string | null;
  readonly parkedId: string | null;
  readonly digest: string | null;
  /** Who put it there, as the message says: `webhook`, `reconciliation` … */
  readonly origin: string | null;
  readonly attributes: string;
};

export type WorldEvent =
  | ({ readonly kind: 'posted' } & Post)
  /** What the shop heard within its patience; null for nothing. */
  | ({ readonly kind: 'answered'; readonly status: number | null } & Post)
  | ({ readonly kind: 'queued' } & QueuedMessage)
  | {
      readonly kind: 'unqueued';
      readonly queue: QueuedMessage['queue'];
      readonly messageId: string;
    }
  /** SQS gave it up by itself. */
  | {
      readonly kind: 'dropped';
      readonly queue: QueuedMessage['queue'];
      readonly messageId: string;
      readonly by: 'retention' | 'redrive';
    }
  /** The letters' index, which is what people look at: the letter waits there, or no longer. */
  | { readonly kind: 'indexed'; readonly letterId: string; readonly waits: boolean }
  /** All replay jobs, whenever one of them changed. */
  | { readonly kind: 'jobs'; readonly jobs: readonly Job[] }
  | { readonly kind: 'recorded'; readonly orderId: string; readonly record: OrderRecord }
  | { readonly kind: 'started'; readonly environment: string }
  | { readonly kind: 'invoked'; readonly environment: string; readonly messages: readonly string[] }
  | { readonly kind: 'fault'; readonly id: string; readonly fault: string }
  | ({ readonly kind: 'wms-requested' } & WmsCall)
  /** What this request did in the WMS's order book, and what was put there. */
  | ({
      readonly kind: 'wms-effect';
      readonly outcome: 'created' | 'replaced' | 'same' | 'outdated';
      readonly order: WmsOrder;
    } & WmsCall)
  /** What the environment heard: a status, or why none. */
  | ({
      readonly kind: 'wms-heard';
      readonly result: number | 'timeout' | 'connection';
      readonly retryAfterSeconds?: number;
    } & WmsCall)
  | { readonly kind: 'circuit'; readonly circuit: Circuit }
  | { readonly kind: 'told-circuit'; readonly change: CircuitChange }
  /** A line of a log, or anything else that people may read. */
  | {
      readonly kind: 'told';
      readonly environment: string;
      readonly facts: object;
      readonly orderId: string | null;
    }
  /** Something of the plan begins or ends. */
  | {
      readonly kind: 'scheduled';
      readonly name: string;
      /** What kind of thing it is, for the table. */
      readonly what: string;
      readonly begins: boolean;
    }
  /** The shop's Admin API is asked for a page of what changed, as it leaves. */
  | {
      readonly kind: 'asked-changes';
      readonly environment: string;
      readonly from: string;
      readonly until: string;
      /** Shopify's cursor; null for the first page of a window. */
      readonly after: string | null;
    }
  /** The Admin API has given a whole order, whether or not the answer arrives. */
  | {
      readonly kind: 'shown';
      readonly orderId: string;
      readonly version: string;
      readonly mark: string;
    }
  | { readonly kind: 'watermark'; readonly watermark: Omit<Watermark, 'revision'> }
  /** An order is entered to be read again, with the version that made it so, or taken off. */
  | { readonly kind: 'reread'; readonly orderId: string; readonly version: string | null }
  | { readonly kind: 'secret-changed' }
  | { readonly kind: 'operator'; readonly what: 'replay' | 'close' | 'hold' | 'deploy' }
  /** A request that AWS would call malformed. */
  | { readonly kind: 'malformed-call'; readonly detail: string };

export type TimedEvent = WorldEvent & { readonly at: number };
export type Tell = (event: WorldEvent) => void;
