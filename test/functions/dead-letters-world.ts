/**
 * Both functions for dead letters among fakes: letters, orders queue, order records, jobs and circuit. Time
 * passes only where the replay sleeps.
 */
import { makeHandler as makeBrowseHandler } from '../../functions/browse-dead-letters/handler.ts';
import { makeHandler } from '../../functions/replay-dead-letters/handler.ts';
import type { AuditLine } from '../../lib/letters/audit.ts';
import { makeBrowse } from '../../lib/letters/browse.ts';
import { makeOperate } from '../../lib/letters/operate.ts';
import { makeWork, type WorkDependencies } from '../../lib/letters/work.ts';
import type { StageReport } from '../../lib/order/stage-report.ts';
import { lambdaContext } from '../builders/api-gateway-event.ts';
import { deadLetter, orderMessage } from '../builders/order-message.ts';
import { makeFakeDeadLetters } from '../fakes/dead-letters.ts';
import { makeFakeOrderQueue } from '../fakes/order-queue.ts';
import { makeFakeOrderRecords } from '../fakes/order-records.ts';
import { makeFakeJobStore } from '../fakes/replay-jobs.ts';

const functionMillis = 60_000;

export const browseArn = 'arn:aws:lambda:eu-west-1:123456789012:function:browse';
export const replayArn = 'arn:aws:lambda:eu-west-1:123456789012:function:replay';

/** @param given - ports that behave otherwise. */
export const makeDeadLettersWorld = (given: Partial<WorkDependencies> = {}) => {
  let time = Date.parse('2026-11-22T12:00:00.000Z');
  const now = () => time;
  const letters = makeFakeDeadLetters({ now });
  const orders = makeFakeOrderQueue({ now });
  const records = makeFakeOrderRecords();
  const jobs = makeFakeJobStore();
  const lines: AuditLine[] = [];
  const reports: StageReport[] = [];
  let made = 0;
  const ports = {
    index: letters.index,
    queue: letters.queue,
    readState: records.readState,
    markDecided: records.markDecided,
    enqueue: orders.enqueue,
    jobs,
    now,
    sleep: async (millis: number) => {
      time += millis;
    },
    makeHolder: () => 'holder',
    makeJobId: () => {
      made += 1;
      return `job-${made}`;
    },
    report: (report: StageReport) => reports.push(report),
    audit: (line: AuditLine) => lines.push(line),
    tellJob: () => {},
    ...given,
  };
  const browse = makeBrowse(ports);
  const replay = makeHandler({ now, browse, operate: makeOperate(ports), work: makeWork(ports) });
  return {
    orders,
    letters,
    jobs,
    lines,
    reports,
    /** Parks one letter per order, rejected by the WMS. */
    park: async (...orderIds: readonly string[]): Promise<void> => {
      for (const orderId of orderIds) {
        const message = orderMessage({ order: { orderId } });
        const letter = { letterId: `letter-${orderId}` };
        await letters.park(deadLetter({ message, letter, groupId: `letter-${orderId}` }));
      }
    },
    browse: (event: unknown) =>
      makeBrowseHandler({ browse, now, replayArn })(
        event,
        lambdaContext({ invokedFunctionArn: browseArn }),
      ),
    replay: (event: unknown) => {
      const end = time + functionMillis;
      const getRemainingTimeInMillis = () => end - time;
      return replay(
        event,
        lambdaContext({ invokedFunctionArn: replayArn, getRemainingTimeInMillis }),
      );
    },
  };
};
