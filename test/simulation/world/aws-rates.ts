/**
 * How often which fault happens to a call to AWS at this moment: by chance as the plan has it, or to every
 * call while the service is away.
 */

import type { Plan } from './plan.ts';
import type { KindRates } from './plan-rates.ts';

/** It answers that it cannot, or not at all. */
const away: KindRates = { failed: 0.6, throttled: 0.1, 'lost-before': 0.3 };

/** @param now - epoch milliseconds. */
export const makeAwsRates = (plan: Plan, startsAt: number, now: () => number) => {
  const absences = plan.parts.filter((part) => part.kind === 'away');
  return (port: string): KindRates => {
    const at = now() - startsAt;
    const isAway = absences.some(
      ({ service, from, until }) => port.startsWith(service) && from <= at && at < until,
    );
    return isAway ? away : plan.rates.aws;
  };
};
