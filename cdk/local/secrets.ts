/**
 * Fills the stack's secrets as an operator would, through the AWS API: the shop's and the WMS's.
 */
import { randomBytes } from 'node:crypto';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { shopOfOutput } from '../output-names.ts';
import type { AwsEndpoint, LocalTemplate } from './contracts.ts';
import { operatorCredentials } from './operator-credentials.ts';
import { startRefused } from './start-refused.ts';

export type WmsClient = { readonly clientId: string; readonly clientSecret: string };

/** The shop that signs the simulated orders. */
export type ShopIdentity = { readonly shop: string; readonly shopifySecret: string };

/** 32 hexadecimal characters, as many as Shopify's own. */
export const randomSecret = (): string => randomBytes(16).toString('hex');

type ShopSecret = { readonly shop: string; readonly secretArn: string };

/** The shops in the template's order, by the outputs that a person would look at. */
const shopsOf = ({ outputs, resources }: LocalTemplate): readonly [ShopSecret, ...ShopSecret[]] => {
  const [first, ...others] = Object.entries(outputs).flatMap(([name, secretArn]) => {
    const shop = shopOfOutput(name);
    return shop === undefined ? [] : [{ shop, secretArn }];
  });
  if (first === undefined)
    throw startRefused('the template has no output ShopSecretArn…, which names a shop', 1);
  const own = new Set([...resources.values()].map(({ ref }) => ref));
  for (const { shop, secretArn } of [first, ...others]) {
    if (!own.has(secretArn))
      throw startRefused(`the secret of ${shop} is not the template's own: leave out secretArn`, 2);
  }
  return [first, ...others];
};

/**
 * Gives the first shop with its new secret; the others get one too.
 *
 * @throws a refusal when the template names no shop, or a secret from elsewhere.
 */
export const fillSecrets = async (
  { url, template }: Pick<AwsEndpoint, 'url' | 'template'>,
  region: string,
  wmsClient: WmsClient,
): Promise<ShopIdentity> => {
  const credentials = operatorCredentials;
  const client = new SecretsManagerClient({ endpoint: url, region, credentials });
  const put = (SecretId: string, value: object) =>
    client.send(new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(value) }));
  const shopifySecret = randomSecret();
  const [{ shop, secretArn }, ...others] = shopsOf(template);
  await put(secretArn, { secrets: [shopifySecret] });
  for (const other of others) await put(other.secretArn, { secrets: [randomSecret()] });
  // A WMS that wants no credentials has no secret.
  const { WmsSecretArn } = template.outputs;
  if (WmsSecretArn !== undefined) await put(WmsSecretArn, wmsClient);
  client.destroy();
  return { shop, shopifySecret };
};
