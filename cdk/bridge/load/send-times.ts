/**
 * When each order of a load test is due: a shape over the time, as shares of the time and of the orders. Pure.
 *
 * The times are made before the first order is sent: arrivals do not wait for answers.
 */
export const loadShapes = ['steady', 'flash-sale', 'replay-burst'] as const;
export type LoadShape = (typeof loadShapes)[number];

/** So many of the orders (from 0 to 1) at so much of the time (from 0 to 1), between them evenly. */
type Corner = readonly [ofTime: number, ofOrders: number];

const corners: Readonly<Record<LoadShape, readonly Corner[]>> = {
  steady: [
    [0, 0],
    [1, 1],
  ],
  // Quiet, then half of all orders in a tenth of the time, then it ebbs away.
  'flash-sale': [
    [0, 0],
    [0.2, 0.05],
    [0.3, 0.55],
    [0.6, 0.85],
    [1, 1],
  ],
  // What was held up comes at once, four fifths of it in a twentieth of the time.
  'replay-burst': [
    [0, 0],
    [0.05, 0.8],
    [1, 1],
  ],
};

export const shapeWords: Readonly<Record<LoadShape, string>> = {
  steady: 'evenly',
  'flash-sale': 'as in a flash sale: half of them in a tenth of the time',
  'replay-burst': 'as after a hold-up: four fifths of them in a twentieth of the time',
};

/** Milliseconds from the start, ascending, one for each order. */
export const sendTimesOf = (shape: LoadShape, orders: number, millis: number): readonly number[] =>
  Array.from({ length: orders }, (_, number) => millis * timeShareOf(shape, number / orders));

const timeShareOf = (shape: LoadShape, ofOrders: number): number => {
  const path = corners[shape];
  const end = path.findIndex(([, orders]) => orders > ofOrders);
  const [fromTime, fromOrders] = path[end - 1] ?? [0, 0];
  const [toTime, toOrders] = path[end] ?? [1, 1];
  return fromTime + ((ofOrders - fromOrders) / (toOrders - fromOrders)) * (toTime - fromTime);
};
