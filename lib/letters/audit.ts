/**
 * What is written down of who asked for what: ids, counts and the asker's own words, and nothing of an order.
 */
import type { IndexedLetter } from './indexed-letter.ts';
import type { Job } from './job.ts';

export type AuditLine =
  /** Its personal data was asked for. */
  | { readonly kind: 'letter-shown'; readonly letter: IndexedLetter; readonly by: string }
  | { readonly kind: 'job-requested'; readonly job: Job }
  | { readonly kind: 'job-stopped' | 'job-resumed'; readonly job: Job; readonly by: string };

export type Audit = (line: AuditLine) => void;
