/** How a request about dead letters is refused: a code for programs, and one sentence for people. */
import type { Refused } from './request.ts';

export const refused = (code: Refused['code'], fault: string): Refused => ({
  kind: 'refused',
  code,
  fault,
});

export const noSuchJob = refused('not_found', 'jobId is of no job that is kept: look at jobs');
export const noSuchLetter = refused(
  'not_found',
  'letterId is of no letter that waits or was settled of late: look at list',
);
