/**
 * A value that a deploy reads from Secrets Manager: `{{resolve:secretsmanager:ID:SecretString:KEY:STAGE:VERSION}}`.
 */

export type SecretReference = {
  /** The secret's name or ARN. */
  readonly secretId: string;
  /** The key of a JSON secret; the whole text without one. */
  readonly jsonKey: string | undefined;
};

const pattern =
  /^\{\{resolve:secretsmanager:((?:arn:[^:]+:secretsmanager:[^:]*:[^:]*:secret:)?[^:{}]+)(?::SecretString(?::([^:{}]*)(?::(?:AWSCURRENT)?(?::)?)?)?)?\}\}$/;

/** `undefined` for what is no reference to a whole value of a secret's present version. */
export const parseSecretReference = (text: string): SecretReference | undefined => {
  const [whole, secretId = '', key = ''] = pattern.exec(text) ?? [];
  return whole === undefined ? undefined : { secretId, jsonKey: key === '' ? undefined : key };
};
