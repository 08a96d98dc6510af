/**
 * Who asks, for the record: the ARN that AWS knows the caller by.
 */
import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';

/** CloudTrail knows the caller, whatever stands in the record. */
const unknown = 'unknown';

/** Everybody may ask this; where it cannot be asked, that must not keep anybody from mending. */
export const whoAsks = async (sts: STSClient): Promise<string> => {
  try {
    const { Arn: arn } = await sts.send(new GetCallerIdentityCommand({}));
    return arn ?? unknown;
  } catch {
    return unknown;
  }
};
