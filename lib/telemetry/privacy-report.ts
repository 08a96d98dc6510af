/**
 * What came of a compliance webhook becomes one log line and a count: which kind, how much, and where the list lies
 * that a person answers a customer with. No id of a customer.
 */
import type { PrivacyPorts } from '../privacy/privacy-ports.ts';
import { dimensions, metrics as names } from './names.ts';
import { count, type Emitted } from './report.ts';

type Told = Parameters<PrivacyPorts['tellPrivacy']>[0];

export const privacyWords = (told: Told) => {
  if (told.kind === 'privacy-failed') {
    return { event: 'privacy.failed', warns: true, facts: { error: told.error } };
  }
  const { request, letters, orders, outcome, report } = told;
  return {
    event: 'privacy.worked',
    // A customer waits for an answer, or something could not be removed: only a person can do that.
    warns: report !== undefined || outcome === 'left',
    facts: {
      ...{
        shop: request.shop,
        privacy: request.kind,
        request: request.id,
        letters,
        orders,
        outcome,
      },
      ...(report === undefined ? {} : { report }),
    },
  };
};

/** Each request once it is done with; one that failed will be tried again. */
export const privacyMetrics = (told: Told): readonly Emitted[] =>
  told.kind === 'privacy-failed' || told.outcome === 'again'
    ? []
    : [count(names.privacyRequests, [dimensions.kind, told.request.kind])];
