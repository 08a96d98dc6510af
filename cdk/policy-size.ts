/**
 * Whether a stage's shops fit into the policies for its operators, said before the deploy fails on it.
 *
 * An estimate: ARNs are known only when the stack is deployed, so generous sizes stand in for them.
 */
import type { StageSettings } from '../lib/config/stage.ts';

/** IAM's limit for a managed policy, white space apart. */
export const charactersMax = 6_144;
/** All but the shops, with the longest names that a stage and a region can have. */
const sharedCharacters = 3_560;
/** An ARN around a secret's name, with quotes and a comma; the name itself holds the shop's domain. */
const arnCharacters = 105;
const punctuation = 3;

/** One sentence where the policies would be too large. */
export const policyFaults = ({ shops }: Pick<StageSettings, 'shops'>): readonly string[] => {
  const characters = shops
    .flatMap(({ domain, secretArn, adminSecretArn }) =>
      [secretArn, adminSecretArn].map((arn) =>
        arn === undefined ? arnCharacters + domain.length : arn.length + punctuation,
      ),
    )
    .reduce((sum, size) => sum + size, sharedCharacters);
  return characters <= charactersMax
    ? []
    : [
        `shops: the policies for operators would need about ${characters} characters and IAM allows ${charactersMax}; move some shops to another stage`,
      ];
};
