/**
 * When a secret's present value was set, without reading the value.
 *
 * From the list of its versions and not from its description: that one's time changes with every tag and
 * word of text too, and a deploy would make an old secret look new.
 */
import {
  ListSecretVersionIdsCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

const current = 'AWSCURRENT';

/** Epoch milliseconds; `undefined` where the secret has no value. */
export const makeReadSecretSetAt =
  (secrets: SecretsManagerClient, SecretId: string) => async (): Promise<number | undefined> => {
    // Versions without a label are left out, so that there are never more than one page has.
    const { Versions: versions = [] } = await secrets.send(
      new ListSecretVersionIdsCommand({ SecretId }),
    );
    const version = versions.find(({ VersionStages: labels = [] }) => labels.includes(current));
    return version?.CreatedDate?.getTime();
  };
