/**
 * How large each function's bundle may be: what was measured, and three parts in a hundred more.
 *
 * A cold start reads and compiles all of it, about 0.12 ms a kilobyte on a slow core. A function that needs more
 * gets more here, knowingly; `npm run bench -- --only cold` says what is in each.
 */
export const bundleBytesMax = {
  'accept-webhook': 384_000,
  'browse-dead-letters': 366_000,
  'deliver-order': 471_000,
  'empty-bucket': 484_000,
  'reconcile-orders': 656_000,
  'replay-dead-letters': 422_000,
  'rotate-wms-key': 356_000,
  'watch-bridge': 383_000,
} as const;

export type FunctionName = keyof typeof bundleBytesMax;
export const functionNames = Object.keys(bundleBytesMax) as readonly FunctionName[];
