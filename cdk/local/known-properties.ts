/**
 * Reads a resource's properties by a schema, and refuses by name what the local stack would not obey.
 *
 * A property that is silently ignored makes the local run differ from the deployed one, so each type
 * lists what is obeyed (its schema) and what changes nothing here; everything else ends the start.
 */
import * as z from 'zod';
import type { LocalResource } from './contracts.ts';

/**
 * @param harmless - properties that do not change what the local stack does.
 * @throws Error naming the resource and every property that is unsupported or wrong.
 */
export const readProperties = <Schema extends z.ZodObject>(
  resource: LocalResource,
  schema: Schema,
  harmless: readonly string[],
): z.output<Schema> => {
  const known = new Set([...Object.keys(schema.shape), ...harmless]);
  const unknown = Object.keys(resource.properties).filter((name) => !known.has(name));
  const parsed = schema.safeParse(resource.properties);
  const faults = [
    ...unknown.map((name) => `${name}: not supported by the local stack`),
    ...(parsed.error?.issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}`),
  ];
  if (parsed.success && faults.length === 0) return parsed.data;
  throw new Error(`${resource.type} ${resource.logicalId}: ${faults.join('; ')}`);
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
