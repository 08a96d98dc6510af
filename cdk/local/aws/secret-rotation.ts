/**
 * RotateSecret: begins a version that is to come, and has the secret's function make, set, test and finish it,
 * one step after the other. Answers at once, as Secrets Manager does.
 *
 * A step that fails ends it. Secrets Manager would try again hours later; here it does when it is asked to.
 */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { InvocationResult } from '../contracts.ts';
import { fail, type Operation } from './secret-operations.ts';
import type { Secret } from './secret-store.ts';
import { versionWith } from './secret-versions.ts';

/** Runs a function by its ARN. */
export type AskFunction = (arn: string, payload: unknown) => Promise<InvocationResult>;

const schema = z.strictObject({
  SecretId: z.string().min(1).max(2_048),
  ClientRequestToken: z.string().min(32).max(64).optional(),
  RotateImmediately: z.literal(true).optional(),
});

const steps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

/** One that is under way is gone through again, and its request refused, as Secrets Manager does both. */
export const makeBeginRotation = (ask: AskFunction): Operation => {
  const running = new Set<string>();
  const start = (secret: Secret, id: string): void => {
    if (running.has(id)) return;
    running.add(id);
    // Nobody waits for it; what its function did is in its log.
    rotate(secret, id, ask)
      .catch(() => undefined)
      .finally(() => running.delete(id));
  };
  return (secret, parameters, store) => {
    const { ClientRequestToken: id = randomUUID() } = schema.parse(parameters);
    if (secret.rotation === undefined)
      return fail(
        'InvalidRequestException',
        'No Lambda rotation function ARN is associated with this secret.',
      );
    const pending = versionWith(secret.versions, 'AWSPENDING');
    if (pending !== undefined && pending.id !== id && !pending.stages.includes('AWSCURRENT')) {
      start(secret, pending.id);
      const message = `A previous rotation isn't complete. That rotation will be reattempted.`;
      return fail('InvalidRequestException', message);
    }
    if (!secret.versions.some((version) => version.id === id))
      store.put(secret, id, {}, ['AWSPENDING']);
    start(secret, id);
    return { value: { ARN: secret.arn, Name: secret.name, VersionId: id } };
  };
};

const rotate = async (secret: Secret, id: string, ask: AskFunction): Promise<void> => {
  const { rotation } = secret;
  if (rotation === undefined) return;
  for (const Step of steps) {
    const event = { Step, SecretId: secret.arn, ClientRequestToken: id };
    const { kind } = await ask(rotation.functionArn, event);
    if (kind !== 'answered') return;
  }
  secret.rotation = { ...rotation, lastAt: Math.floor(Date.now() / 1_000) };
};
