/**
 * A client that our adapters and Powertools take for one of the SDK's: one object for all services,
 * since each adapter sends only its own commands. Latency, faults and the SDK's second try belong to who
 * gives `send`.
 *
 * The cast is here and nowhere else: the SDK's clients are classes with a private field, which no
 * other object can have for TypeScript, and of which nothing but `send` is used. Powertools checks
 * besides that `config` and `middlewareStack` are there, and adds its user agent to the latter, which
 * would only name the library in a header.
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Command } from './command.ts';

export type Send = (
  command: Command,
  options: { readonly abortSignal: AbortSignal | undefined },
) => Promise<unknown>;

export type AnyClient = DynamoDBClient & DynamoDBDocumentClient & SQSClient & SecretsManagerClient;

/** As the SDK's request handler has it. */
const abortError = (): Error => {
  const error = new Error('Request aborted');
  error.name = 'AbortError';
  return error;
};

export const makeClient = (send: Send): AnyClient => {
  const client = {
    config: {},
    middlewareStack: { identify: () => [], addRelativeTo: () => {} },
    destroy: () => {},
    send: async (
      command: Command,
      { abortSignal }: { readonly abortSignal?: AbortSignal } = {},
    ): Promise<unknown> => {
      if (abortSignal?.aborted) throw abortError();
      const answer = send(command, { abortSignal });
      return abortSignal ? untilAborted(answer, abortSignal) : answer;
    },
  };
  return client as unknown as AnyClient;
};

/** Who has aborted hears of it at once; what was sent is on its way all the same. */
const untilAborted = async (answer: Promise<unknown>, signal: AbortSignal): Promise<unknown> => {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(abortError());
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([answer, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
};
