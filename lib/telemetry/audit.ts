/**
 * Who asked for what of the dead letters, and what came of it, becomes one log line: what an auditor
 * searches for.
 */
import type { AuditLine } from '../letters/audit.ts';
import type { Job } from '../letters/job.ts';
import type { Telemetry } from './powertools.ts';
import { nothing } from './report.ts';

/** The correlation id of all lines about jobs, which concern many orders. */
const correlationId = 'dead-letters';

export const makeAudit =
  ({ logger }: Pick<Telemetry, 'logger'>) =>
  (line: AuditLine): void => {
    const { event, ...facts } = wordsOf(line);
    logger.info(event, {
      correlation_id: correlationId,
      shopify_order_id: nothing,
      attempt: 0,
      ...facts,
    });
  };

type Words = { readonly event: string; readonly [fact: string]: unknown };

const wordsOf = (line: AuditLine): Words => {
  switch (line.kind) {
    case 'letter-shown': {
      const { letterId, class: letterClass, shop, orderId, correlationId: ofOrder } = line.letter;
      return {
        event: 'letter.shown',
        correlation_id: ofOrder,
        shopify_order_id: orderId ?? nothing,
        by: line.by,
        letter_id: letterId,
        class: letterClass,
        shop,
      };
    }
    case 'job-requested': {
      const { kind, jobId, asOf, pacePerSecond, ...facts } = line.wish;
      const pace = pacePerSecond === undefined ? {} : { pace_per_second: pacePerSecond };
      return { event: `${kind}.requested`, job_id: jobId, as_of: asOf, ...pace, ...facts };
    }
    case 'job-stopped':
      return { event: `${line.job.kind}.stopped`, by: line.by, ...countsOf(line.job) };
    case 'job-resumed':
      return { event: `${line.job.kind}.resumed`, by: line.by, ...countsOf(line.job) };
    case 'job-ended':
      return { event: `${line.job.kind}.${line.job.state}`, ...countsOf(line.job) };
  }
};

/** `asked_by`: who made the job, whoever it is that stops it. */
const countsOf = ({ jobId, by, why, filter, confirmed, letters, done, gone, skipped }: Job) => ({
  job_id: jobId,
  asked_by: by,
  ...(why === undefined ? {} : { why }),
  filter,
  confirmed,
  letters,
  done,
  gone,
  skipped,
});
