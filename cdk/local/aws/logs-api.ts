/**
 * CloudWatch Logs: FilterLogEvents over the files that the functions' lines are written to.
 */
import * as z from 'zod';
import type { LocalTemplate } from '../contracts.ts';
import { readFunctionSpecs } from '../functions/function-spec.ts';
import { logFileOf } from '../functions/log-folder.ts';
import type { Call } from './call.ts';
import { type LogFilter, parseFilter } from './logs-filter.ts';
import { type LogLine, type LogPage, type Place, readLogPage } from './logs-pages.ts';
import { answer, type Reply, refuse } from './reply.ts';

const tokenPattern = /^(from|to)-(\d{1,15})$/;

const parametersSchema = z.strictObject({
  logGroupName: z.string().min(1),
  filterPattern: z.string().max(1_024).default(''),
  startTime: z.int().min(0).default(0),
  endTime: z.int().min(0).default(Number.MAX_SAFE_INTEGER),
  limit: z.int().min(1).max(10_000).default(10_000),
  startFromHead: z.boolean().default(true),
  nextToken: z.string().regex(tokenPattern, 'is none that this stack gave').optional(),
});
type Search = z.output<typeof parametersSchema>;

/** @param fileOf - the file with the lines of a log group; `undefined` for none of ours. */
export const makeLogsApi =
  (fileOf: (logGroup: string) => string | undefined) =>
  async ({ operation, parameters }: Call): Promise<Reply> => {
    if (operation !== 'FilterLogEvents')
      return fail('UnknownOperationException', `${operation} is not supported by the local stack`);
    const parsed = parametersSchema.safeParse(parameters);
    if (!parsed.success) return fail('InvalidParameterException', faultsOf(parsed.error));
    const search = parsed.data;
    const filter = parseFilter(search.filterPattern);
    if (filter.kind === 'unsupported') return fail('InvalidParameterException', filter.fault);
    const path = fileOf(search.logGroupName);
    if (path === undefined)
      return fail('ResourceNotFoundException', 'The specified log group does not exist.');
    const page = await readLogPage(path, placeOf(search));
    return answer('logs', pickEvents(page, search, filter.filter));
  };

/** Log groups as the template names them. @param folder - where the functions' lines are written. */
export const findLogFiles = (
  template: LocalTemplate,
  folder: string | undefined,
): ((logGroup: string) => string | undefined) => {
  if (folder === undefined) return () => undefined;
  const files = new Map(
    readFunctionSpecs(template).map(({ logGroup, name }) => [logGroup, logFileOf(folder, name)]),
  );
  return (logGroup) => files.get(logGroup);
};

const fail = (code: string, message: string): Reply =>
  refuse('logs', { status: 400, code, message });

const faultsOf = (error: z.ZodError): string =>
  error.issues
    .map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
    .join('; ');

/** The token's direction counts, as it does there. */
const placeOf = ({ nextToken, startFromHead }: Search): Place => {
  const [, way, byte] = tokenPattern.exec(nextToken ?? '') ?? [];
  if (way === undefined) return startFromHead ? { way: 'from', byte: 0 } : { way: 'to' };
  return { way: way === 'from' ? 'from' : 'to', byte: Number(byte) };
};

const pickEvents = ({ lines, next }: LogPage, search: Search, filter: LogFilter) => {
  const { startTime, endTime, limit } = search;
  const { way } = placeOf(search);
  const events: object[] = [];
  for (const line of lines) {
    const timestamp = timeOf(line, filter);
    if (timestamp === undefined || timestamp < startTime || timestamp > endTime) continue;
    const place = { eventId: String(line.start), logStreamName: 'local' };
    events.push({ ...place, timestamp, ingestionTime: timestamp, message: line.text });
    if (events.length < limit) continue;
    return { events, nextToken: tokenOf({ way, byte: way === 'from' ? line.end : line.start }) };
  }
  return next === undefined ? { events } : { events, nextToken: tokenOf(next) };
};

const tokenOf = ({ way, byte = 0 }: Place): string => `${way}-${byte}`;

/** Of a line that matches. Every line has its own time, be it a record or a metric. */
const timeOf = ({ text }: LogLine, filter: LogFilter): number | undefined => {
  if (!filter.mayMatch(text)) return undefined;
  const record = parseRecord(text);
  if (record === undefined || !filter.matches(record)) return undefined;
  const { timestamp, _aws: metric } = record;
  if (typeof timestamp === 'string') return Date.parse(timestamp);
  return metricSchema.safeParse(metric).data?.Timestamp;
};

const metricSchema = z.object({ Timestamp: z.number() });

const parseRecord = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    // The rest of a line that was longer than a page.
    return undefined;
  }
};
