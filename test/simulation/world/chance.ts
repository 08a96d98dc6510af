/** Draws that plans need beside the engine's: by weight, and over several orders of magnitude. */
import type { Draw } from '../contracts.ts';

/** @throws Error for an empty list. */
export const weighted = <Value>(
  draw: Draw,
  name: string,
  values: readonly (readonly [Value, number])[],
): Value => {
  const total = values.reduce((sum, [, weight]) => sum + weight, 0);
  const drawn = draw(name) * total;
  let reached = 0;
  for (const [value, weight] of values) {
    reached += weight;
    if (drawn < reached) return value;
  }
  throw new Error(`${name}: nothing to choose from`);
};

/** A whole number between the two; small ones as often as large ones. */
export const logarithmic = (draw: Draw, name: string, least: number, most: number): number =>
  Math.floor(least * (most / least) ** draw(name));
