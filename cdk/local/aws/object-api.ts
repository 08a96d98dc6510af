/**
 * S3: calls go on to the emulator as they came, over their own method, path and headers.
 */
import type { Call } from './call.ts';
import type { Caller } from './callers.ts';
import { denialReply } from './denial-reply.ts';
import { evaluatePolicies } from './evaluate-policies.ts';
import type { Forward } from './forward.ts';
import { bucketArn } from './object-requirements.ts';
import { type Reply, refuse } from './reply.ts';

/** Who may not list a bucket is not told that an object is missing: it is denied to them. */
const reads: ReadonlySet<string> = new Set(['GetObject', 'HeadObject']);

export const makeObjectApi =
  (forward: Forward) =>
  async (call: Call, caller: Caller | undefined): Promise<Reply> => {
    if (call.operation === 'Unsupported')
      return refuse('s3', {
        status: 501,
        code: 'NotImplemented',
        message: `the local stack has no such S3 operation: ${call.rest?.method} ${call.rest?.url}`,
      });
    const reply = await forward.send(call);
    return reply.status === 404 && reads.has(call.operation)
      ? (denyMissing(call, caller) ?? reply)
      : reply;
  };

const denyMissing = (
  { parameters: { Bucket } }: Call,
  caller: Caller | undefined,
): Reply | undefined => {
  if (caller === undefined) return undefined;
  const listing = { action: 's3:ListBucket', resource: bucketArn(Bucket) };
  const verdict = evaluatePolicies(caller.policies, listing);
  return verdict === 'allowed'
    ? undefined
    : denialReply('s3', caller, { ...listing, caller: caller.logicalId, reason: verdict });
};
