/**
 * Whether identity policies allow an action on a resource, by IAM's own rule: an explicit Deny wins,
 * then an Allow, and nothing else allows.
 *
 * Resource policies are not asked.
 */
import type { PolicyDocument } from '../template/policies.ts';
import { conditionsHold, matchesPattern } from './evaluate-conditions.ts';
import type { Requirement } from './requirements.ts';

export type Verdict = 'allowed' | 'not allowed' | 'explicitly denied';

export type Statement = PolicyDocument['Statement'][number] & {
  readonly Sid?: unknown;
  readonly Effect?: unknown;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
};

export const evaluatePolicies = (
  policies: readonly PolicyDocument[],
  requirement: Requirement,
): Verdict => {
  const applying = policies
    .flatMap(({ Statement }) => Statement as readonly Statement[])
    .filter((statement) => applies(statement, requirement));
  if (applying.some(({ Effect }) => Effect === 'Deny')) return 'explicitly denied';
  return applying.some(({ Effect }) => Effect === 'Allow') ? 'allowed' : 'not allowed';
};

const applies = (statement: Statement, requirement: Requirement): boolean =>
  // Actions are compared without regard to case, ARNs are not.
  covers(
    lowered(statement.Action),
    lowered(statement.NotAction),
    requirement.action.toLowerCase(),
  ) &&
  covers(textsOf(statement.Resource), textsOf(statement.NotResource), requirement.resource) &&
  conditionsHold(statement.Condition ?? {}, requirement);

const covers = (named: readonly string[], except: readonly string[], value: string): boolean =>
  except.length > 0
    ? !except.some((pattern) => matchesPattern(pattern, value))
    : named.some((pattern) => matchesPattern(pattern, value));

/** IAM takes one text or several. */
export const textsOf = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).filter((text) => typeof text === 'string');
const lowered = (value: unknown): readonly string[] =>
  textsOf(value).map((text) => text.toLowerCase());
