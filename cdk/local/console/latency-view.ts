/**
 * The end-to-end latency of the newest deliveries as a plot: a bar per delivery, newest on the right.
 */
import { type Html, html } from '../../../lib/letters/widget/html.ts';
import { latenciesMax, type OrderBoard } from './order-board.ts';
import { duration } from './story.ts';

/** A logarithmic scale: a delivery of 40 ms and one after an outage must both be seen. */
const scale = { minMillis: 10, maxMillis: 120_000, height: 80 };
/** The promise: an order is at the WMS within 60 seconds of its webhook. */
const promiseMillis = 60_000;
const lines: readonly (readonly [millis: number, label: string])[] = [
  [100, '100 ms'],
  [1_000, '1 s'],
  [10_000, '10 s'],
  [promiseMillis, '60 s'],
];

const heightOf = (millis: number): number => {
  const { minMillis, maxMillis, height } = scale;
  const kept = Math.min(Math.max(millis, minMillis), maxMillis);
  return Math.round((Math.log(kept / minMillis) / Math.log(maxMillis / minMillis)) * height);
};

/** The latency that this share of the deliveries kept. */
const quantile = (latencies: readonly number[], share: number): number | undefined => {
  const sorted = latencies.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
};

const say = (latencies: readonly number[]): string => {
  const [half, most] = [quantile(latencies, 0.5), quantile(latencies, 0.95)];
  if (half === undefined || most === undefined) return 'nothing was delivered yet';
  const longest = Math.max(...latencies);
  return `half within ${duration(half)}, 95 % within ${duration(most)}, the slowest ${duration(longest)}`;
};

const renderBar = (millis: number, place: number): Html => {
  const height = Math.max(1, heightOf(millis));
  const kind = millis > promiseMillis ? 'late' : '';
  return html`<rect class="${kind}" x="${place * 4}" y="${scale.height - height}" width="3" height="${height}"/>`;
};

const renderLine = ([millis]: (typeof lines)[number]): Html => {
  const y = scale.height - heightOf(millis);
  const kind = millis === promiseMillis ? 'promise' : '';
  return html`<line class="${kind}" x1="0" x2="400" y1="${y}" y2="${y}"/>`;
};

/** In percent of the plot's height, from its foot; there is a class for each. */
export const labelPlaces: readonly number[] = lines.map(([millis]) =>
  Math.round((heightOf(millis) / scale.height) * 100),
);

const renderPlot = (latencies: readonly number[], said: string): Html => {
  const start = latenciesMax - latencies.length;
  const labels = lines.map(
    ([, label], index) => html`<span class="at-${labelPlaces[index] ?? 0}">${label}</span>`,
  );
  return html`
<div class="plot">
<div class="scale" aria-hidden="true">${labels}</div>
<svg viewBox="0 0 400 ${scale.height}" preserveAspectRatio="none" role="img" aria-label="End-to-end latency: ${said}">
${lines.map(renderLine)}${latencies.map((millis, index) => renderBar(millis, start + index))}</svg>
</div>`;
};

export const renderLatencies = ({ latencies }: OrderBoard): Html => {
  const said = say(latencies);
  const newest = latencies.length === 0 ? '' : ` (the newest ${latencies.length} deliveries)`;
  return html`
<h2>End-to-end latency</h2>
<p>Webhook received to WMS confirmed${newest}: ${said}.</p>
${renderPlot(latencies, said)}`;
};
