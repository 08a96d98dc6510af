/**
 * The second phase of a load test: looks at the record of every order until each has come to its end, or
 * the time is over.
 */
import type { OrderRecord } from '../../../lib/order/order-record.ts';

export type EndPorts = {
  /** The records of these orders, by their place in the list; at most `pageMax`. */
  readonly readRecords: (numbers: readonly number[]) => Promise<readonly OrderRecord[]>;
  readonly now: () => number;
  readonly pause: (millis: number) => Promise<void>;
  /** Told after every look. */
  readonly progress: (ended: number) => void;
  readonly left: AbortSignal;
};

export type OrderEnd = {
  readonly end: 'delivered' | 'superseded' | 'not_sent' | 'discarded' | 'parked';
  /** From being received to that end, by the stage's own clock. */
  readonly millis: number;
  /** Above 0 it was sent again on purpose. */
  readonly generation: number;
};

export const pageMax = 99;
const lookMillis = 1_000;

/** Those that have come to no end are missing. @param numbers - the orders that were taken. */
export const awaitEnds = async (
  ports: EndPorts,
  numbers: readonly number[],
  millisMax: number,
): Promise<ReadonlyMap<number, OrderEnd>> => {
  const ends = new Map<number, OrderEnd>();
  const begun = ports.now();
  for (let open = numbers; ; open = open.filter((number) => !ends.has(number))) {
    for (let from = 0; from < open.length; from += pageMax) {
      const page = open.slice(from, from + pageMax);
      const records = await ports.readRecords(page);
      for (const [index, number] of page.entries()) {
        const end = endOfRecord(records[index] ?? {});
        if (end !== undefined) ends.set(number, end);
      }
    }
    ports.progress(ends.size);
    const isOver = ends.size === numbers.length || ports.now() - begun >= millisMax;
    if (isOver || ports.left.aborted) return ends;
    await ports.pause(lookMillis);
  }
};

export const endOfRecord = ({ accepted, decided, parked }: OrderRecord): OrderEnd | undefined => {
  if (accepted === undefined) return undefined;
  const millisTo = (at: string): number => Math.max(0, Date.parse(at) - Date.parse(accepted.at));
  if (parked !== undefined && parked.instant >= accepted.instant) {
    return { end: 'parked', millis: millisTo(parked.at), generation: 0 };
  }
  if (decided === undefined || decided.instant < accepted.instant) return undefined;
  const { outcome: end, generation } = decided;
  return { end, millis: millisTo(decided.at), generation };
};
