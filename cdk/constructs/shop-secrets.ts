/**
 * One kind of secret for every shop: the team's own or one created here.
 */
import type { RemovalPolicy } from 'aws-cdk-lib';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { makeUnsetSecret } from './unset-secret.ts';

export interface ShopSecretsProps {
  /** Shops, each with its existing secret if there is one. */
  readonly shops: readonly { readonly domain: string; readonly secretArn?: string | undefined }[];

  /** What the secret of a shop is for, shown in the console. */
  readonly describe: (domain: string) => string;

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

  constructor(scope: Construct, id: string, { shops, describe, removalPolicy }: ShopSecretsProps) {
    super(scope, id);
    // The domain is the construct's id: a shop added in front must not replace another's secret.
    this.all = shops.map(({ domain, secretArn }) => ({
      domain,
      secret: secretArn
        ? Secret.fromSecretCompleteArn(this, domain, secretArn)
        : makeUnsetSecret(this, domain, { description: describe(domain), removalPolicy }),
    }));
  }

  /** Each of them once: several shops may share one. */
  get arns(): readonly string[] {
    return [...new Set(this.all.map(({ secret }) => secret.secretArn))];
  }
}
