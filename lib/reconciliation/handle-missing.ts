/**
 * An order version that was never accepted, or was lost: the whole order is read, judged again by the
 * version that was read, and put on the queue.
 *
 * One order that cannot be read must not keep all later ones: it is entered to be read again, or parked.
 * Many of them in one run are a trouble of the whole shop, and end the run where it stands.
 */
import { reconcileDeduplicationId } from '../order/deduplication.ts';
import { tooLarge } from '../order/message-of.ts';
import { contentHash, type NormalOrder } from '../order/normal-order.ts';
import { correlationIdOf } from '../order/order-message.ts';
import { isOrderNumber } from '../order/order-number.ts';
import { instantOf } from '../order/order-record.ts';
import type { AdminTrouble, OrderStamp } from './admin-api.ts';
import type { StampOptions } from './handle-stamps.ts';
import { differsInShape, judgeStamp } from './judge.ts';
import { parkFound } from './park-found.ts';
import { type FoundOrder, sendOrder } from './send-order.ts';
import type { Stop, Work } from './work.ts';

/** More orders that cannot be read are not these orders' fault. */
const unreadableMax = 3;

export const handleMissing = async (
  work: Work,
  stamp: OrderStamp,
  options: StampOptions,
): Promise<Stop | undefined> => {
  const { ports, patience, tally } = work;
  const answer = await patience.ask(() => ports.admin.order(stamp.orderId));
  switch (answer.kind) {
    case 'answered':
      if (answer.value === undefined) {
        tally.hidden += 1;
        tally.notShown.add(stamp.orderId);
      } else if (instantOf(answer.value.version) < instantOf(stamp.version)) {
        // Shopify gave what it had before the change that it listed.
        await postpone(work, stamp);
      } else await handleRead(work, answer.value, options);
      return undefined;
    case 'unavailable':
    case 'malformed':
      return handleUnreadable(work, stamp, answer);
    default:
      return answer;
  }
};

const handleUnreadable = async (
  work: Work,
  stamp: OrderStamp,
  trouble: Extract<AdminTrouble, { kind: 'unavailable' | 'malformed' }>,
): Promise<Stop | undefined> => {
  work.tally.unreadable += 1;
  if (work.tally.unreadable > unreadableMax) return trouble;
  if (trouble.kind === 'unavailable') await postpone(work, stamp);
  else await park(work, stamp, { class: 'malformed', reason: trouble.fault });
  return undefined;
};

/** A whole order, as Shopify has it now. */
export const handleRead = async (
  work: Work,
  order: NormalOrder,
  options: StampOptions,
): Promise<void> => {
  const { ports, tally } = work;
  if (!options.dryRun) await work.turn();
  const key = { shop: ports.shop, orderId: order.orderId };
  // Reading and waiting took their time, and a webhook may have been quicker.
  const record = (await ports.readRecords([key])).recordOf(key);
  const found: FoundOrder = { order, hash: contentHash(order) };
  const verdict = judgeStamp(order.version, record, ports.now());
  if (verdict === 'known') {
    tally.known += 1;
    if (differsInShape({ version: order.version, hash: found.hash }, record)) {
      tally.shapeDifferences += 1;
    }
  } else if (options.dryRun) {
    tally[verdict] += 1;
    options.tellFound?.(order.orderId);
  } else await send(work, found, verdict, options);
};

const send = async (
  work: Work,
  found: FoundOrder,
  verdict: 'missed' | 'lost',
  { tellFound, cause = 'missed' }: StampOptions,
): Promise<void> => {
  const { orderId, version } = found.order;
  const deduplicationId = reconcileDeduplicationId(orderId, version, work.run);
  const sent = await sendOrder(work, found, { deduplicationId, origin: 'reconciliation' });
  if (sent.kind === 'too_large') {
    await park(work, { orderId, version }, { class: 'too_large', reason: tooLarge(sent.bytes) });
    return;
  }
  if (sent.kind === 'twin' && verdict === 'missed') {
    work.tally.known += 1;
    return;
  }
  work.tally[verdict] += 1;
  reportFound(work, found, verdict === 'missed' ? cause : verdict);
  tellFound?.(orderId);
};

const postpone = async (work: Work, { orderId, version }: OrderStamp): Promise<void> => {
  const { shop, markReread, now } = work.ports;
  await markReread({ shop, orderId }, version, new Date(now()).toISOString());
  work.tally.postponed += 1;
};

const park = async (
  work: Work,
  stamp: OrderStamp,
  why: { readonly class: 'malformed' | 'too_large'; readonly reason: string },
): Promise<void> => {
  await parkFound(work, stamp, why);
  work.tally.parked += 1;
};

/** @param cause - why it was put on the queue. */
export const reportFound = (
  { ports, run }: Work,
  { order: { shop, orderId, version, name } }: FoundOrder,
  cause: 'missed' | 'lost' | 'reread' | 'backfill' | 'repair',
): void =>
  ports.report({
    stage: 'reconciled',
    correlationId: correlationIdOf(orderId),
    orderId,
    // How late it came to us: since Shopify made this version.
    latencyMillis: Math.max(0, ports.now() - instantOf(version)),
    attempts: 0,
    facts: {
      shop,
      order_version: version,
      cause,
      run,
      // What a person has in hand who looks for the order.
      ...(isOrderNumber(name) ? { order_name: name } : {}),
    },
  });
