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

/** What a Secrets Manager keeps. */
export type SecretKeeper = {
  /** Gives the new version. */
  readonly put: (text: string) => string;
  readonly answer: (command: GetSecretValueCommand) => unknown;
};

export const makeSimplestKeeper = (): SecretKeeper => {
  const texts: string[] = [];
  const version = () => `v${texts.length}`;
  return {
    put: (text) => {
      texts.push(text);
      return version();
    },
    answer: () => ({ SecretString: texts.at(-1), VersionId: version() }),
  };
};

export type MakeKeeper = (now: () => number) => SecretKeeper;

/** A Secrets Manager that answers with its current text and its version, until it fails. */
export const makeScene = (first = value, makeKeeper: MakeKeeper = makeSimplestKeeper) => {
  let time = Date.UTC(2026, 10, 22, 10);
  const keeper = makeKeeper(() => time);
  const versions = [keeper.put(first)];
  let away = false;
  let reads = 0;
  let gate = Promise.resolve();
  const send = async (command: GetSecretValueCommand) => {
    expect(command).toBeInstanceOf(GetSecretValueCommand);
    expect(command.input).toEqual({ SecretId: arn });
    reads += 1;
    await gate;
    if (away) throw new Error('Secrets Manager is away');
    return keeper.answer(command);
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
      versions.push(keeper.put(next));
    },
    /** All that there have been, the oldest first. */
    versions: (): readonly string[] => versions,
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
