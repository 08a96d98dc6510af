/**
 * Log lines in CloudWatch's embedded metric format become metrics, as CloudWatch makes them: one for each
 * set of dimensions of each directive. What is no such line, or not whole, gives none.
 *
 * High resolution is taken for the ordinary one: no alarm here has a period below a minute.
 */
import * as z from 'zod';
import type { LogRecord } from '../../functions/log-lines.ts';
import type { Datum } from './datum.ts';

/** CloudWatch's own limits of the format. */
const directivesMax = 100;
const metricsMax = 100;
const dimensionsMax = 30;
const valuesMax = 100;

const directive = z.object({
  Namespace: z.string().min(1),
  Dimensions: z.array(z.array(z.string()).max(dimensionsMax)).default([[]]),
  Metrics: z
    .array(z.object({ Name: z.string().min(1), Unit: z.string().default('None') }))
    .max(metricsMax),
});
type Directive = z.output<typeof directive>;

const envelope = z.object({
  Timestamp: z.number(),
  CloudWatchMetrics: z.array(directive).max(directivesMax),
});

const valuesSchema = z.union([
  z.number().transform((value) => [value]),
  z.array(z.number()).min(1).max(valuesMax),
]);

export const readEmf = (record: LogRecord): readonly Datum[] => {
  const parsed = envelope.safeParse(record['_aws']);
  if (!parsed.success) return [];
  const { Timestamp, CloudWatchMetrics } = parsed.data;
  return CloudWatchMetrics.flatMap((one) => readDirective(one, record, Timestamp));
};

const readDirective = (
  { Namespace: namespace, Dimensions, Metrics }: Directive,
  record: LogRecord,
  atMillis: number,
): readonly Datum[] =>
  Metrics.flatMap(({ Name: name, Unit: unit }) => {
    const values = valuesSchema.safeParse(record[name]).data;
    if (values === undefined) return [];
    return Dimensions.flatMap((names) => {
      const dimensions = pickDimensions(names, record);
      return dimensions === undefined
        ? []
        : [{ namespace, name, dimensions, unit, atMillis, values }];
    });
  });

/** A set whose member is missing names no metric. */
const pickDimensions = (
  names: readonly string[],
  record: LogRecord,
): Readonly<Record<string, string>> | undefined => {
  const found = names.flatMap((name) => {
    const value = record[name];
    return typeof value === 'string' && value !== '' ? [[name, value] as const] : [];
  });
  return found.length === names.length ? Object.fromEntries(found) : undefined;
};
