/**
 * What an answer of the Admin API means: the whole of what was asked for, or which trouble.
 *
 * Shopify reports most of its errors in HTTP 200. An answer with an error in it is never taken for
 * whole, whatever data came along: a field that was denied would look like a field that is empty.
 */
import * as z from 'zod';
import { parseJsonObject } from '../../delivery/json-object.ts';
import { describeFaults } from '../../order/order-message.ts';
import type { AdminTrouble, Answered } from '../admin-api.ts';
import { type Cost, costSchema } from './bucket.ts';
import type { AdminDocument } from './document.ts';
import { retrySeconds, withinBounds } from './retry-seconds.ts';

/** An HTTP answer, as far as it is looked at. */
export type GraphAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly truncated: boolean;
};

export type Understood<Data> = {
  readonly answer: Answered<Data>;
  /** Whether a new token could help. */
  readonly unauthorized?: true;
  readonly cost?: Cost;
};

const errorSchema = z.object({
  message: z.string().optional().catch(undefined),
  extensions: z
    .object({
      code: z.string().optional().catch(undefined),
      requiredAccess: z.string().optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});
type GraphError = z.output<typeof errorSchema>;

const envelopeSchema = z.object({
  data: z.unknown().optional(),
  // Older parts of Shopify write a text instead of a list.
  errors: z
    .union([z.array(errorSchema), z.unknown().transform((): GraphError[] => [{}])])
    .optional(),
  extensions: z
    .object({ cost: costSchema.optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

/** @param now - epoch milliseconds, for a Retry-After that is a date. */
export const understand = <Data>(
  document: AdminDocument<Data>,
  answer: GraphAnswer,
  now: number,
): Understood<Data> => {
  if (answer.status !== 200) return byStatus(answer, now);
  if (answer.truncated) return { answer: { kind: 'malformed', fault: 'longer than is read' } };
  if (!hasFewValues(answer.body))
    return { answer: { kind: 'malformed', fault: 'too many values' } };
  const envelope = envelopeSchema.safeParse(parseJsonObject(answer.body));
  if (!envelope.success) return { answer: notGraphql };
  const { data, errors = [], extensions } = envelope.data;
  const cost = extensions?.cost === undefined ? {} : { cost: extensions.cost };
  const trouble = troubleOf(document, errors, extensions?.cost);
  if (trouble) return { answer: trouble, ...cost };
  if (data === undefined || data === null) return { answer: notGraphql, ...cost };
  const parsed = document.data.safeParse(data);
  return {
    ...cost,
    answer: parsed.success
      ? { kind: 'answered', value: parsed.data }
      : { kind: 'malformed', fault: describeFaults(parsed.error) },
  };
};

/** The largest answer asked for, 250 lines, has some five thousand; each wrong one would be a fault. */
const valuesMax = 50_000;
const hasFewValues = (body: string): boolean => {
  if (body.length <= valuesMax) return true;
  let values = 0;
  for (let at = body.indexOf(','); at >= 0; at = body.indexOf(',', at + 1)) values += 1;
  return values <= valuesMax;
};

/** A page for people, for instance: it says nothing of what was asked for. */
const notGraphql: AdminTrouble = { kind: 'unavailable', cause: 'not_graphql' };

/** Frozen, locked, turned away as suspicious: the shop's own affairs, which pass. */
const passingStatuses: readonly number[] = [402, 408, 423, 430];

const byStatus = ({ status, headers, body }: GraphAnswer, now: number): Understood<never> => {
  if (status === 401) return { answer: { kind: 'refused', status }, unauthorized: true };
  if (status === 429) return { answer: { kind: 'throttled', seconds: retrySeconds(headers, now) } };
  if (status >= 500 || passingStatuses.includes(status)) {
    return { answer: { kind: 'unavailable', cause: `http_${status}` } };
  }
  const scopes = status === 403 ? scopesIn(body) : [];
  if (scopes.length > 0) return { answer: { kind: 'denied', scopes } };
  // A redirect, too: the shop has another domain now, and nothing of ours is sent after it.
  return { answer: { kind: 'refused', status } };
};

const codeOf = ({ extensions }: GraphError): string => extensions?.code ?? '';

const troubleOf = (
  document: AdminDocument<unknown>,
  errors: readonly GraphError[],
  cost: Cost | undefined,
): AdminTrouble | undefined => {
  const [first] = errors;
  if (first === undefined) return undefined;
  const codes = errors.map(codeOf);
  if (codes.includes('THROTTLED')) return { kind: 'throttled', seconds: throttledSeconds(cost) };
  const denied = errors.filter((error) => codeOf(error) === 'ACCESS_DENIED' || isUnapproved(error));
  if (denied.length > 0) return { kind: 'denied', scopes: deniedScopes(document, denied) };
  // The question itself is not taken, a cursor of old as a rule: asked again it would not be, either.
  if (codes.includes('BAD_REQUEST')) return { kind: 'malformed', fault: 'bad_request' };
  return { kind: 'unavailable', cause: causeOf(codes.find((code) => code !== '')) };
};

/** Codes are Shopify's, like `INTERNAL_SERVER_ERROR`; what is none is not repeated. */
const causeOf = (code = ''): string =>
  /^[A-Za-z_]{1,64}$/.test(code) ? code.toLowerCase() : 'graphql_error';

const throttledSeconds = (cost: Cost | undefined): number => {
  if (cost === undefined) return withinBounds(0);
  const { currentlyAvailable, restoreRate, maximumAvailable } = cost.throttleStatus;
  const lacking = Math.min(cost.requestedQueryCost, maximumAvailable) - currentlyAvailable;
  return withinBounds(Math.ceil(lacking / restoreRate));
};

/** Names and addresses need an approval besides the scopes. */
const protectedCustomerData = 'protected_customer_data';
const isUnapproved = ({ message }: GraphError): boolean =>
  message !== undefined && /not approved to (access|use)/i.test(message);

const scopePattern = /\b(?:read|write)_[a-z_]{1,60}\b/g;
const scopesIn = (text: string): string[] => [...new Set(text.match(scopePattern) ?? [])];

/** Shopify names every scope that would do; of those the ones that the bridge asks for. */
const deniedScopes = (
  document: AdminDocument<unknown>,
  errors: readonly GraphError[],
): readonly string[] => {
  const named = scopesIn(
    errors.map((error) => error.extensions?.requiredAccess ?? error.message ?? '').join(' '),
  );
  const ours = named.filter((scope) => document.scopes.includes(scope));
  const unapproved = errors.some(isUnapproved) ? [protectedCustomerData] : [];
  const scopes = [...(ours.length > 0 ? ours : named), ...unapproved];
  return scopes.length > 0 ? scopes : document.scopes;
};
