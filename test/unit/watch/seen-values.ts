/** What a watch saw, source by source: all of it read, some of it waiting. */
import type { Seen, SourceName, Sources } from '../../../lib/watch/seen.ts';
import { minute, paused, start } from '../circuit/circuits.ts';

export const sources: Sources = {
  ordersQueue: { visible: 3, inFlight: 40, delayed: 2 },
  lettersQueue: { visible: 7, inFlight: 1, delayed: 0 },
  circuit: paused(600),
  waiting: {
    count: 12,
    complete: true,
    oldest: { order: 'demo.myshopify.com/820982911946154508', since: start - 2 * minute },
  },
  letters: {
    count: 7,
    byClass: { rejected: 5, malformed: 2 },
    complete: true,
    oldestAt: start - 90 * minute,
  },
  wmsSecret: Date.UTC(2026, 7, 20, 12),
};

export const sourceNames = Object.keys(sources) as readonly SourceName[];

const read = <Value>(value: Value) => ({ kind: 'read', value }) as const;

/** @param given - sources that were read otherwise, or not at all. */
export const seen = (given: Partial<Seen> = {}): Seen => ({
  ordersQueue: read(sources.ordersQueue),
  lettersQueue: read(sources.lettersQueue),
  circuit: read(sources.circuit),
  waiting: read(sources.waiting),
  letters: read(sources.letters),
  wmsSecret: read(sources.wmsSecret),
  ...given,
});
