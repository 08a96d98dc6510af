/** Judges a run: every event by every invariant, and every order at the end. */
import { makeCircuitJudge } from '../circuit-invariants.ts';
import type { Violation } from '../contracts.ts';
import { finalInvariants, indexIsTrue } from '../final-invariants.ts';
import { invariants } from '../invariants.ts';
import { makeReconcileJudge } from '../reconcile-invariants.ts';
import { makeReplayJudge } from '../replay-invariants.ts';
import { makeAccounts } from './accounts.ts';
import type { PlanFacts } from './plan-facts.ts';
import type { TimedEvent } from './world-events.ts';

export type Judge = {
  /** The first invariant that this event breaks. */
  readonly after: (event: TimedEvent) => Violation | undefined;
  readonly atEnd: (now: number) => Violation | undefined;
};

export const makeJudge = (plan: PlanFacts): Judge => {
  const accounts = makeAccounts();
  const seen = { accounts, plan };
  const judges = [makeCircuitJudge(seen), makeReplayJudge(), makeReconcileJudge(seen)];
  return {
    after: (event) => {
      accounts.apply(event);
      for (const [invariant, check] of Object.entries(invariants)) {
        const detail = check(event, seen);
        if (detail !== undefined) return violation(invariant, detail, event.at, orderOf(event));
      }
      for (const judge of judges) {
        const broken = judge(event);
        if (broken) return violation(broken.invariant, broken.detail, event.at, orderOf(event));
      }
      return undefined;
    },
    atEnd: (now) => {
      for (const account of accounts.orders.values()) {
        for (const [invariant, check] of Object.entries(finalInvariants)) {
          const detail = check(account, seen, now);
          if (detail !== undefined) return violation(invariant, detail, now, account.orderId);
        }
      }
      const detail = indexIsTrue(seen);
      return detail === undefined
        ? undefined
        : violation('the index of letters is true', detail, now, null);
    },
  };
};

const violation = (
  invariant: string,
  detail: string,
  at: number,
  orderId: string | null,
): Violation => ({ invariant, detail, at, ...(orderId === null ? {} : { orderId }) });

const orderOf = (event: TimedEvent): string | null => ('orderId' in event ? event.orderId : null);
