/**
 * Sends one letter's message again. Send first, then settle: a crash in between sends it once more under
 * the same deduplication id, and deliver-order drops what SQS lets through.
 */
import { parseLetter } from '../order/dead-letter.ts';
import { replayDeduplicationId } from '../order/deduplication.ts';
import {
  correlationIdOf,
  encodeMessage,
  groupIdOf,
  type OrderMessage,
} from '../order/order-message.ts';
import type { Report } from '../order/stage-report.ts';
import type { SkipReason } from './fate.ts';
import type { IndexedLetter } from './indexed-letter.ts';
import type { Job } from './job.ts';
import type { WorkPorts } from './ports.ts';
import { settledBy, settleLetter } from './settle-letter.ts';

export type ReplayLetterPorts = Pick<WorkPorts, 'index' | 'enqueue' | 'now'> & {
  readonly report: Report;
};

export const replayLetter = async (
  ports: ReplayLetterPorts,
  job: Job,
  letter: IndexedLetter,
): Promise<'done' | 'gone' | SkipReason> => {
  const content = await ports.index.contentOf(letter);
  if (content === undefined) {
    return (await settledBy(ports.index, job.jobId, letter)) ?? 'needs_shopify';
  }
  const read = parseLetter(content);
  if (read.kind === 'unreadable') return 'unreadable';
  if (read.kind === 'without-message') return 'needs_shopify';
  const message = replayed(read.message);
  const { shop, orderId } = message.data.order;
  await ports.enqueue({
    body: encodeMessage(message),
    groupId: groupIdOf(shop, orderId),
    deduplicationId: replayDeduplicationId(letter.letterId),
  });
  const end = await settleLetter(ports.index, job, letter, new Date(ports.now()).toISOString());
  if (end === 'done') reportReplay(ports, job, message, letter);
  return end;
};

/** The same message: its time stays, so that its story reads on, and its key, so that it is not doubled. */
const replayed = (message: OrderMessage): OrderMessage => ({
  ...message,
  data: { ...message.data, origin: 'replay', replays: message.data.replays + 1 },
});

const reportReplay = (
  { report, now }: ReplayLetterPorts,
  { jobId }: Job,
  message: OrderMessage,
  letter: IndexedLetter,
): void =>
  report({
    stage: 'replayed',
    correlationId: correlationIdOf(message.data.order.orderId),
    orderId: message.data.order.orderId,
    latencyMillis: Math.max(0, now() - Date.parse(message.time)),
    attempts: 0,
    facts: {
      shop: message.data.order.shop,
      order_version: message.data.order.version,
      message_id: letter.messageId,
      letter_id: letter.letterId,
      job_id: jobId,
      class: letter.class,
      replays: message.data.replays,
    },
  });
