/**
 * What is known of a secret without reading it: whether somebody has set it, and when it changed.
 */
import type { DescribeSecretCommandOutput } from '@aws-sdk/client-secrets-manager';
import { madeNotSet } from '../../../lib/config/secret-values.ts';

export type SecretState =
  | 'set'
  | 'not_set'
  /** Somebody has deleted it: nobody can read it, and it goes for good some days later. */
  | 'deleted'
  /** There is none of this name. */
  | 'missing';

export type DescribedSecret = {
  readonly state: SecretState;
  /** The id of the current value. */
  readonly version?: string;
  /** Epoch milliseconds: of the value, or of anything else about it. */
  readonly changedAt?: number;
};

type Described = Pick<
  DescribeSecretCommandOutput,
  'VersionIdsToStages' | 'Description' | 'LastChangedDate' | 'DeletedDate'
>;

export const describedOf = (described: Described): DescribedSecret => {
  const { VersionIdsToStages: labels = {}, LastChangedDate: changed } = described;
  const version = Object.keys(labels).find((id) => labels[id]?.includes('AWSCURRENT'));
  return {
    state: stateOf(described, version),
    ...(version === undefined ? {} : { version }),
    ...(changed === undefined ? {} : { changedAt: changed.getTime() }),
  };
};

/** What the stack made has a first value that says "not set"; whatever came later is somebody's. */
const stateOf = (
  { VersionIdsToStages: labels = {}, Description: description = '', DeletedDate: gone }: Described,
  version: string | undefined,
): SecretState => {
  if (gone !== undefined) return 'deleted';
  if (version === undefined) return 'not_set';
  const hadAnother = Object.values(labels).some((all) => all.includes('AWSPREVIOUS'));
  return !hadAnother && description.includes(madeNotSet) ? 'not_set' : 'set';
};
