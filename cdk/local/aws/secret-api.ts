/**
 * Secrets Manager: finds the secret of a call, runs the operation on it and shapes the answer.
 */
import * as z from 'zod';
import type { Call } from './call.ts';
import { answer, type Reply, refuse } from './reply.ts';
import { describe } from './secret-description.ts';
import {
  fail,
  notFound,
  type Operation,
  type Outcome,
  secretOperations,
} from './secret-operations.ts';
import { type AskFunction, makeBeginRotation } from './secret-rotation.ts';
import type { SecretStore } from './secret-store.ts';

/** @param ask - calls the function that rotates a secret. */
export const makeSecretApi = (store: SecretStore, ask: AskFunction) => {
  const operations = { ...secretOperations, RotateSecret: makeBeginRotation(ask) };
  return (call: Call): Reply => {
    try {
      const outcome = perform(store, operations, call);
      return 'value' in outcome
        ? answer('secretsmanager', outcome.value)
        : refuse('secretsmanager', outcome.failure);
    } catch (error) {
      if (!(error instanceof z.ZodError)) throw error;
      const faults = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
      return refuse('secretsmanager', fail('ValidationException', faults.join('; ')).failure);
    }
  };
};

const perform = (
  store: SecretStore,
  operations: Readonly<Record<string, Operation>>,
  { operation, parameters }: Call,
): Outcome => {
  if (operation === 'ListSecrets')
    return parameters.Filters === undefined
      ? { value: { SecretList: listSecrets(store) } }
      : fail('InvalidParameterException', 'Filters is not supported by the local stack');
  const run = operations[operation];
  if (run === undefined)
    return fail('UnknownOperationException', `${operation} is not supported by the local stack`);
  const secret = store.find(String(parameters.SecretId));
  return secret === undefined ? notFound() : run(secret, parameters, store);
};

const listSecrets = (store: SecretStore) =>
  store.all().map((secret) => describe(secret, 'SecretVersionsToStages'));
