/**
 * The simulated WMS as the page shows it: what it has, its switches, and its side of an order's story.
 */
import type { SimulatedWms } from '../wms/simulated-wms.ts';
import type { WmsState } from './console-state.ts';
import type { StoryLine } from './story.ts';

export const readWms = (wms: SimulatedWms): WmsState => ({
  orders: wms.orders().length,
  requests: wms.requests().length,
  violations: wms.violations(),
  faults: wms.faults.list(),
});

type Request = ReturnType<SimulatedWms['requests']>[number];

const sentenceOf = ({ status, fault }: Request): string => {
  const why = fault === null ? '' : ` (fault: ${fault.replaceAll('-', ' ')})`;
  return status === null
    ? `The WMS was sent it, and no answer came${why}.`
    : `The WMS was sent it and answered ${status}${why}.`;
};

/** What the WMS was asked about an order, as lines of its story. */
export const attemptsAt = (wms: SimulatedWms, orderId: string): readonly StoryLine[] =>
  wms
    .requests()
    .filter((request) => request.orderId === orderId)
    .map((request) => ({
      atMillis: request.atMillis,
      place: request.atMillis,
      replays: 0,
      service: 'WMS',
      stage: 'attempt',
      attempts: 0,
      status: request.status,
      version: request.version,
      sentence: sentenceOf(request),
    }));
