/**
 * Where a deploy would go, as the CDK's command line says, compared with what the stage pins.
 *
 * Without this the command line would deploy a pinned stage with whatever credentials happen to be
 * set, and say so only after the functions were built and uploaded.
 */
import * as z from 'zod';
import type { StageSettings } from '../lib/config/stage.ts';

/** Set by the CDK's command line; the account only where it has credentials. */
export const deployTargetEnv = z.object({
  CDK_DEFAULT_ACCOUNT: z.string().optional(),
  CDK_DEFAULT_REGION: z.string().optional(),
  AWS_REGION: z.string().optional(),
  AWS_DEFAULT_REGION: z.string().optional(),
});
export type DeployTarget = z.output<typeof deployTargetEnv>;

/** What the command line falls back to when no region is configured. */
const regionFallback = 'us-east-1';

/** One sentence for each of account and region that is not the pinned one. */
export const targetFaults = (
  { account, region }: Pick<StageSettings, 'account' | 'region'>,
  target: DeployTarget,
): readonly string[] => [
  ...mismatch('account', account, target.CDK_DEFAULT_ACCOUNT),
  ...mismatch('region', region, regionOf(target)),
];

const mismatch = (key: string, pinned: string | undefined, given: string | undefined): string[] =>
  pinned === undefined || !given || given === pinned
    ? []
    : [`${key}: is pinned to ${pinned}, but the deploy would go to ${given}`];

/** The fallback without credentials is nobody's wish: a synth without an AWS account must work. */
const regionOf = (target: DeployTarget): string | undefined => {
  const isChosen = target.CDK_DEFAULT_ACCOUNT || target.AWS_REGION || target.AWS_DEFAULT_REGION;
  return !isChosen && target.CDK_DEFAULT_REGION === regionFallback
    ? undefined
    : target.CDK_DEFAULT_REGION;
};
