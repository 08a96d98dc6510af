/**
 * What is written down of who asked for what, and what came of it: ids, counts and the asker's own words,
 * and nothing of a customer.
 */
import type { IndexedLetter } from './indexed-letter.ts';
import type { Job } from './job.ts';
import type { JobWish } from './jobs.ts';

export type AuditLine =
  /** Its personal data was asked for. */
  | { readonly kind: 'letter-shown'; readonly letter: IndexedLetter; readonly by: string }
  /** Confirmed, and about to be made. */
  | { readonly kind: 'job-requested'; readonly wish: JobWish }
  | { readonly kind: 'job-stopped' | 'job-resumed'; readonly job: Job; readonly by: string }
  /** Done, or stopped because nothing goes through to the WMS: nobody asked for it. */
  | { readonly kind: 'job-ended'; readonly job: Job };

export type Audit = (line: AuditLine) => void;
