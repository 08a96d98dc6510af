/**
 * STS's GetCallerIdentity: who the caller is. Needs no permission, as on AWS.
 */
import { localAccountId } from '../template/surroundings.ts';
import type { Call } from './call.ts';
import { type Caller, operator } from './callers.ts';
import { answerQuery, refuseAction } from './query-reply.ts';
import type { Reply } from './reply.ts';

export const answerIdentity = ({ operation }: Call, caller: Caller | undefined): Reply => {
  if (operation !== 'GetCallerIdentity') return refuseAction('sts', operation);
  const { arn, userId } = caller ?? operator;
  return answerQuery('sts', operation, { Arn: arn, UserId: userId, Account: localAccountId });
};
