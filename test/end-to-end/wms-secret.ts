/** The secret with the WMS's credentials, as the operator reads and sets it. */
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
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

export const readWmsSecret = (stack: LocalStack): Promise<WmsClient> =>
  withClient(stack, async (client) => {
    const { wmsSecret: SecretId } = stack.describe();
    const { SecretString = '{}' } = await client.send(new GetSecretValueCommand({ SecretId }));
    // As the local stack has set it.
    return JSON.parse(SecretString) as WmsClient;
  });

export const putWmsSecret = (stack: LocalStack, value: WmsClient): Promise<void> =>
  withClient(stack, async (client) => {
    const { wmsSecret: SecretId } = stack.describe();
    await client.send(new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(value) }));
  });
