/**
 * A secret that the stack creates and a person fills in after the deploy.
 *
 * Its first value says "not set" in a way the functions recognise. The value is no secret, so it may
 * stand in the template; CloudFormation writes it again only if this text itself changes.
 */
import { type RemovalPolicy, SecretValue, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { madeNotSet, notSetSecret } from '../../lib/config/secret-values.ts';

export interface UnsetSecretProps {
  /** What the secret is for, shown in the console. */
  readonly description: string;

  /** What happens to the secret when the stack is removed. */
  readonly removalPolicy: RemovalPolicy;
}

export const makeUnsetSecret = (
  scope: Construct,
  id: string,
  { description, removalPolicy }: UnsetSecretProps,
): Secret => {
  const secret = new Secret(scope, id, {
    description: `${description} (${madeNotSet})`,
    secretStringValue: SecretValue.unsafePlainText(notSetSecret),
    removalPolicy,
  });
  Validations.of(secret).acknowledge({
    id: 'AwsSolutions::AwsSolutions-SMG4',
    reason:
      'the other side issues this secret, so AWS cannot rotate it by itself; the operator sets the new value and the functions read it within minutes',
  });
  return secret;
};
