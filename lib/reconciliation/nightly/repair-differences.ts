/**
 * The differences that were found, part by part and one after the other.
 *
 * A slice that dies between a repair and writing it down meets its own message on the order's record.
 */
import * as z from 'zod';
import { inLanes } from '../../letters/lanes.ts';
import type { Stop } from '../work.ts';
import { addCounts, type Difference, differenceSchema, handledSchema } from './difference.ts';
import { type NightlySlice, readWork, type StepEnd, workKey } from './nightly-slice.ts';
import { type Hand, repairOne } from './repair-one.ts';

/** Orders that are read from Shopify at once; its bucket, and not we, sets the pace. */
const lanesMax = 4;

export const repairDifferences = async (slice: NightlySlice): Promise<StepEnd> => {
  const { held, work } = slice;
  while (held.run().repaired.parts < held.run().parts) {
    if (!work.patience.hasTime()) return { kind: 'out_of_time' };
    const stop = await repairPart(slice);
    if (stop) return stop;
  }
  return held.write({ phase: 'reporting' });
};

const repairPart = async (slice: NightlySlice): Promise<StepEnd> => {
  const { ports, held, work } = slice;
  const run = held.run();
  const { parts: part, asked } = run.repaired;
  const read = (kind: 'differences' | 'handled') =>
    readWork(ports, workKey(ports, run, kind, part));
  const differences = parsed(z.array(differenceSchema), await read('differences'));
  if (differences === undefined) throw new Error('a kept part of the differences is gone');
  const handled = [...(parsed(z.array(handledSchema), await read('handled')) ?? [])];
  const nameOf = ({ kind, orderId }: Difference): string => `${kind} ${orderId}`;
  const done = new Set(handled.map(nameOf));
  const left = differences.filter((one) => !done.has(nameOf(one)));
  const hand: Hand = { ...slice, asked, unreadable: 0 };
  let stop: Stop | undefined;
  await inLanes(left, lanesMax, async (one) => {
    if (stop) return;
    const end = work.patience.hasTime() ? await repairOne(hand, one) : outOfTime;
    if (typeof end === 'string') handled.push({ ...one, outcome: end });
    else if (end) stop = end;
  });
  const text = JSON.stringify(handled);
  await ports.store.put(workKey(ports, run, 'handled', part), text, 'application/json');
  if (stop) return stop;
  // Those that Shopify did not give are asked for by the next slice.
  if (handled.length < differences.length)
    return { kind: 'unavailable', cause: 'orders_not_given' };
  return held.write({
    repaired: { parts: part + 1, asked: hand.asked },
    counts: addCounts(run.counts, handled),
  });
};

const outOfTime = { kind: 'out_of_time' } as const;

const parsed = <Value>(schema: z.ZodType<Value>, text: string | undefined): Value | undefined =>
  text === undefined ? undefined : schema.parse(JSON.parse(text));
