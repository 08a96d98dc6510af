/**
 * How fast a job is and how long it will take, from what was seen of it in the last seconds.
 */
import type { Job } from '../../../lib/letters/job.ts';
import { doneWord, passedOf, skippedText } from '../../../lib/letters/words.ts';
import { spanText } from '../time-text.ts';

/** What was done at a time, epoch milliseconds. */
export type Sample = { readonly at: number; readonly done: number };

/** Half a minute, looked at once a second. */
export const samplesMax = 30;
/** So long a job may stand between two slices without anybody being told. */
const stillMillis = 5_000;

/** @param samples - oldest first. @param stillFor - milliseconds since it moved. */
export const progressText = (job: Job, samples: readonly Sample[], stillFor: number): string => {
  const skipped = skippedText(job.skipped);
  const rate = rateOf(samples);
  // What is skipped takes no time.
  const left = Math.max(0, Math.min(job.letters - passedOf(job), job.confirmed - job.done));
  return [
    `${job.done} ${doneWord(job)}`,
    ...(skipped === '' ? [] : [`skipped ${skipped}`]),
    ...(job.gone === 0 ? [] : [`${job.gone} gone`]),
    ...(stillFor >= stillMillis ? [`waiting for ${spanText(stillFor)}`] : motion(rate, left)),
  ].join(', ');
};

const motion = (rate: number, left: number): string[] =>
  rate > 0 ? [`${rate.toFixed(1)}/s`, `${spanText((left / rate) * 1_000)} left`] : [];

/** Letters per second. */
const rateOf = (samples: readonly Sample[]): number => {
  const [first, last] = [samples.at(0), samples.at(-1)];
  if (first === undefined || last === undefined || last.at === first.at) return 0;
  return ((last.done - first.done) * 1_000) / (last.at - first.at);
};
