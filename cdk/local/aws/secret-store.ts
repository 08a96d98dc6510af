/**
 * The secrets of the local stack, found by ARN or name as Secrets Manager finds them. In memory.
 */
import { randomUUID } from 'node:crypto';
import { addVersion, type SecretContent, type SecretVersion } from './secret-versions.ts';

export type Secret = {
  readonly arn: string;
  readonly name: string;
  description: string | undefined;
  /** Epoch seconds. */
  readonly createdAt: number;
  changedAt: number;
  versions: readonly SecretVersion[];
  /** What rotates it, and how often. @default - nobody does */
  rotation?: SecretRotation;
};

export type SecretRotation = {
  readonly functionArn: string;
  readonly days: number;
  /** Epoch seconds. */
  readonly lastAt?: number;
};

export type SecretStore = {
  /** @param value - the first version's text; without it the secret has no version. */
  readonly create: (arn: string, description?: string, value?: string) => void;
  /** @param secretId - full ARN, ARN without its random ending, or name. */
  readonly find: (secretId: string) => Secret | undefined;
  readonly all: () => readonly Secret[];
  /** As if so many days had passed since anything of it was set. */
  readonly age: (secretId: string, days: number) => void;
  /** Adds a version that carries these labels. */
  readonly put: (
    secret: Secret,
    id: string,
    content: SecretContent,
    stages: readonly string[],
  ) => void;
};

/** The dash and six characters that Secrets Manager appends to a secret's name in its ARN. */
const arnEnding = /-[^-]{6}$/;

const secondsPerDay = 86_400;

/** @param now - epoch seconds. */
export const makeSecretStore = (now: () => number = () => Date.now() / 1_000): SecretStore => {
  const secrets = new Map<string, Secret>();
  const put: SecretStore['put'] = (secret, id, content, stages) => {
    secret.changedAt = now();
    secret.versions = addVersion(
      secret.versions,
      { id, content, createdAt: secret.changedAt },
      stages,
    );
  };
  const find: SecretStore['find'] = (secretId) =>
    secrets.get(secretId) ??
    [...secrets.values()].find(
      ({ arn, name }) => name === secretId || arn.replace(arnEnding, '') === secretId,
    );
  return {
    create: (arn, description, value) => {
      const name = (arn.split(':secret:')[1] ?? arn).replace(arnEnding, '');
      const createdAt = now();
      const secret = { arn, name, description, createdAt, changedAt: createdAt, versions: [] };
      secrets.set(arn, secret);
      if (value !== undefined) put(secret, randomUUID(), { SecretString: value }, ['AWSCURRENT']);
    },
    find,
    all: () => [...secrets.values()],
    age: (secretId, days) => {
      const secret = find(secretId);
      if (secret === undefined) throw new Error(`there is no secret ${secretId}`);
      const older = (at: number): number => at - days * secondsPerDay;
      secret.changedAt = older(secret.changedAt);
      secret.versions = secret.versions.map((version) => ({
        ...version,
        createdAt: older(version.createdAt),
      }));
    },
    put,
  };
};
