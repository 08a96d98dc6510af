/**
 * Works the open compliance requests off, oldest first. One that fails, or has much to do, keeps neither the others
 * nor the polling behind them: it stays open, and the next run takes it up again.
 */
import { errorName } from '../order/error-name.ts';
import { listHeld } from './list-held.ts';
import type { PrivacyEnd, PrivacyPorts } from './privacy-ports.ts';
import type { PrivacyRequest } from './privacy-request.ts';
import { redact } from './redact.ts';

/** Of one run; a shop has a few in a month. */
const requestsPerRun = 20;

/** @param millisLeft - none is begun, and none goes on, once this is 0. */
export type WorkPrivacy = (millisLeft: () => number) => Promise<readonly PrivacyEnd[]>;

export const makeWorkPrivacy =
  (ports: PrivacyPorts): WorkPrivacy =>
  async (millisLeft) => {
    const ends: PrivacyEnd[] = [];
    const requests = await openRequests(ports);
    for (const [place, request] of requests.entries()) {
      if (millisLeft() <= 0) break;
      // Each has an equal share of the time that the ones before it left.
      const kept = millisLeft() * (1 - 1 / (requests.length - place));
      const end = await workOne(ports, request, () => millisLeft() - kept);
      if (end !== undefined) ends.push(end);
    }
    return ends;
  };

const openRequests = async (ports: PrivacyPorts): Promise<readonly PrivacyRequest[]> => {
  try {
    return await ports.open(requestsPerRun);
  } catch (error) {
    ports.tellPrivacy({ kind: 'privacy-failed', error: errorName(error) });
    return [];
  }
};

const workOne = async (
  ports: PrivacyPorts,
  request: PrivacyRequest,
  millisLeft: () => number,
): Promise<PrivacyEnd | undefined> => {
  try {
    const act = request.kind === 'customers/data_request' ? listHeld : redact;
    const end = await act(ports, request, millisLeft);
    // Told first: killed in between, it is told once more, while one that is closed is never told again.
    ports.tellPrivacy({ kind: 'privacy', ...end });
    if (end.outcome !== 'again') await ports.close(end, new Date(ports.now()).toISOString());
    return end;
  } catch (error) {
    ports.tellPrivacy({ kind: 'privacy-failed', request, error: errorName(error) });
    return undefined;
  }
};
