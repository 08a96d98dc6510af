/**
 * The options of `bridge load`: what may be asked for, and what is too much.
 */
import { InvalidArgumentError } from 'commander';
import { parseDuration } from '../time-arguments.ts';
import { spanText } from '../time-text.ts';
import { type LoadShape, loadShapes } from './send-times.ts';

export type LoadOptions = {
  readonly shop?: string;
  /** Orders per minute, over the whole time. */
  readonly rate: number;
  /** Milliseconds. */
  readonly duration: number;
  readonly shape: LoadShape;
  /** Milliseconds that the orders may take to come to their end, once all are sent. */
  readonly timeout: number;
  readonly sku: string;
  readonly page?: string;
  readonly yesProduction?: true;
};

export const rateDefault = 50;
export const rateMax = 12_000;
export const durationDefaultMillis = 120_000;
export const durationMillisMax = 3_600_000;
export const timeoutDefaultMillis = 300_000;
export const timeoutMillisMax = 3_600_000;
/** Of one run: the records and the WMS keep them. */
export const ordersMax = 60_000;
const skuCharactersMax = 100;

export const rateOf = (text: string): number => {
  const rate = Number(text);
  if (/^\d{1,5}$/.test(text) && rate >= 1 && rate <= rateMax) return rate;
  throw new InvalidArgumentError(`It is a whole number of orders per minute, 1 to ${rateMax}.`);
};

const spanOf =
  (millisMax: number) =>
  (text: string): number => {
    const parsed = parseDuration(text, 1);
    if (parsed.kind === 'wrong') throw new InvalidArgumentError(parsed.fault);
    if (parsed.millis <= millisMax) return parsed.millis;
    throw new InvalidArgumentError(`It must be at most ${spanText(millisMax)}.`);
  };
export const durationOf = spanOf(durationMillisMax);
export const timeoutOf = spanOf(timeoutMillisMax);

export const shapeOf = (text: string): LoadShape => {
  const shape = loadShapes.find((each) => each === text);
  if (shape !== undefined) return shape;
  throw new InvalidArgumentError(`It is one of ${loadShapes.join(', ')}.`);
};

export const skuOf = (text: string): string => {
  if (/^[\x21-\x7e]+$/.test(text) && text.length <= skuCharactersMax) return text;
  throw new InvalidArgumentError(
    `It has 1 to ${skuCharactersMax} printable characters without a space.`,
  );
};

export const pageOf = (text: string): string => {
  if (text !== '') return text;
  throw new InvalidArgumentError('It must name a file.');
};

export const ordersOf = ({ rate, duration }: Pick<LoadOptions, 'rate' | 'duration'>): number =>
  Math.max(1, Math.round((rate * duration) / 60_000));
