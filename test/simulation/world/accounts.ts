/**
 * What is known of the world at one moment, kept up to date event by event: where each order's versions
 * are, what the WMS was asked and has, how the circuit stands. It judges nothing.
 */
import { type Circuit, closedCircuit } from '../../../lib/circuit/circuit.ts';
import { type Deliveries, makeDeliveries } from './deliveries.ts';
import { type Letters, makeLetters } from './letters.ts';
import {
  answer,
  coveredInstant,
  emptyAccount,
  type OrderAccount,
  post,
  settledInstant,
  show,
  take,
} from './order-account.ts';
import { makeSignsOfLife, type SignsOfLife } from './signs-of-life.ts';
import type { Post, TimedEvent } from './world-events.ts';

export type Accounts = {
  readonly orders: ReadonlyMap<string, OrderAccount>;
  readonly order: (orderId: string) => OrderAccount;
  /** Marks of an order by the hash that the bridge gives its content. */
  readonly markOfHash: (orderId: string, hash: string) => string | undefined;
  /** A body that becomes a letter and no message, by its digest. */
  readonly posted: (digest: string) => Post | undefined;
  readonly letters: Letters;
  readonly queuedAt: (messageId: string) => number | undefined;
  readonly orderOfMessage: (messageId: string) => string | undefined;
  /** The newest version (as an instant) that was settled before the last record was written. */
  readonly settledBefore: () => number;
  /** The newest one that was at least put on the queue, before that. */
  readonly coveredBefore: () => number;
  readonly circuit: () => Circuit;
  /** When the circuit was last let go of, or blocked. */
  readonly circuitSince: () => number;
  /** When credentials were last found refused by everybody. */
  readonly heldAt: () => number;
  readonly deliveries: Deliveries;
  readonly signs: SignsOfLife;
  /** Whether any call failed, or any process ended, in this time: then more is allowed. */
  readonly isDisturbed: (from: number, to: number) => boolean;
  /** Shopify's answer with this order was once none that its schema allows. */
  readonly isMisread: (orderId: string) => boolean;
  /** Whether a process may just have stood still: what it knew then is old, and it cannot tell. */
  readonly isStalled: (at: number) => boolean;
  /** A human or a new secret may have mended something since then. */
  readonly isMendedSince: (at: number) => boolean;
  readonly apply: (event: TimedEvent) => void;
};

export type Handlers = {
  readonly [Kind in TimedEvent['kind']]?: (event: Extract<TimedEvent, { kind: Kind }>) => void;
};

export const handle = (handlers: Handlers, event: TimedEvent): void => {
  // Each handler is filed under its own event's kind, which the compiler cannot follow.
  const handler = handlers[event.kind] as ((event: TimedEvent) => void) | undefined;
  handler?.(event);
};

/** The longest that a process stands still, and a little more. */
const stallMillisMax = 40_000;

/** In the place of an order's id. */
const everyOrder = 'all';

export const makeAccounts = (): Accounts => {
  const orders = new Map<string, OrderAccount>();
  const hashes = new Map<string, string>();
  const queuedAt = new Map<string, number>();
  const orderOfMessage = new Map<string, string>();
  const posts = new Map<string, Post>();
  let [settledBefore, coveredBefore] = [0, 0];
  const letters = makeLetters();
  const faultTimes: number[] = [];
  const misread = new Set<string>();
  const deliveries = makeDeliveries();
  const signs = makeSignsOfLife();
  let stalledAt = Number.NEGATIVE_INFINITY;
  let circuit = closedCircuit;
  let circuitSince = 0;
  let heldAt = Number.NEGATIVE_INFINITY;
  let mendedAt = Number.NEGATIVE_INFINITY;

  const order = (orderId: string): OrderAccount => {
    const known = orders.get(orderId);
    if (known !== undefined) return known;
    const fresh = emptyAccount(orderId);
    orders.set(orderId, fresh);
    return fresh;
  };

  const queue = (event: Extract<TimedEvent, { kind: 'queued' }>): void => {
    const { orderId, messageId, hash, mark, version } = event;
    queuedAt.set(messageId, event.at);
    const instant = version === null ? Number.NEGATIVE_INFINITY : Date.parse(version);
    const atRest = { ...event, instant };
    if (event.queue === 'letters') letters.add(atRest);
    if (orderId === null) return;
    orderOfMessage.set(messageId, orderId);
    if (hash !== null && mark !== null) hashes.set(`${orderId} ${hash}`, mark);
    const account = order(orderId);
    const place = event.queue === 'orders' ? account.waiting : account.letters;
    place.set(messageId, atRest);
  };

  const unqueue = (messageId: string): void => {
    const orderId = orderOfMessage.get(messageId);
    if (orderId === undefined) return;
    order(orderId).waiting.delete(messageId);
    order(orderId).letters.delete(messageId);
  };

  const handlers: Handlers = {
    posted: (event) => {
      if (event.digest !== null) posts.set(event.digest, event);
      post(event, order);
    },
    answered: (event) => answer(event, order),
    shown: (event) => show(event, order),
    queued: queue,
    unqueued: ({ messageId }) => unqueue(messageId),
    dropped: ({ messageId, queue: from, by }) => {
      // A letter that nobody looked at for two weeks: SQS keeps nothing longer, and people were told.
      if (from === 'orders' || by !== 'retention') unqueue(messageId);
    },
    recorded: ({ orderId, record, at }) => {
      const account = order(orderId);
      settledBefore = settledInstant(account.record);
      coveredBefore = coveredInstant(account.record);
      account.record = record;
      account.recordedAt = at;
    },
    reread: ({ orderId, version }) => {
      if (version !== null) order(orderId).doubtful.add(version);
    },
    'wms-effect': (event) => take(event, order),
    circuit: (event) => {
      const isBlocked = event.circuit.block !== undefined;
      if (isHold(event.circuit) && !isHold(circuit)) heldAt = event.at;
      if (isBlocked !== (circuit.block !== undefined)) circuitSince = event.at;
      circuit = event.circuit;
    },
    fault: ({ at, fault, id }) => {
      faultTimes.push(at);
      if (fault === 'malformed') misread.add(/WholeOrder\/(\d+)\//.exec(id)?.[1] ?? '');
      if (fault === 'stall') stalledAt = at;
    },
    scheduled: ({ at, what }) => {
      if (what.startsWith('down')) faultTimes.push(at);
      if (what === 'shopify-malformed') misread.add(everyOrder);
    },
    'secret-changed': ({ at }) => {
      mendedAt = at;
    },
    operator: ({ at }) => {
      mendedAt = at;
    },
  };
  const apply = (event: TimedEvent): void => {
    handle(handlers, event);
    deliveries.apply(event);
    signs.apply(event);
    letters.apply(event);
  };

  return {
    orders,
    order,
    markOfHash: (orderId, hash) => hashes.get(`${orderId} ${hash}`),
    posted: (digest) => posts.get(digest),
    letters,
    orderOfMessage: (messageId) => orderOfMessage.get(messageId),
    settledBefore: () => settledBefore,
    coveredBefore: () => coveredBefore,
    queuedAt: (messageId) => queuedAt.get(messageId),
    circuit: () => circuit,
    circuitSince: () => circuitSince,
    heldAt: () => heldAt,
    deliveries,
    signs,
    isDisturbed: (from, to) => faultTimes.some((at) => at >= from && at <= to),
    isMisread: (orderId) => misread.has(orderId) || misread.has(everyOrder),
    isStalled: (at) => at - stalledAt <= stallMillisMax,
    isMendedSince: (at) => mendedAt >= at,
    apply,
  };
};

const isHold = ({ block }: Circuit): boolean =>
  block?.kind === 'hold' && block.cause === 'credentials';
