/**
 * An event source mapping of the template: which queue feeds which function, and how.
 *
 * Refuses by name what the local poller does not obey (batching windows, other sources).
 */
import * as z from 'zod';
import type { LocalResource, LocalTemplate } from '../contracts.ts';
import { refersTo } from '../functions/function-spec.ts';
import {
  readProperties,
  resourcesOf,
  templateBoolean,
  templateNumber,
} from '../read-properties.ts';
import { startRefused } from '../start-refused.ts';

export type QueueMapping = {
  readonly logicalId: string;
  readonly functionLogicalId: string;
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly batchSize: number;
  /** Invocations at once. */
  readonly concurrency: number;
  readonly reportsItemFailures: boolean;
};

/** AWS starts with five pollers where the mapping sets no limit. */
const concurrencyDefault = 5;
/** What one receive gives at most; larger batches need a window, which FIFO queues do not have. */
const batchSizeMax = 10;

const mappingSchema = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  Enabled: templateBoolean.default(true),
  BatchSize: templateNumber.min(1).max(batchSizeMax).default(10),
  MaximumBatchingWindowInSeconds: templateNumber
    .max(0, 'not supported by the local stack')
    .optional(),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  ScalingConfig: z.object({ MaximumConcurrency: templateNumber.min(2).optional() }).optional(),
});

/**
 * The mappings that are enabled.
 *
 * @throws a refusal naming a mapping that the local stack cannot run as it would be deployed.
 */
export const readQueueMappings = ({ resources }: LocalTemplate): readonly QueueMapping[] =>
  resourcesOf(resources, 'AWS::Lambda::EventSourceMapping').flatMap((resource) => {
    const properties = readProperties(resource, mappingSchema);
    if (!properties.Enabled) return [];
    const target = find(resource, resources, 'AWS::Lambda::Function', properties.FunctionName);
    const queue = find(resource, resources, 'AWS::SQS::Queue', properties.EventSourceArn);
    return {
      logicalId: resource.logicalId,
      functionLogicalId: target.logicalId,
      queueUrl: queue.ref,
      queueArn: properties.EventSourceArn,
      batchSize: properties.BatchSize,
      concurrency: properties.ScalingConfig?.MaximumConcurrency ?? concurrencyDefault,
      reportsItemFailures: properties.FunctionResponseTypes.length > 0,
    };
  });

const find = (
  mapping: LocalResource,
  resources: LocalTemplate['resources'],
  type: string,
  reference: string,
): LocalResource => {
  const found = resourcesOf(resources, type).find((resource) => refersTo(reference, resource));
  if (found === undefined) throw startRefused(`${mapping.logicalId}: no ${type} ${reference}`, 1);
  return found;
};
