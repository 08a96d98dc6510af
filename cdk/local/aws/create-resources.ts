/**
 * Creates the template's queues, tables, buckets and secrets, as a deploy would, before anything may call.
 */
import * as z from 'zod';
import type { LocalResource, LocalTemplate } from '../contracts.ts';
import { asText } from './as-text.ts';
import { createBuckets } from './create-buckets.ts';
import { createQueues, type EmulatorUrls } from './create-queues.ts';
import { createTables } from './create-tables.ts';
import type { Forward } from './forward.ts';
import { probeQueues, probeTables } from './probe-operations.ts';
import type { SetUp } from './resource-call.ts';
import { generateSecret } from './secret-password.ts';
import type { SecretRotation, SecretStore } from './secret-store.ts';

export type Services = {
  readonly queues: SetUp;
  readonly tables: SetUp;
  readonly objects: { readonly forward: Forward };
  readonly secrets: SecretStore;
};

/**
 * Gives the emulator's own URLs of the queues.
 *
 * @throws a refusal when an emulator does not take what the template asks for.
 */
export const createResources = async (
  { resources }: LocalTemplate,
  { queues, tables, objects, secrets }: Services,
): Promise<EmulatorUrls> => {
  const ofType = (...types: readonly string[]): readonly LocalResource[] =>
    [...resources.values()].filter(({ type }) => types.includes(type));
  const tableTypes = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'];
  await createTables(ofType(...tableTypes), tables);
  await createBuckets(ofType('AWS::S3::Bucket'), objects.forward);
  const urls = await createQueues(ofType('AWS::SQS::Queue'), queues);
  if (tables.isOutside) await probeTables(ofType(...tableTypes), tables);
  if (queues.isOutside) await probeQueues(urls, queues);
  for (const { ref, properties } of ofType('AWS::SecretsManager::Secret')) {
    const { SecretString, GenerateSecretString, Description } = properties;
    const generated =
      GenerateSecretString === undefined ? undefined : generateSecret(GenerateSecretString);
    secrets.create(ref, asText(Description), asText(SecretString) ?? generated);
  }
  for (const { properties } of ofType('AWS::SecretsManager::RotationSchedule')) {
    const secret = secrets.find(asText(properties['SecretId']) ?? '');
    if (secret !== undefined) secret.rotation = rotationOf(properties);
  }
  return urls;
};

const rulesSchema = z.object({
  RotationLambdaARN: z.string(),
  RotationRules: z.strictObject({ AutomaticallyAfterDays: z.coerce.number() }),
});

const rotationOf = (properties: LocalResource['properties']): SecretRotation => {
  const { RotationLambdaARN: functionArn, RotationRules: rules } = rulesSchema.parse(properties);
  return { functionArn, days: rules.AutomaticallyAfterDays };
};
