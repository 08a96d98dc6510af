/**
 * Reads a resource's properties by a schema; a value that the local stack cannot obey is refused by name.
 *
 * Properties that are not in the schema are not looked at: which of them may be there was decided
 * when the template was loaded.
 */
import * as z from 'zod';
import type { LocalResource } from './contracts.ts';
import { startRefused } from './start-refused.ts';

/** @throws a refusal naming the resource and every property that is unsupported or wrong. */
export const readProperties = <Schema extends z.ZodObject>(
  resource: LocalResource,
  schema: Schema,
): z.output<Schema> => {
  const parsed = schema.safeParse(resource.properties);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw startRefused(`${resource.type} ${resource.logicalId}: ${faults.join('; ')}`, 1);
};

/** Templates carry some numbers and booleans as text. */
export const templateNumber = z.coerce.number().int();
export const templateBoolean = z.union([
  z.boolean(),
  z.enum(['true', 'false']).transform((text) => text === 'true'),
]);

/** All resources of one CloudFormation type, in the template's order. */
export const resourcesOf = (
  resources: ReadonlyMap<string, LocalResource>,
  type: string,
): readonly LocalResource[] => [...resources.values()].filter((resource) => resource.type === type);
