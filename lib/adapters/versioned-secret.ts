/**
 * A secret's versions and labels in Secrets Manager, as a rotation moves them. No value is logged or thrown.
 */
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { parseSecret, wmsSecretSchema } from '../config/secret-values.ts';
import { errorName } from '../order/error-name.ts';
import type { Label, SecretVersions, VersionedSecretStore } from '../rotation/rotation.ts';

const labelsKnown: readonly Label[] = ['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS'];

export const makeVersionedSecret = (
  client: SecretsManagerClient,
  SecretId: string,
): VersionedSecretStore => ({
  describe: (version) => describe(client, SecretId, version),
  read: async (VersionStage, version) => {
    const text = await readText(client, {
      SecretId,
      VersionStage,
      ...(version === undefined ? {} : { VersionId: version }),
    });
    return text === undefined ? undefined : parseSecret(wmsSecretSchema, text);
  },
  storePending: (version, value) => storePending(client, SecretId, version, value),
  makeCurrent: async (MoveToVersionId, RemoveFromVersionId) => {
    const move = { SecretId, VersionStage: 'AWSCURRENT', MoveToVersionId, RemoveFromVersionId };
    await client.send(new UpdateSecretVersionStageCommand(move));
  },
  dropPending: async (RemoveFromVersionId) => {
    const move = { SecretId, VersionStage: 'AWSPENDING', RemoveFromVersionId };
    await client.send(new UpdateSecretVersionStageCommand(move));
  },
});

const describe = async (
  client: SecretsManagerClient,
  SecretId: string,
  version: string,
): Promise<SecretVersions> => {
  const { RotationEnabled: rotates = false, VersionIdsToStages: all = {} } = await client.send(
    new DescribeSecretCommand({ SecretId }),
  );
  const withLabel = (label: Label) => Object.keys(all).find((id) => all[id]?.includes(label));
  const versionWith = Object.fromEntries(
    labelsKnown.flatMap((label) => {
      const id = withLabel(label);
      return id === undefined ? [] : [[label, id] as const];
    }),
  );
  return { rotates, versionWith, labels: all[version] };
};

type Asked = ConstructorParameters<typeof GetSecretValueCommand>[0];

const readText = async (
  client: SecretsManagerClient,
  asked: Asked,
): Promise<string | undefined> => {
  try {
    const { SecretString: text } = await client.send(new GetSecretValueCommand(asked));
    return text;
  } catch (error) {
    // A version without a value is not found, either.
    if (errorName(error) === 'ResourceNotFoundException') return undefined;
    throw error;
  }
};

const storePending = async (
  client: SecretsManagerClient,
  SecretId: string,
  ClientRequestToken: string,
  value: object,
): Promise<'stored' | 'taken'> => {
  try {
    await client.send(
      new PutSecretValueCommand({
        ...{ SecretId, ClientRequestToken, VersionStages: ['AWSPENDING'] },
        SecretString: JSON.stringify(value),
      }),
    );
    return 'stored';
  } catch (error) {
    if (errorName(error) === 'ResourceExistsException') return 'taken';
    throw error;
  }
};
