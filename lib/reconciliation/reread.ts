/**
 * Orders that were entered to be read again: two contents came with one version, or the order could not be
 * read as it was listed. Shopify's content wins; an entry is taken off once it is dealt with.
 */

import { reconcileDeduplicationId } from '../order/deduplication.ts';
import { tooLarge } from '../order/message-of.ts';
import { contentHash, type NormalOrder } from '../order/normal-order.ts';
import { reportFound } from './handle-missing.ts';
import { judgeReread } from './judge.ts';
import { parkFound } from './park-found.ts';
import type { Reread } from './ports.ts';
import { sendOrder } from './send-order.ts';
import type { Stop, Work } from './work.ts';

/** In one run; the next one goes on. */
const rereadsPerRun = 100;
/** An order that Shopify has not given for so long is for a person. */
const unreadableMillisMax = 86_400_000;

/** @returns why it ended before its end. */
export const readAgain = async (work: Work): Promise<Stop | undefined> => {
  for (const reread of await work.ports.rereads.page(rereadsPerRun)) {
    const stop = await readOneAgain(work, reread);
    if (stop) return stop;
  }
  return undefined;
};

const readOneAgain = async (work: Work, reread: Reread): Promise<Stop | undefined> => {
  const { ports, patience, tally } = work;
  const answer = await patience.ask(() => ports.admin.order(reread.orderId));
  if (answer.kind === 'malformed' || answer.kind === 'unavailable') {
    tally.unreadable += 1;
    return (await isGivenUp(work, reread, answer.kind)) ? undefined : onlyIf(work, answer);
  }
  if (answer.kind !== 'answered') return answer;
  tally.reread += 1;
  if (answer.value === undefined) {
    // Deleted meanwhile, or older than what the app may see.
    tally.notShown.add(reread.orderId);
    await ports.rereads.remove(reread);
  } else await settle(work, reread, answer.value);
  return undefined;
};

/** One order that cannot be read must not keep the others; many are a trouble of the whole shop. */
const onlyIf = ({ tally }: Work, stop: Stop): Stop | undefined =>
  tally.unreadable > 3 ? stop : undefined;

const isGivenUp = async (
  work: Work,
  reread: Reread,
  kind: 'malformed' | 'unavailable',
): Promise<boolean> => {
  if (work.ports.now() - Date.parse(reread.at) < unreadableMillisMax) return false;
  const reason = `Shopify has not given the order for a day; last: ${kind}`;
  await parkFound(work, reread, { class: 'malformed', reason });
  await work.ports.rereads.remove(reread);
  return true;
};

const settle = async (work: Work, reread: Reread, order: NormalOrder): Promise<void> => {
  const { ports, graceMillis, tally, run } = work;
  const { orderId, version } = order;
  const hash = contentHash(order);
  const record = (await ports.readRecords([reread])).recordOf(reread);
  const times = { now: ports.now(), graceMillis };
  const verdict = judgeReread(reread.version, { version, hash }, record, times);
  if (verdict === 'wait') return;
  if (verdict !== 'settled') {
    await work.turn();
    // Its own id: the poll of this very run may have sent this version with other content.
    const deduplicationId = reconcileDeduplicationId(orderId, version, `${run}-again`);
    const sent = await sendOrder(
      work,
      { order, hash },
      { deduplicationId, origin: 'reconciliation' },
    );
    if (sent.kind === 'too_large') {
      await parkFound(work, order, { class: 'too_large', reason: tooLarge(sent.bytes) });
    } else {
      tally.rereadSent += 1;
      const isMissed = verdict === 'missed' && sent.kind === 'sent';
      if (isMissed) tally.missed += 1;
      reportFound(work, { order, hash }, isMissed ? 'missed' : 'reread');
    }
  }
  await ports.rereads.remove(reread);
};
