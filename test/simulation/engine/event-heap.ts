/**
 * Events by time, and those of equal times in the order in which they came: a binary heap.
 */

export type Scheduled = {
  readonly time: number;
  readonly order: number;
  /** Nothing once it was cancelled or has begun. */
  work: (() => void) | undefined;
};

export type EventHeap = {
  readonly push: (time: number, work: () => void) => Scheduled;
  /** The next event that is not cancelled. */
  readonly peek: () => Scheduled | undefined;
  readonly pop: () => Scheduled | undefined;
};

const isBefore = (one: Scheduled, other: Scheduled): boolean =>
  one.time < other.time || (one.time === other.time && one.order < other.order);

const rise = (heap: Scheduled[], entry: Scheduled): void => {
  let index = heap.length;
  heap.push(entry);
  while (index > 0) {
    const above = (index - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || isBefore(parent, entry)) break;
    heap[index] = parent;
    index = above;
  }
  heap[index] = entry;
};

/** Puts the entry in the place of the first one, and down from there. */
const sink = (heap: Scheduled[], entry: Scheduled): void => {
  let index = 0;
  for (;;) {
    let below = 2 * index + 1;
    let child = heap[below];
    if (child === undefined) break;
    const right = heap[below + 1];
    if (right !== undefined && isBefore(right, child)) {
      below += 1;
      child = right;
    }
    if (isBefore(entry, child)) break;
    heap[index] = child;
    index = below;
  }
  heap[index] = entry;
};

const removeFirst = (heap: Scheduled[]): Scheduled | undefined => {
  const first = heap[0];
  const last = heap.pop();
  if (last !== undefined && heap.length > 0) sink(heap, last);
  return first;
};

export const makeEventHeap = (): EventHeap => {
  const heap: Scheduled[] = [];
  let order = 0;
  const peek = () => {
    while (heap[0] !== undefined && heap[0].work === undefined) removeFirst(heap);
    return heap[0];
  };
  return {
    push: (time, work) => {
      order += 1;
      const entry: Scheduled = { time, order, work };
      rise(heap, entry);
      return entry;
    },
    peek,
    pop: () => {
      peek();
      return removeFirst(heap);
    },
  };
};
