/**
 * Whether the credentials that the WMS refused are still the ones that would be sent.
 *
 * Looks at the version's name alone; the secret itself is not read.
 */
import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import type { Circuit } from '../../../lib/circuit/circuit.ts';
import { awsFault } from '../aws-fault.ts';
import type { Stage } from '../open-stage.ts';

export type SecretState =
  | { readonly kind: 'unchanged' | 'changed' }
  /** `why`: a right is missing, for instance. */
  | { readonly kind: 'unknown'; readonly why: string };

/** Nothing where the circuit is not held, or no credentials were refused. */
export const readSecretState = async (
  { names, secrets, who }: Pick<Stage, 'names' | 'secrets' | 'who'>,
  { block, refusedSecret }: Circuit,
): Promise<SecretState | undefined> => {
  // A hold by hand may have replaced that of refused credentials.
  const refused = block?.kind === 'hold' ? (block.secretVersion ?? refusedSecret) : undefined;
  if (refused === undefined) return undefined;
  if (names.wmsSecret === undefined) return { kind: 'unknown', why: 'its name is not known' };
  try {
    const command = new DescribeSecretCommand({ SecretId: names.wmsSecret });
    const { VersionIdsToStages: versions = {} } = await secrets.send(command);
    const current = Object.entries(versions).find(([, stages]) => stages.includes('AWSCURRENT'));
    if (current === undefined) return { kind: 'unknown', why: 'it has no current value' };
    return { kind: current[0] === refused ? 'unchanged' : 'changed' };
  } catch (error) {
    return { kind: 'unknown', why: awsFault(error, who) };
  }
};
