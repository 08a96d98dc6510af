/**
 * Secrets Manager: finds the secret of a call, runs the operation on it and shapes the answer.
 */
import * as z from 'zod';
import type { Call } from './call.ts';
import { answer, type Reply, refuse } from './reply.ts';
import { describe, fail, notFound, type Outcome, secretOperations } from './secret-operations.ts';
import type { SecretStore } from './secret-store.ts';

export const makeSecretApi =
  (store: SecretStore) =>
  (call: Call): Reply => {
    try {
      const outcome = perform(store, call);
      return 'value' in outcome
        ? answer('secretsmanager', outcome.value)
        : refuse('secretsmanager', outcome.failure);
    } catch (error) {
      if (!(error instanceof z.ZodError)) throw error;
      const faults = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
      return refuse('secretsmanager', fail('ValidationException', faults.join('; ')).failure);
    }
  };

const perform = (store: SecretStore, { operation, parameters }: Call): Outcome => {
  if (operation === 'ListSecrets')
    return parameters.Filters === undefined
      ? { value: { SecretList: listSecrets(store) } }
      : fail('InvalidParameterException', 'Filters is not supported by the local stack');
  const run = secretOperations[operation];
  if (run === undefined)
    return fail('UnknownOperationException', `${operation} is not supported by the local stack`);
  const secret = store.find(String(parameters.SecretId));
  return secret === undefined ? notFound() : run(secret, parameters, store);
};

const listSecrets = (store: SecretStore) =>
  store.all().map((secret) => describe(secret, 'SecretVersionsToStages'));
