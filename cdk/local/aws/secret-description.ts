/**
 * What Secrets Manager tells of a secret without its value.
 */
import type { Secret } from './secret-store.ts';

export const identityOf = ({ arn, name }: Secret) => ({ ARN: arn, Name: name });

/** @param stagesKey - how this operation names the labels by version. */
export const describe = (secret: Secret, stagesKey: string): Readonly<Record<string, unknown>> => ({
  ...identityOf(secret),
  Description: secret.description,
  CreatedDate: secret.createdAt,
  LastChangedDate: secret.changedAt,
  ...rotationOf(secret),
  [stagesKey]: Object.fromEntries(
    secret.versions
      .filter(({ stages }) => stages.length > 0)
      .map(({ id, stages }) => [id, stages] as const),
  ),
});

const secondsPerDay = 86_400;

const rotationOf = ({ rotation, createdAt }: Secret): Readonly<Record<string, unknown>> => {
  if (rotation === undefined) return {};
  const { functionArn, days, lastAt } = rotation;
  return {
    RotationEnabled: true,
    RotationLambdaARN: functionArn,
    RotationRules: { AutomaticallyAfterDays: days },
    NextRotationDate: (lastAt ?? createdAt) + days * secondsPerDay,
    ...(lastAt === undefined ? {} : { LastRotatedDate: lastAt }),
  };
};
