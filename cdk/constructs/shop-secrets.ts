/**
 * The secrets that shops sign their webhooks with: one per shop, the team's own or one created here.
 */
import type { RemovalPolicy } from 'aws-cdk-lib';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { StageSettings } from '../../lib/config/stage.ts';
import { makeUnsetSecret } from './unset-secret.ts';

export interface ShopSecretsProps {
  readonly shops: StageSettings['shops'];

  /** What happens to secrets created here when the stack is removed. */
  readonly removalPolicy: RemovalPolicy;
}

export type ShopSecret = {
  readonly domain: string;
  /** Not the whole interface: that one and its own class disagree under exact optional properties. */
  readonly secret: Pick<ISecret, 'secretArn'>;
};

export class ShopSecrets extends Construct {
  /** In the order of the settings. */
  readonly all: readonly ShopSecret[];

  constructor(scope: Construct, id: string, { shops, removalPolicy }: ShopSecretsProps) {
    super(scope, id);
    // The domain is the construct's id: a shop added in front must not replace another's secret.
    this.all = shops.map(({ domain, secretArn }) => ({
      domain,
      secret: secretArn
        ? Secret.fromSecretCompleteArn(this, domain, secretArn)
        : makeUnsetSecret(this, domain, {
            description: `Client secrets that sign the webhooks of ${domain}`,
            removalPolicy,
          }),
    }));
  }
}
