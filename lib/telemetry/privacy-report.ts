/**
 * What came of a compliance webhook becomes one log line and a count: which kind, how much, and where the list lies
 * that a person answers a customer with. No id of a customer.
 */
import type { PrivacyPorts } from '../privacy/privacy-ports.ts';
import type { PrivacyRequest } from '../privacy/privacy-request.ts';
import { dimensions, metrics as names } from './names.ts';
import { count, type Emitted } from './report.ts';

type Told = Parameters<PrivacyPorts['tellPrivacy']>[0];

export const privacyWords = (told: Told) => {
  if (told.kind === 'privacy-failed') {
    const facts = told.request === undefined ? {} : factsOf(told.request);
    return { event: 'privacy.failed', warns: true, facts: { ...facts, error: told.error } };
  }
  const { request, letters, orders, outcome, report, reason } = told;
  return {
    event: 'privacy.worked',
    warns: isForPeople(told),
    facts: {
      ...{ ...factsOf(request), letters, orders, outcome },
      ...(report === undefined ? {} : { report }),
      ...(reason === undefined ? {} : { reason }),
    },
  };
};

const factsOf = ({ shop, kind, id }: PrivacyRequest) => ({ shop, privacy: kind, request: id });

/**
 * A customer waits for an answer, something was left, or one request fails. That none could be read is the table's
 * trouble, which other alarms tell.
 */
const isForPeople = (told: Told): boolean =>
  told.kind === 'privacy-failed'
    ? told.request !== undefined
    : told.report !== undefined || told.outcome === 'left';

/** Each request once it is done with; one that failed will be tried again. */
export const privacyMetrics = (told: Told): readonly Emitted[] => [
  ...(told.kind === 'privacy-failed' || told.outcome === 'again'
    ? []
    : [count(names.privacyRequests, [dimensions.kind, told.request.kind])]),
  ...(isForPeople(told) ? [count(names.privacyForPeople)] : []),
];
