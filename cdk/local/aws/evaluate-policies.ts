/**
 * Whether identity policies allow an action on a resource, by IAM's own rule: an explicit Deny wins,
 * then an Allow, and nothing else allows.
 *
 * Knows the one condition key and the operators that refusals.ts lets pass; resource policies are not asked.
 */
import type { PolicyDocument } from '../template/policies.ts';
import type { Requirement } from './requirements.ts';

export type Verdict = 'allowed' | 'not allowed' | 'explicitly denied';

type Statement = PolicyDocument['Statement'][number] & {
  readonly Effect?: unknown;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
};

/** Locally everything is plain HTTP; on AWS the SDK always calls over TLS. */
const secureTransport = 'true';

export const evaluatePolicies = (
  policies: readonly PolicyDocument[],
  { action, resource }: Requirement,
): Verdict => {
  const applying = policies
    .flatMap(({ Statement }) => Statement as readonly Statement[])
    .filter((statement) => applies(statement, action, resource));
  if (applying.some(({ Effect }) => Effect === 'Deny')) return 'explicitly denied';
  return applying.some(({ Effect }) => Effect === 'Allow') ? 'allowed' : 'not allowed';
};

const applies = (statement: Statement, action: string, resource: string): boolean =>
  // Actions are compared without regard to case, ARNs are not.
  covers(lowered(statement.Action), lowered(statement.NotAction), action.toLowerCase()) &&
  covers(textsOf(statement.Resource), textsOf(statement.NotResource), resource) &&
  Object.values(statement.Condition ?? {}).every(holds);

const covers = (named: readonly string[], except: readonly string[], value: string): boolean =>
  except.length > 0
    ? !except.some((pattern) => matches(pattern, value))
    : named.some((pattern) => matches(pattern, value));

/** `*` stands for any number of characters, `?` for one. */
const matches = (pattern: string, value: string): boolean => {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(value);
};

const textsOf = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).filter((text) => typeof text === 'string');
const lowered = (value: unknown): readonly string[] =>
  textsOf(value).map((text) => text.toLowerCase());

/** Of the operators that are let pass each compares with the one value that every request has here. */
const holds = (keys: Readonly<Record<string, unknown>>): boolean =>
  Object.values(keys).every((wanted) =>
    (Array.isArray(wanted) ? wanted : [wanted]).some((one) => String(one) === secureTransport),
  );
