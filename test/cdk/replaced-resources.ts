/**
 * Says which of the resources that hold data or an address a template would replace.
 *
 * CloudFormation replaces a resource when its logical id or one of its create-only properties
 * changes: the old one goes, with the messages, records, secrets or the address in it.
 */
import type { Template } from 'aws-cdk-lib/assertions';
import { resourcesOf } from './template-parts.ts';

/** By logical id. */
export type KeptResources = Readonly<
  Record<
    string,
    {
      readonly type: string;
      /** What is lost with it. */
      readonly holds: string;
      /** Create-only properties that are set. */
      readonly createOnly: Readonly<Record<string, unknown>>;
    }
  >
>;

/** The create-only properties of each kind of resource that must not be replaced. */
const createOnlyOf: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::GlobalTable': ['TableName', 'KeySchema', 'LocalSecondaryIndexes'],
  'AWS::SQS::Queue': ['QueueName', 'FifoQueue'],
  'AWS::S3::Bucket': ['BucketName', 'ObjectLockEnabled'],
  'AWS::SecretsManager::Secret': ['Name'],
  'AWS::ApiGatewayV2::Api': ['ProtocolType'],
  'AWS::Logs::LogGroup': ['LogGroupName'],
};

/** One sentence for each resource that would be replaced, and for each that the list lacks. */
export const replacements = (template: Template, kept: KeptResources): readonly string[] => {
  const found = new Map(
    Object.keys(createOnlyOf).flatMap((type) =>
      resourcesOf(template, type).map((resource) => [resource.id, resource] as const),
    ),
  );
  const replaced = Object.entries(kept).flatMap(([id, { type, holds, createOnly }]) => {
    const resource = found.get(id);
    const would = `${type} ${id} (${holds}) would be replaced`;
    if (resource?.['Type'] !== type) return [`${would}: the template has none of this id any more`];
    return (createOnlyOf[type] ?? [])
      .filter((key) => !isSame(resource.Properties?.[key], createOnly[key]))
      .map((key) => `${would}: its ${key} changes`);
  });
  const unlisted = [...found.values()]
    .filter(({ id }) => !(id in kept))
    .map(({ id, Type }) => `${Type} ${id} is new: add it to the list of what must not be replaced`);
  return [...replaced, ...unlisted];
};

const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);
