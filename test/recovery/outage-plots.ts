/**
 * What a recovery looks like: requests per second, orders that wait, latencies, and the circuit. Pure.
 */

import {
  type Axis,
  bars,
  dots,
  type Frame,
  levelLine,
  plotOf,
  steps,
} from '../../cdk/report/plot.ts';
import { arrivalsOf, type Figures, requestsWhileAwayOf } from './figures.ts';
import type { Recording } from './recording.ts';

const ticksMax = 8;
const tickSteps = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20] as const;

const minuteTicks = (min: number, max: number): Axis['ticks'] => {
  const step = tickSteps.find((each) => (max - min) / each <= ticksMax) ?? 60;
  const first = Math.ceil(min / step);
  return Array.from({ length: Math.floor(max / step) - first + 1 }, (_, index) => {
    const at = (first + index) * step;
    return { at, label: at === 0 ? '0' : `${Number(at.toFixed(2))} min` };
  });
};

const countTicks = (max: number): Axis['ticks'] => {
  const rough = Math.max(1, max / 4);
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * size >= rough) ?? 10) * size;
  return Array.from({ length: Math.floor(max / step) + 1 }, (_, index) => ({
    at: index * step,
    label: String(index * step),
  }));
};

const countAxis = (max: number): Axis => ({ min: 0, max, ticks: countTicks(max) });

const latencyAxis: Axis = {
  min: 10,
  max: 1_000_000,
  logarithmic: true,
  ticks: [
    { at: 10, label: '10 ms' },
    { at: 100, label: '0.1 s' },
    { at: 1_000, label: '1 s' },
    { at: 10_000, label: '10 s' },
    { at: 60_000, label: '1 min' },
    { at: 600_000, label: '10 min' },
  ],
};

/** Minutes on the x axis, 0 where the WMS went. */
type Scene = {
  readonly recording: Recording;
  readonly minute: (at: number) => number;
  readonly base: Pick<Frame, 'x' | 'shade'>;
};

const sceneOf = (recording: Recording): Scene => {
  const { startedAt, leftAt, returnedAt, endedAt } = recording;
  const minute = (at: number): number => (at - leftAt) / 60_000;
  const [min, max] = [minute(startedAt), minute(endedAt)];
  return {
    recording,
    minute,
    base: { x: { min, max, ticks: minuteTicks(min, max) }, shade: [0, minute(returnedAt)] },
  };
};

const perSecondOf = (times: readonly number[]): ReadonlyMap<number, number> => {
  const counts = new Map<number, number>();
  for (const time of times) {
    const second = Math.floor(time / 1_000) * 1_000;
    counts.set(second, (counts.get(second) ?? 0) + 1);
  }
  return counts;
};

/** What reached the WMS, and in a lighter colour what found nobody there. */
const requestsPlot = ({ recording, minute, base }: Scene): string => {
  const { limitPerSecond, wms, startedAt, leftAt, returnedAt } = recording;
  const isAway = (at: number): boolean => at >= leftAt && at < returnedAt;
  const served = wms.requests
    .map(({ atMillis }) => atMillis)
    .filter((at) => at >= startedAt && !isAway(at));
  const points = (times: readonly number[]) =>
    [...perSecondOf(times)].map(([second, count]) => [minute(second), count] as const);
  const frame: Frame = {
    ...base,
    title: 'Requests to the WMS per second; the line is its limit',
    says: `Bars of requests per second, at most ${limitPerSecond} allowed`,
    y: countAxis(Math.ceil(limitPerSecond * 1.2)),
  };
  return plotOf(
    frame,
    (place) =>
      `<g class="good">${bars(place, 1 / 60, points(served))}</g><g class="bad">${bars(place, 1 / 60, points(requestsWhileAwayOf(recording)))}</g>${levelLine(place, frame, limitPerSecond)}`,
  );
};

const waitingPlot = ({ recording, minute, base }: Scene): string => {
  const arrivals = arrivalsOf(recording);
  const changes = recording.orders
    .flatMap(({ orderId, placedAt }) => {
      const arrival = arrivals.get(orderId);
      const placed = [placedAt, 1] as const;
      return arrival === undefined ? [placed] : [placed, [arrival, -1] as const];
    })
    .sort(([a], [b]) => a - b);
  let waiting = 0;
  let most = 0;
  const points = changes.map(([at, change]) => {
    waiting += change;
    most = Math.max(most, waiting);
    return [minute(at), waiting] as const;
  });
  const frame: Frame = {
    ...base,
    title: 'Orders on their way to the WMS',
    says: `A curve of orders that wait, at most ${most}`,
    y: countAxis(Math.max(10, Math.ceil(most * 1.1))),
  };
  return plotOf(frame, (place) => steps(place, points));
};

const latencyPlot = ({ recording, minute, base }: Scene): string => {
  const arrivals = arrivalsOf(recording);
  const points = recording.orders.flatMap(({ orderId, placedAt }) => {
    const arrival = arrivals.get(orderId);
    return arrival === undefined
      ? []
      : [[minute(placedAt), Math.max(1, arrival - placedAt)] as const];
  });
  const frame: Frame = {
    ...base,
    title: 'Each order: time from webhook to WMS, by when it was placed',
    says: `${points.length} dots, one per order, on a logarithmic scale of time`,
    y: latencyAxis,
  };
  return plotOf(frame, (place) => `<g class="main">${dots(place, points)}</g>`);
};

const circuitLevels = ['closed', 'paused', 'open', 'held'] as const;
const levelAfter: Readonly<Record<string, number>> = {
  opened: 2,
  paused: 1,
  held: 3,
  hold_ended: 2,
  closed: 0,
  pause_ended: 0,
};

/** The circuit's state, and each request that was let through nevertheless. */
const circuitPlot = ({ recording, minute, base }: Scene, { probes }: Figures): string => {
  const { circuit, startedAt, endedAt } = recording;
  const changes = circuit.flatMap(({ at, change }) => {
    const level = levelAfter[change];
    return level === undefined ? [] : [[minute(at), level] as const];
  });
  const last = changes.at(-1)?.[1] ?? 0;
  const points = [[minute(startedAt), 0] as const, ...changes, [minute(endedAt), last] as const];
  const tries = requestsWhileAwayOf(recording).map((at) => [minute(at), 2.5] as const);
  const frame: Frame = {
    ...base,
    title: 'The circuit; dots are the requests that were made while the WMS was away',
    says: `The state of the circuit over time, with ${probes} probes`,
    y: { min: -0.3, max: 3.3, ticks: circuitLevels.map((label, at) => ({ at, label })) },
  };
  return plotOf(
    frame,
    (place) => `${steps(place, points)}<g class="bad">${dots(place, tries)}</g>`,
  );
};

export const plotsOf = (recording: Recording, figures: Figures): string => {
  const scene = sceneOf(recording);
  return [
    requestsPlot(scene),
    waitingPlot(scene),
    latencyPlot(scene),
    circuitPlot(scene, figures),
  ].join('');
};
