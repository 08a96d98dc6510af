/**
 * Answers CloudFormation when a stack comes, changes and goes: with a stack that is to leave no trace the
 * bucket's objects go first, since a bucket that holds any cannot be deleted.
 *
 * Every request is answered, whatever happens: CloudFormation waits an hour for one that is not.
 */
import * as z from 'zod';
import { errorName } from '../order/error-name.ts';

const requestSchema = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  /** Whoever knows it may answer: it is never logged. */
  ResponseURL: z.url(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
});
type Request = z.output<typeof requestSchema>;

export type BucketContents = {
  /** Whether the bucket is still marked as one that goes with its stack. */
  readonly isToGo: () => Promise<boolean>;
  /** Deletes some objects, and says how many; 0 where none is left. */
  readonly deleteSome: () => Promise<number>;
};

export type RemovalPorts = {
  readonly contents: BucketContents;
  /** @throws where the answer was not taken: Lambda then tries the whole event again. */
  readonly answer: (url: string, body: string) => Promise<void>;
};

/** Kept free at an invocation's end, for the answer. */
const reserveMillis = 10_000;
/** Rounds of up to 1,000 objects; there are about two for each night. */
const roundsMax = 1_000;

type End = { readonly status: 'SUCCESS' } | { readonly status: 'FAILED'; readonly reason: string };

/** @throws ZodError for an event that is no request of CloudFormation, which nobody waits for. */
export const makeEmptyOnRemoval =
  ({ contents, answer }: RemovalPorts) =>
  async (event: unknown, remainingMillis: () => number): Promise<void> => {
    const request = requestSchema.parse(event);
    const end: End =
      request.RequestType === 'Delete'
        ? await empty(contents, remainingMillis)
        : { status: 'SUCCESS' };
    await answer(request.ResponseURL, answerTo(request, end));
  };

/** A stage that is changed to keep its data loses this resource too, and must not lose its reports with it. */
const empty = async (contents: BucketContents, remainingMillis: () => number): Promise<End> => {
  try {
    if (!(await contents.isToGo())) return { status: 'SUCCESS' };
    for (let round = 0; round < roundsMax && remainingMillis() > reserveMillis; round++)
      if ((await contents.deleteSome()) === 0) return { status: 'SUCCESS' };
    return { status: 'FAILED', reason: 'objects are left in the bucket: remove the stack again' };
  } catch (error) {
    return { status: 'FAILED', reason: `the bucket cannot be emptied: ${errorName(error)}` };
  }
};

const answerTo = ({ StackId, RequestId, LogicalResourceId }: Request, end: End): string =>
  JSON.stringify({
    Status: end.status,
    // The same one for ever: another would have CloudFormation remove "the old one".
    PhysicalResourceId: 'contents',
    ...{ StackId, RequestId, LogicalResourceId },
    ...(end.status === 'FAILED' ? { Reason: end.reason } : {}),
  });
