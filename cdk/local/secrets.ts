/**
 * Fills the stack's secrets as an operator would, through the AWS API: the shop's and the WMS's.
 */
import { randomBytes } from 'node:crypto';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import type { AwsEndpoint } from './contracts.ts';
import { readFunctionSpecs } from './functions/function-spec.ts';
import { operatorCredentials } from './operator-credentials.ts';

export type WmsClient = { readonly clientId: string; readonly clientSecret: string };

/** The shop that signs the simulated orders. */
export type ShopIdentity = { readonly shop: string; readonly shopifySecret: string };

/** 32 hexadecimal characters, as many as Shopify's own. */
export const randomSecret = (): string => randomBytes(16).toString('hex');

const shopsSchema = z
  .array(z.object({ domain: z.string(), secretArn: z.string() }))
  .min(1, 'the template has no shop');

/** Gives the first shop with its new secret; the others get one too. */
export const fillSecrets = async (
  endpoint: Pick<AwsEndpoint, 'url' | 'template'>,
  region: string,
  wmsClient: WmsClient,
): Promise<ShopIdentity> => {
  const credentials = operatorCredentials;
  const client = new SecretsManagerClient({ endpoint: endpoint.url, region, credentials });
  const put = (SecretId: string, value: object) =>
    client.send(new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(value) }));
  const variables = Object.assign(
    {},
    ...readFunctionSpecs(endpoint.template).map((spec) => spec.variables),
  ) as Record<string, string>;
  const shops = shopsSchema.parse(JSON.parse(variables.SHOPS ?? '[]')).map((shop) => ({
    ...shop,
    secret: randomSecret(),
  }));
  for (const { secretArn, secret } of shops) await put(secretArn, { secrets: [secret] });
  if (variables.WMS_SECRET_ARN) await put(variables.WMS_SECRET_ARN, wmsClient);
  client.destroy();
  return { shop: shops[0]?.domain ?? '', shopifySecret: shops[0]?.secret ?? '' };
};
