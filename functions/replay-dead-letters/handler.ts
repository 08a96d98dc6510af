/**
 * Operator's request → dead letters back on the orders queue. Ends with the counts of what was
 * replayed and what stays, or with a sentence that says how to ask.
 */
import type { Context } from 'aws-lambda';
import type { ReplayRequest, ReplayResult } from '../../lib/replay/replay-letters.ts';
import { parseReplayRequest } from '../../lib/replay/request.ts';

export type Dependencies = {
  readonly replay: (request: ReplayRequest, remainingMillis: () => number) => Promise<ReplayResult>;
  /** Written before anything is moved: who asked is in CloudTrail, what was asked is here. */
  readonly audit: (request: ReplayRequest) => void;
};

export type Answer = ReplayResult | { readonly error: string };

export const makeHandler =
  ({ replay, audit }: Dependencies) =>
  async (event: unknown, context: Context): Promise<Answer> => {
    const request = parseReplayRequest(event);
    if (request.kind === 'invalid') return { error: request.fault };
    audit(request);
    return replay(request, () => context.getRemainingTimeInMillis());
  };
