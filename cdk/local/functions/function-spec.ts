/**
 * What the template says about one function: its limits, its variables, how often it may run at once.
 *
 * Knows nothing of processes.
 */
import * as z from 'zod';
import type { LocalResource, LocalTemplate } from '../contracts.ts';
import { readProperties, resourcesOf, templateNumber } from '../read-properties.ts';

export type FunctionSpec = {
  readonly logicalId: string;
  /** The name that people use: `deliver-order`. */
  readonly name: string;
  /** The name it is deployed under. */
  readonly deployedName: string;
  readonly arn: string;
  /** The unpacked asset. */
  readonly taskRoot: string;
  /** `module.export` within the asset. */
  readonly handler: string;
  readonly runtime: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** Processes at once; 0 lets nothing run, as a reserved concurrency of 0 does. */
  readonly processesMax: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly logGroup: string;
  /** Set when Lambda's JSON log format filters by level. */
  readonly logLevel: string | undefined;
};

/** Processes of a function for which the template sets no limit. */
const processesMaxDefault = 4;

const functionSchema = z.object({
  Handler: z.string().regex(/^[\w/-]+\.\w+$/, 'must be module.export'),
  Runtime: z.string().regex(/^nodejs/, 'the local stack runs Node.js functions only'),
  PackageType: z.literal('Zip').default('Zip'),
  Timeout: templateNumber.min(1).max(900).default(3),
  MemorySize: templateNumber.min(128).max(10_240).default(128),
  ReservedConcurrentExecutions: templateNumber.min(0).optional(),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()) }).optional(),
  LoggingConfig: z
    .object({ LogGroup: z.string().optional(), ApplicationLogLevel: z.string().optional() })
    .optional(),
});

const mappingSchema = z.object({
  FunctionName: z.string(),
  ScalingConfig: z.object({ MaximumConcurrency: templateNumber }).optional(),
});

/** @throws a refusal naming a function with a property that the local stack does not support. */
export const readFunctionSpecs = (template: LocalTemplate): readonly FunctionSpec[] =>
  resourcesOf(template.resources, 'AWS::Lambda::Function').map((resource) =>
    readFunctionSpec(template, resource),
  );

const readFunctionSpec = (template: LocalTemplate, resource: LocalResource): FunctionSpec => {
  const properties = readProperties(resource, functionSchema);
  const taskRoot = template.assets.get(resource.logicalId);
  if (taskRoot === undefined) throw new Error(`${resource.logicalId}: its asset is not a folder`);
  const variables = properties.Environment?.Variables ?? {};
  return {
    logicalId: resource.logicalId,
    name: variables.POWERTOOLS_SERVICE_NAME ?? resource.ref,
    deployedName: resource.ref,
    arn: resource.attributes.Arn ?? resource.ref,
    taskRoot,
    handler: properties.Handler,
    runtime: properties.Runtime,
    timeoutSeconds: properties.Timeout,
    memoryMegabytes: properties.MemorySize,
    processesMax:
      properties.ReservedConcurrentExecutions ??
      eventConcurrency(template, resource) ??
      processesMaxDefault,
    variables,
    logGroup: properties.LoggingConfig?.LogGroup ?? `/aws/lambda/${resource.ref}`,
    logLevel: properties.LoggingConfig?.ApplicationLogLevel,
  };
};

/** The concurrency that a function's event sources ask for together. */
const eventConcurrency = (template: LocalTemplate, target: LocalResource): number | undefined => {
  const limits = resourcesOf(template.resources, 'AWS::Lambda::EventSourceMapping')
    .map((mapping) => readProperties(mapping, mappingSchema))
    .filter((mapping) => refersTo(mapping.FunctionName, target))
    .flatMap((mapping) => mapping.ScalingConfig?.MaximumConcurrency ?? []);
  return limits.length > 0 ? limits.reduce((sum, limit) => sum + limit, 0) : undefined;
};

/** Templates name a function by its name or by its ARN. */
export const refersTo = (reference: string, target: LocalResource): boolean =>
  reference === target.ref || reference === target.attributes.Arn;
