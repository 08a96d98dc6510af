/**
 * Reads a request about dead letters, or says in one sentence which field is wrong and what it must be.
 * The sentence holds names of fields, and no part of their values.
 */
import type * as z from 'zod';
import { shownKey } from '../order/shown-key.ts';
import { fates } from './fate.ts';
import { filterSchema } from './filter.ts';
import { cursorSchema, letterClasses } from './indexed-letter.ts';
import { pacePerSecondMax } from './job.ts';
import { refused } from './refusals.ts';
import {
  anyRequestSchema,
  type BrowseRequest,
  browseRequestSchema,
  listedMax,
  type OperateRequest,
  operateRequestSchema,
  type Refused,
} from './request.ts';

type Schema = typeof browseRequestSchema | typeof anyRequestSchema;

export type Parsed<Request> = { readonly kind: 'request'; readonly request: Request } | Refused;

/** What browse-dead-letters may be asked. */
export const parseBrowseRequest = (event: unknown): Parsed<BrowseRequest> => {
  const { success, data: request, error } = browseRequestSchema.safeParse(event);
  return success ? { kind: 'request', request } : refusal(browseRequestSchema, event, error);
};

/** What replay-dead-letters may be asked: to look, too. */
export const parseAnyRequest = (event: unknown): Parsed<BrowseRequest | OperateRequest> => {
  const { success, data: request, error } = anyRequestSchema.safeParse(event);
  return success ? { kind: 'request', request } : refusal(anyRequestSchema, event, error);
};

const refusal = (schema: Schema, event: unknown, { issues }: z.core.$ZodError): Refused => {
  // A name that is wrong is the cause where another one is missing.
  const first = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  const fault = first === undefined ? requestFault : faultOf(schema, event, first);
  return refused('invalid_request', fault);
};

const faultOf = (schema: Schema, event: unknown, issue: z.core.$ZodIssue): string => {
  const path = issue.path.map(String).join('.');
  if (path === 'action') return actionFault(schema, event);
  if (issue.code === 'unrecognized_keys') {
    const key = shownKey(issue.keys[0]);
    const known = knownKeys(schema, path, event).join(', ');
    return `${path === '' ? '' : `${path}.`}${key} is not a field here; known are ${known}`;
  }
  return path === '' ? requestFault : `${path} must be ${mustBe[path] ?? 'left out'}`;
};

const requestFault = 'the request must be a JSON object like {"action": "list"}';

const actionFault = (schema: Schema, event: unknown): string => {
  const asked = actionOf(event);
  const known = actionsOf(schema);
  const elsewhere = actionsOf(operateRequestSchema).find((action) => action === asked);
  return elsewhere === undefined
    ? `action must be one of ${known.join(', ')}`
    : `action must be one of ${known.join(', ')}; ask replay-dead-letters to ${elsewhere}`;
};

const actionOf = (event: unknown): unknown =>
  typeof event === 'object' && event !== null && 'action' in event ? event.action : undefined;

const actionsOf = (schema: Schema | typeof operateRequestSchema): readonly string[] =>
  schema.options.map(({ shape }) => shape.action.value);

const knownKeys = (schema: Schema, path: string, event: unknown): readonly string[] => {
  if (path === 'filter') return Object.keys(filterSchema.shape);
  if (path === 'after') return Object.keys(cursorSchema.shape);
  const asked = actionOf(event);
  const option = schema.options.find(({ shape }) => shape.action.value === asked);
  return Object.keys(option?.shape ?? {});
};

const instant = 'an instant in UTC like 2026-11-22T10:00:00.000Z';
const letterId = "a letter's id, as list has it";
const jobId = "a job's id, as jobs has it";
const yesOrNo = 'true or false';

/** By the path of the field. */
export const mustBe: Readonly<Record<string, string>> = {
  filter: 'an object like {"class": "rejected"}, or left out for all letters',
  'filter.class': `one of ${letterClasses.join(', ')}`,
  'filter.reason': 'the whole reason, as list has it',
  'filter.topic': 'a topic, as plan has it',
  'filter.shop': 'a shop like demo.myshopify.com',
  'filter.orderId': 'digits in quotes',
  'filter.letterId': letterId,
  'filter.parkedAfter': instant,
  'filter.parkedBefore': instant,
  'filter.fate': `one of ${fates.join(', ')}`,
  limit: `a whole number from 0 to ${listedMax}`,
  after: "an earlier list's `next`",
  'after.parkedAt': instant,
  'after.letterId': letterId,
  letterId,
  personal: yesOrNo,
  by: 'who asks, in one line of 1 to 300 characters',
  force: yesOrNo,
  jobId,
  asOf: `the plan's asOf, ${instant}`,
  confirm:
    'a whole number: how many letters the plan says, `replay` of them or for a discard `letters`',
  pacePerSecond: `a number of letters from 0.1 to ${pacePerSecondMax}`,
  reason: 'why, in one line of 1 to 200 characters',
};
