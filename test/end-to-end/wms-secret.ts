/** The secret with the WMS's credentials, as the operator reads and sets it. */
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  paginateListSecrets,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { operatorCredentials as credentials } from '../../cdk/local/operator-credentials.ts';
import type { LocalStack } from '../../cdk/local/stack.ts';
import type { WmsClient } from '../../cdk/local/wms/credentials.ts';

const withClient = async <Value>(
  stack: LocalStack,
  work: (client: SecretsManagerClient) => Promise<Value>,
): Promise<Value> => {
  const { awsEndpoint: endpoint, region } = stack.describe();
  const client = new SecretsManagerClient({ endpoint, region, credentials });
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
};

/** The one secret that names a client. */
const findSecret = async (client: SecretsManagerClient) => {
  for await (const { SecretList = [] } of paginateListSecrets({ client }, {})) {
    for (const { ARN: SecretId } of SecretList) {
      const { SecretString = '{}' } = await client.send(new GetSecretValueCommand({ SecretId }));
      const value: unknown = JSON.parse(SecretString);
      if (typeof value === 'object' && value !== null && 'clientId' in value) {
        return { SecretId, value: value as WmsClient };
      }
    }
  }
  throw new Error('no secret has credentials for the WMS');
};

export const readWmsSecret = (stack: LocalStack): Promise<WmsClient> =>
  withClient(stack, async (client) => (await findSecret(client)).value);

export const putWmsSecret = (stack: LocalStack, value: WmsClient): Promise<void> =>
  withClient(stack, async (client) => {
    const { SecretId } = await findSecret(client);
    await client.send(new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(value) }));
  });
