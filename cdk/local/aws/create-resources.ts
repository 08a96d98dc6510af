/**
 * Creates the template's queues, tables and secrets, as a deploy would, before anything may call.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalResource, LocalTemplate } from '../contracts.ts';
import type { Forward } from './forward.ts';
import { generateSecret } from './secret-password.ts';
import type { SecretStore } from './secret-store.ts';

export type Services = {
  readonly queues: Forward;
  readonly tables: Forward;
  readonly secrets: SecretStore;
};

/** @throws Error when an emulator does not take what the template asks for. */
export const createResources = async (
  { resources }: LocalTemplate,
  { queues, tables, secrets }: Services,
): Promise<void> => {
  const ofType = (...types: readonly string[]): readonly LocalResource[] =>
    [...resources.values()].filter(({ type }) => types.includes(type));
  await createQueues(ofType('AWS::SQS::Queue'), queues);
  const tableTypes = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'];
  await Promise.all(ofType(...tableTypes).map((table) => createTable(table, tables)));
  for (const { ref, properties } of ofType('AWS::SecretsManager::Secret')) {
    const { SecretString, GenerateSecretString, Description } = properties;
    const generated =
      GenerateSecretString === undefined ? undefined : generateSecret(GenerateSecretString);
    secrets.create(ref, asText(Description), asText(SecretString) ?? generated);
  }
};

const asText = (value: unknown): string | undefined =>
  value === undefined ? undefined : typeof value === 'string' ? value : JSON.stringify(value);

/** Not attributes of the queue: its name, and what only AWS does with it. */
const notAttributes: ReadonlySet<string> = new Set([
  'QueueName',
  'RedrivePolicy',
  'SqsManagedSseEnabled',
  'Tags',
]);

const createQueues = async (queues: readonly LocalResource[], forward: Forward): Promise<void> => {
  for (const { attributes, properties } of queues) {
    const entries = Object.entries(properties).filter(([name]) => !notAttributes.has(name));
    await call(forward, 'AmazonSQS.CreateQueue', {
      QueueName: attributes.QueueName,
      Attributes: Object.fromEntries(entries.map(([name, value]) => [name, asText(value)])),
    });
  }
  // A redrive policy names a queue that has to exist.
  for (const { ref, properties } of queues) {
    if (properties.RedrivePolicy === undefined) continue;
    const Attributes = { RedrivePolicy: asText(properties.RedrivePolicy) };
    await call(forward, 'AmazonSQS.SetQueueAttributes', { QueueUrl: ref, Attributes });
  }
};

const tablePollsMax = 100;
const tablePollMillis = 10;

const createTable = async ({ ref, properties }: LocalResource, forward: Forward): Promise<void> => {
  const { AttributeDefinitions, KeySchema, BillingMode } = properties;
  await call(forward, 'DynamoDB_20120810.CreateTable', {
    TableName: ref,
    AttributeDefinitions,
    KeySchema,
    BillingMode,
    GlobalSecondaryIndexes: indexesOf(properties.GlobalSecondaryIndexes),
    LocalSecondaryIndexes: indexesOf(properties.LocalSecondaryIndexes),
  });
  for (let poll = 0; poll < tablePollsMax; poll += 1) {
    const described = await call(forward, 'DynamoDB_20120810.DescribeTable', { TableName: ref });
    if (JSON.stringify(described).includes('"TableStatus":"ACTIVE"')) return;
    await sleep(tablePollMillis);
  }
  throw new Error(`table ${ref} did not become active`);
};

const indexesOf = (indexes: unknown): readonly unknown[] | undefined =>
  Array.isArray(indexes)
    ? indexes.map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection }))
    : undefined;

const call = async (forward: Forward, target: string, parameters: unknown): Promise<unknown> => {
  const body = Buffer.from(JSON.stringify(parameters));
  const contentType = 'application/x-amz-json-1.0';
  const reply = await forward.send({ target, contentType, body });
  if (reply.status === 200) return JSON.parse(reply.body.toString());
  throw new Error(`${target} is refused by the emulator: ${reply.body.toString()}`);
};
