/**
 * A WMS that gets slower under load, then gives up, and recovers when the load falls.
 *
 * Up to `concurrency` requests at once take `millis` each. With more at once a request takes
 * `millis × (at once / concurrency)²`. Above `collapseAt` at once the WMS collapses: it refuses what
 * comes until no more than `concurrency` are left. A request whose client went away is worked on all
 * the same, as in real systems.
 */
export type CapacitySettings = {
  readonly concurrency: number;
  readonly millis: number;
  readonly collapseAt: number;
};

export type Turn =
  | { readonly kind: 'refused' }
  | { readonly kind: 'served'; readonly millis: number; readonly leave: () => void };

export type Capacity = { readonly enter: () => Turn };

export const makeCapacity = ({ concurrency, millis, collapseAt }: CapacitySettings): Capacity => {
  let atOnce = 0;
  let collapsed = false;

  const leave = (): void => {
    atOnce -= 1;
    if (atOnce <= concurrency) collapsed = false;
  };

  const enter = (): Turn => {
    if (atOnce >= collapseAt) collapsed = true;
    if (collapsed) return { kind: 'refused' };
    atOnce += 1;
    const crowding = Math.max(1, atOnce / concurrency);
    return { kind: 'served', millis: millis * crowding ** 2, leave };
  };

  return { enter };
};
