/**
 * Decides whether a caller may make a call, by the policies it has, and counts what it used.
 *
 * Resource policies are not asked: the template tests cover them.
 */
import type { Denial } from '../contracts.ts';
import type { Caller } from './callers.ts';
import { evaluatePolicies, type Verdict } from './evaluate-policies.ts';
import type { Requirement } from './requirements.ts';

/** One permission that a caller was granted and has used. */
export type Usage = Requirement & {
  /** The caller's logical id. */
  readonly caller: string;
  readonly count: number;
};

export type Authorizer = {
  /** `undefined` when everything is allowed; else the first thing that is not. */
  readonly authorize: (caller: Caller, requirements: readonly Requirement[]) => Denial | undefined;
  readonly usage: () => readonly Usage[];
};

type Decision = Requirement & { readonly caller: string; readonly verdict: Verdict; count: number };

/** Calls may name resources that do not exist; beyond this many, verdicts are no longer remembered. */
const decisionsMax = 10_000;

export const makeAuthorizer = (): Authorizer => {
  const decisions = new Map<string, Decision>();
  const decide = (caller: Caller, requirement: Requirement): Decision => {
    const key = `${caller.logicalId} ${requirement.action} ${requirement.resource}`;
    const known = decisions.get(key);
    if (known !== undefined) return known;
    const verdict = evaluatePolicies(caller.policies, requirement);
    const decision = { ...requirement, caller: caller.logicalId, verdict, count: 0 };
    if (decisions.size < decisionsMax) decisions.set(key, decision);
    return decision;
  };
  return {
    authorize: (caller, requirements) => {
      for (const requirement of requirements) {
        const decision = decide(caller, requirement);
        if (decision.verdict !== 'allowed')
          return { caller: caller.logicalId, ...requirement, reason: decision.verdict };
        decision.count += 1;
      }
      return undefined;
    },
    usage: () =>
      [...decisions.values()]
        .filter(({ count }) => count > 0)
        .map(({ caller, action, resource, count }) => ({ caller, action, resource, count })),
  };
};
