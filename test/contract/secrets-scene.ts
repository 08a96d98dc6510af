/** A Secrets Manager in memory behind the adapter's own client, with its clock in the test's hands. */
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect } from 'vitest';
import { makeReadSecretText, type ReadSecretText } from '../../lib/adapters/secrets.ts';

export const arn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:shop';
export const kept = { fresh: false };
export const fresh = { fresh: true };
export const now = { fresh: 'now' } as const;
export const value = '{"secrets":["hush-hush-hush-hush"]}';
export const textOf =
  (text: string): ReadSecretText =>
  async () => ({ text });

/** A Secrets Manager that answers with its current text and its version, until it fails. */
export const makeScene = (first = value) => {
  let time = Date.UTC(2026, 10, 22, 10);
  let text = first;
  let away = false;
  let version = 1;
  let reads = 0;
  let gate = Promise.resolve();
  const send = async (command: unknown) => {
    expect(command).toBeInstanceOf(GetSecretValueCommand);
    expect((command as GetSecretValueCommand).input).toEqual({ SecretId: arn });
    reads += 1;
    await gate;
    if (away) throw new Error('Secrets Manager is away');
    return { SecretString: text, VersionId: `v${version}` };
  };
  const client = { send } as unknown as SecretsManagerClient;
  const read = makeReadSecretText(client, arn, () => time);
  return {
    read,
    readValue: async (options: { readonly fresh: boolean | 'now' }) => (await read(options)).text,
    reads: () => reads,
    pass: (seconds: number) => {
      time += seconds * 1_000;
    },
    set: (next: string) => {
      text = next;
      version += 1;
    },
    goAway: (isAway = true) => {
      away = isAway;
    },
    /** Reads wait until the returned function is called. */
    hold: () => {
      const held = Promise.withResolvers<void>();
      gate = held.promise;
      return held.resolve;
    },
  };
};
