/**
 * Plots as inline SVG: a frame with axes, a time that may be shaded, and marks on it. Colours come from the
 * page's style, so that light and dark need no second drawing. Pure.
 */
export type Axis = {
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  /** Equal distances mean equal factors. */
  readonly logarithmic?: boolean;
};

export type Frame = {
  readonly title: string;
  /** What somebody who cannot see it is told. */
  readonly says: string;
  readonly x: Axis;
  readonly y: Axis;
  /** A stretch of the x axis that stands out, an outage for instance. @default - none */
  readonly shade?: readonly [from: number, to: number];
};

/** From values of the axes to places in the drawing. */
export type Place = {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
};

/** Of a narrow telephone: text is drawn at about its own size there, and larger elsewhere. */
const width = 400;
const height = 210;
const margin = { top: 10, right: 20, bottom: 24, left: 48 };

const inside = (value: number, low: number, high: number): number =>
  Math.min(Math.max(value, low), high);

const shareOf = ({ min, max, logarithmic }: Axis, value: number): number => {
  const kept = inside(value, min, max);
  return logarithmic
    ? Math.log(kept / min) / Math.log(max / min)
    : (kept - min) / Math.max(max - min, Number.MIN_VALUE);
};

const fixed = (value: number): string => value.toFixed(1);

export const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

const placeOf = ({ x, y }: Frame): Place => ({
  x: (value) => margin.left + shareOf(x, value) * (width - margin.left - margin.right),
  y: (value) => height - margin.bottom - shareOf(y, value) * (height - margin.top - margin.bottom),
});

const gridOf = ({ x, y }: Frame, place: Place): string => {
  const bottom = height - margin.bottom;
  const rows = y.ticks.map(({ at, label }) => {
    const level = fixed(place.y(at));
    return `<line class="grid" x1="${margin.left}" x2="${width - margin.right}" y1="${level}" y2="${level}"/><text x="${margin.left - 5}" y="${level}" dy=".32em" text-anchor="end">${escaped(label)}</text>`;
  });
  const columns = x.ticks.map(({ at, label }) => {
    const left = fixed(place.x(at));
    return `<line class="grid" x1="${left}" x2="${left}" y1="${bottom}" y2="${bottom + 4}"/><text x="${left}" y="${bottom + 17}" text-anchor="middle">${escaped(label)}</text>`;
  });
  return [...rows, ...columns].join('');
};

const shadeOf = ({ shade }: Frame, place: Place): string => {
  if (shade === undefined) return '';
  const [from, to] = [place.x(shade[0]), place.x(shade[1])];
  return `<rect class="away" x="${fixed(from)}" y="${margin.top}" width="${fixed(to - from)}" height="${height - margin.top - margin.bottom}"/>`;
};

/** @param marksOf - draws what the plot is about. */
export const plotOf = (frame: Frame, marksOf: (place: Place) => string): string => {
  const place = placeOf(frame);
  return `<figure><figcaption>${escaped(frame.title)}</figcaption><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(frame.says)}">${shadeOf(frame, place)}${gridOf(frame, place)}${marksOf(place)}</svg></figure>`;
};

export const dots = (place: Place, points: readonly (readonly [number, number])[]): string =>
  points
    .map(([x, y]) => `<circle cx="${fixed(place.x(x))}" cy="${fixed(place.y(y))}" r="1.6"/>`)
    .join('');

/** One bar per value, as wide as its step on the x axis. */
export const bars = (
  place: Place,
  step: number,
  points: readonly (readonly [number, number])[],
): string =>
  points
    .map(([x, y]) => {
      const [left, top] = [place.x(x), place.y(y)];
      const wide = Math.max(0.6, place.x(x + step) - left);
      return `<rect x="${fixed(left)}" y="${fixed(top)}" width="${fixed(wide)}" height="${fixed(place.y(0) - top)}"/>`;
    })
    .join('');

/** A line that changes at once from value to value. */
export const steps = (place: Place, points: readonly (readonly [number, number])[]): string => {
  const path = points
    .map(([x, y], index) => {
      const [left, top] = [fixed(place.x(x)), fixed(place.y(y))];
      return index === 0 ? `M${left} ${top}` : `H${left}V${top}`;
    })
    .join('');
  return `<path class="curve" d="${path}"/>`;
};

export const levelLine = (place: Place, { x }: Frame, value: number): string => {
  const level = fixed(place.y(value));
  return `<line class="limit" x1="${fixed(place.x(x.min))}" x2="${fixed(place.x(x.max))}" y1="${level}" y2="${level}"/>`;
};
