/**
 * The calls to Secrets Manager. What is refused names the secret and the right that is missing; a
 * value is in nothing that is thrown.
 */
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import type { SecretText } from '../../../lib/adapters/secrets.ts';
import { errorName } from '../../../lib/order/error-name.ts';
import { awsFault } from '../aws-fault.ts';
import type { Stage } from '../open-stage.ts';
import { refusal } from '../refusal.ts';
import { type DescribedSecret, describedOf } from './described-secret.ts';
import type { StageSecret } from './stage-secrets.ts';

type Of = Pick<Stage, 'secrets' | 'who'>;

export const describeSecret = async (
  { secrets, who }: Of,
  secret: StageSecret,
): Promise<DescribedSecret> => {
  try {
    return describedOf(await secrets.send(new DescribeSecretCommand({ SecretId: secret.arn })));
  } catch (error) {
    if (errorName(error) === 'ResourceNotFoundException') return { state: 'missing' };
    throw refused('DescribeSecret', who, secret, error);
  }
};

/** @throws a refusal where there is nothing that could be set. */
export const describeToSet = async (of: Of, secret: StageSecret): Promise<DescribedSecret> => {
  const described = await describeSecret(of, secret);
  const { arn, title } = secret;
  if (described.state === 'missing') throw missing(secret);
  if (described.state !== 'deleted') return described;
  throw refusal(
    `the secret of ${title} is deleted; restore it first: aws secretsmanager restore-secret --secret-id ${arn}`,
    1,
  );
};

/** `createdAt`: when this value was set, epoch milliseconds. */
export type CurrentSecret = SecretText & { readonly createdAt?: number };

export const readSecret = async (
  { secrets, who }: Of,
  secret: StageSecret,
): Promise<CurrentSecret> => {
  try {
    const answer = await secrets.send(new GetSecretValueCommand({ SecretId: secret.arn }));
    const { SecretString: text = '', VersionId: version, CreatedDate: created } = answer;
    return {
      text,
      ...(version === undefined ? {} : { version }),
      ...(created === undefined ? {} : { createdAt: created.getTime() }),
    };
  } catch (error) {
    throw refused('GetSecretValue', who, secret, error);
  }
};

/** Gives the new version's id. */
export const putSecret = async (
  { secrets, who }: Of,
  secret: StageSecret,
  value: object,
): Promise<string> => {
  try {
    const command = { SecretId: secret.arn, SecretString: JSON.stringify(value) };
    const { VersionId: version = '' } = await secrets.send(new PutSecretValueCommand(command));
    return version;
  } catch (error) {
    throw refused('PutSecretValue', who, secret, error);
  }
};

/** Gives the id of the version that is to come; of the one before, where that is not at its end. */
export const beginRotation = async (of: Of, secret: StageSecret): Promise<string> => {
  const { secrets, who } = of;
  try {
    const command = new RotateSecretCommand({ SecretId: secret.arn });
    const { VersionId: version = '' } = await secrets.send(command);
    return version;
  } catch (error) {
    if (errorName(error) !== 'InvalidRequestException') {
      throw refused('RotateSecret', who, secret, error);
    }
    const pending = await versionToCome(of, secret);
    if (pending !== undefined) return pending;
    throw refusal(
      `the secret of ${secret.title} is not rotated by this stage, whose block in cdk.json has no wmsKeys; ${secret.command} sets what the WMS gave`,
      1,
    );
  }
};

const versionToCome = async (of: Of, secret: StageSecret): Promise<string | undefined> => {
  const labels = await readLabels(of, secret);
  return Object.keys(labels).find(
    (id) => labels[id]?.includes('AWSPENDING') && !labels[id].includes('AWSCURRENT'),
  );
};

/** Of one version; nothing where it has none. */
export const labelsOf = async (of: Of, secret: StageSecret, version: string) =>
  (await readLabels(of, secret))[version];

const readLabels = async (
  { secrets, who }: Of,
  secret: StageSecret,
): Promise<Readonly<Record<string, readonly string[]>>> => {
  try {
    const command = new DescribeSecretCommand({ SecretId: secret.arn });
    return (await secrets.send(command)).VersionIdsToStages ?? {};
  } catch (error) {
    throw refused('DescribeSecret', who, secret, error);
  }
};

const missing = ({ arn, title }: StageSecret) =>
  refusal(`there is no secret of ${title} (${arn}), or it has no value`, 1);

const refused = (operation: string, who: string, secret: StageSecret, error: unknown) => {
  const { arn, title } = secret;
  switch (errorName(error)) {
    case 'AccessDeniedException':
      return refusal(
        `the right secretsmanager:${operation} on the secret of ${title} (${arn}) is missing: ${awsFault(error, who)}`,
        1,
      );
    case 'ResourceNotFoundException':
      return missing(secret);
    default:
      return refusal(`the secret of ${title} (${arn}): ${awsFault(error, who)}`, 1);
  }
};
