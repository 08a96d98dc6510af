/**
 * Chance as a pure function of a seed and a name: no draw disturbs another one, whatever is added or
 * taken away around it.
 */
import type { Draw } from '../contracts.ts';

/** Bits of a draw: what a double can hold between 0 and 1. */
const fraction = 2 ** 53;
const bits32 = 2 ** 32;

/** Two 32-bit hashes side by side over the name's UTF-16 units (cyrb53, public domain), seeded first. */
export const makeDraw = (seed: number): Draw => {
  const low = seed >>> 0;
  const high = Math.floor(seed / bits32) >>> 0;
  // Mixed in by itself: merely xored, it could be undone by the name's first letter.
  const start1 = Math.imul(Math.imul(0xdeadbeef ^ low, 2_654_435_761) ^ high, 0x85ebca6b);
  const start2 = Math.imul(Math.imul(0x41c6ce57 ^ low, 1_597_334_677) ^ high, 0xc2b2ae35);
  return (name) => {
    let one = start1;
    let other = start2;
    for (let index = 0; index < name.length; index += 1) {
      const unit = name.charCodeAt(index);
      one = Math.imul(one ^ unit, 2_654_435_761);
      other = Math.imul(other ^ unit, 1_597_334_677);
    }
    one =
      Math.imul(one ^ (one >>> 16), 2_246_822_507) ^
      Math.imul(other ^ (other >>> 13), 3_266_489_909);
    other =
      Math.imul(other ^ (other >>> 16), 2_246_822_507) ^
      Math.imul(one ^ (one >>> 13), 3_266_489_909);
    return (bits32 * (other & 0x1fffff) + (one >>> 0)) / fraction;
  };
};

/** A whole number from `least` to `most`, both included. */
export const between = (draw: Draw, name: string, least: number, most: number): number =>
  least + Math.floor(draw(name) * (most - least + 1));

/** @throws Error for an empty list. */
export const choose = <Value>(draw: Draw, name: string, values: readonly Value[]): Value => {
  const [value] = values.slice(Math.floor(draw(name) * values.length));
  if (value === undefined) throw new Error(`${name}: nothing to choose from`);
  return value;
};

export const happens = (draw: Draw, name: string, probability: number): boolean =>
  draw(name) < probability;

/** Of a process without memory: gaps between independent arrivals. */
export const exponential = (draw: Draw, name: string, mean: number): number =>
  -mean * Math.log1p(-draw(name));

/** So many bytes in lower-case hex. */
export const hex = (draw: Draw, name: string, bytes: number): string =>
  Array.from({ length: bytes }, (_, index) =>
    between(draw, `${name}/${index}`, 0, 255).toString(16).padStart(2, '0'),
  ).join('');
