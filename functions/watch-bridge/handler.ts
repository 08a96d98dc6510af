/**
 * Clock → gauges of what waits, of the circuit and of the dead letters, and a heartbeat. A source that
 * cannot be read is told with the rest, and fails nothing.
 */
import type { Watch, Watched } from '../../lib/watch/watch.ts';

export type Dependencies = { readonly watch: Watch };

/** What is asked makes no difference: it only looks. The answer is for whoever invokes it by hand. */
export const makeHandler =
  ({ watch }: Dependencies) =>
  (): Promise<Watched> =>
    watch();
