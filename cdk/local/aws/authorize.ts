/**
 * Decides whether a caller may make a call, by the policies it has, and counts what it used.
 *
 * Resource policies are not asked: the template tests cover them.
 */
import type { Denial, Permission } from '../contracts.ts';
import type { Caller } from './callers.ts';
import { evaluatePolicies, type Verdict } from './evaluate-policies.ts';
import type { Requirement } from './requirements.ts';

/** One permission that a caller was granted and has used. */
export type Usage = Permission & {
  /** The caller's logical id. */
  readonly caller: string;
  readonly count: number;
};

export type Authorizer = {
  /** `undefined` when everything is allowed; else the first thing that is not. */
  readonly authorize: (caller: Caller, requirements: readonly Requirement[]) => Denial | undefined;
  readonly usage: () => readonly Usage[];
};

/** Calls may name resources that do not exist; beyond this many, verdicts are no longer remembered. */
const rememberedMax = 10_000;

export const makeAuthorizer = (): Authorizer => {
  const decide = makeDecider();
  const usages = new Map<string, Usage>();
  const count = ({ logicalId }: Caller, { action, resource }: Requirement): void => {
    const key = `${logicalId} ${action} ${resource}`;
    const known = usages.get(key);
    if (known === undefined && usages.size >= rememberedMax) return;
    usages.set(key, { caller: logicalId, action, resource, count: (known?.count ?? 0) + 1 });
  };
  return {
    authorize: (caller, requirements) => {
      for (const requirement of requirements) {
        const verdict = decide(caller, requirement);
        const { action, resource } = requirement;
        if (verdict !== 'allowed')
          return { caller: caller.logicalId, action, resource, reason: verdict };
        count(caller, requirement);
      }
      return undefined;
    },
    usage: () => [...usages.values()],
  };
};

const makeDecider = (): ((caller: Caller, requirement: Requirement) => Verdict) => {
  const verdicts = new Map<string, Verdict>();
  return (caller, requirement) => {
    const { action, resource } = requirement;
    // Where policies look at an item's key, the verdict is that item's alone.
    if (caller.asksForKeys) return evaluatePolicies(caller.policies, requirement);
    const key = `${caller.logicalId} ${action} ${resource}`;
    const known = verdicts.get(key);
    if (known !== undefined) return known;
    const verdict = evaluatePolicies(caller.policies, requirement);
    if (verdicts.size < rememberedMax) verdicts.set(key, verdict);
    return verdict;
  };
};
