/**
 * Works the open compliance requests off, oldest first. One that fails keeps the others, and the polling behind
 * them, from nothing: it stays open, and the next run takes it up again.
 */
import { errorName } from '../order/error-name.ts';
import { listHeld } from './list-held.ts';
import type { PrivacyEnd, PrivacyPorts } from './privacy-ports.ts';
import { redact } from './redact.ts';

/** Of one run; a shop has a few in a month. */
const requestsPerRun = 20;

/** @param millisLeft - none is begun once this is 0. */
export type WorkPrivacy = (millisLeft: () => number) => Promise<readonly PrivacyEnd[]>;

export const makeWorkPrivacy =
  (ports: PrivacyPorts): WorkPrivacy =>
  async (millisLeft) => {
    const ends: PrivacyEnd[] = [];
    try {
      for (const request of await ports.open(requestsPerRun)) {
        if (millisLeft() <= 0) break;
        const act = request.kind === 'customers/data_request' ? listHeld : redact;
        const end = await act(ports, request);
        if (end.outcome !== 'again') await ports.close(end, new Date(ports.now()).toISOString());
        ports.tellPrivacy({ kind: 'privacy', ...end });
        ends.push(end);
      }
    } catch (error) {
      ports.tellPrivacy({ kind: 'privacy-failed', error: errorName(error) });
    }
    return ends;
  };
