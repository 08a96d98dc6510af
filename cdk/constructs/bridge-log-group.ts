/**
 * A log group that lives and dies with its stage.
 *
 * Created here and not by Lambda, because a group that Lambda creates keeps its lines for ever and
 * stays behind when the stack is removed.
 */
import type { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { StageSettings } from '../../lib/config/stage.ts';

export interface BridgeLogGroupProps {
  /** Days that lines are kept; CloudWatch knows only certain numbers. */
  readonly retentionDays: StageSettings['logRetentionDays'];

  /** What happens to the lines when the stack is removed. */
  readonly removalPolicy: RemovalPolicy;
}

export const makeLogGroup = (
  scope: Construct,
  id: string,
  { retentionDays, removalPolicy }: BridgeLogGroupProps,
): LogGroup => new LogGroup(scope, id, { retention: retentionDays, removalPolicy });
