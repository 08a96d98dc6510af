/**
 * Fills the stack's secrets as an operator would, through the AWS API: the shop's, those of its Admin
 * API and the WMS's.
 */
import { randomBytes } from 'node:crypto';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { shopOfOutput, shopSecretOutput } from '../output-names.ts';
import type { AwsEndpoint, LocalTemplate } from './contracts.ts';
import { setPagerSecrets } from './monitoring/ask-stack.ts';
import { readSubscriptions } from './monitoring/notices/subscriptions.ts';
import { operatorCredentials } from './operator-credentials.ts';
import { startRefused } from './start-refused.ts';

/** Client credentials, at the WMS or at the shop's Admin API. */
export type Client = { readonly clientId: string; readonly clientSecret: string };

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
  const refuseForeign = (secretArn: string, shop: string, key: string): void => {
    if (own.has(secretArn)) return;
    throw startRefused(`the secret of ${shop} is not the template's own: leave out ${key}`, 2);
  };
  for (const { shop, secretArn } of [first, ...others]) {
    refuseForeign(secretArn, shop, 'secretArn');
    const adminSecretArn = outputs[shopSecretOutput(shop, 'admin')];
    if (adminSecretArn !== undefined) refuseForeign(adminSecretArn, shop, 'adminSecretArn');
  }
  return [first, ...others];
};

export type Given = {
  readonly wms: Client;
  readonly shopAdmin: Client;
  /** Stands for PagerDuty's in the secrets that HTTPS subscriptions name. */
  readonly pagerUrl: string;
};

/**
 * Gives the first shop with its new secret; the others get one too. Only the first has an Admin API here:
 * the others' credentials stay unset, or its orders would be taken for theirs.
 *
 * @throws a refusal when the template names no shop, or a secret from elsewhere.
 */
export const fillSecrets = async (
  { url, template }: Pick<AwsEndpoint, 'url' | 'template'>,
  region: string,
  given: Given,
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
  if (WmsSecretArn !== undefined) await put(WmsSecretArn, given.wms);
  const adminSecretArn = template.outputs[shopSecretOutput(shop, 'admin')];
  if (adminSecretArn !== undefined) await put(adminSecretArn, given.shopAdmin);
  client.destroy();
  const integrationUrl = `${given.pagerUrl}/integration/${randomSecret()}/enqueue`;
  await setPagerSecrets(readSubscriptions(template), integrationUrl, { url, region });
  return { shop, shopifySecret };
};
