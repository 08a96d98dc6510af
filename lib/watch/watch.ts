/**
 * Looks at everything at once and tells what was seen; changes nothing, and needs nobody to have been
 * here before: run twice in a minute, or after an hour's silence, it tells the same.
 */
import type { CircuitSettings } from '../config/circuit-policy.ts';
import { errorName } from '../order/error-name.ts';
import { type Gauges, gaugesOf } from './gauges.ts';
import type { Reading, Seen, SourceName, Sources } from './seen.ts';

export type WatchPorts = {
  /** Each reads one source; throws where it cannot be read. */
  readonly read: { readonly [Name in SourceName]: () => Promise<Sources[Name]> };
  readonly tell: (watched: Watched) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
};

export type Watched = {
  readonly gauges: Gauges;
  /** Where to look first: the order that has waited longest, as shop and order id. */
  readonly oldestOrder?: string;
  /** Of these there is more than was counted. */
  readonly cut: readonly SourceName[];
  readonly failed: readonly { readonly source: SourceName; readonly error: string }[];
};

export const makeWatch =
  ({ read, tell, now }: WatchPorts, settings: CircuitSettings) =>
  async (): Promise<Watched> => {
    const seen = await lookAt(read);
    const watched = watchedOf(seen, gaugesOf(seen, settings, now()));
    tell(watched);
    return watched;
  };
export type Watch = ReturnType<typeof makeWatch>;

const lookAt = async (read: WatchPorts['read']): Promise<Seen> => {
  const [ordersQueue, lettersQueue, circuit, waiting, letters, wmsSecret] = await Promise.all([
    reading(read.ordersQueue),
    reading(read.lettersQueue),
    reading(read.circuit),
    reading(read.waiting),
    reading(read.letters),
    reading(read.wmsSecret),
  ]);
  return { ordersQueue, lettersQueue, circuit, waiting, letters, wmsSecret };
};

const reading = async <Value>(read: () => Promise<Value>): Promise<Reading<Value>> => {
  try {
    return { kind: 'read', value: await read() };
  } catch (error) {
    return { kind: 'failed', error: errorName(error) };
  }
};

const watchedOf = (seen: Seen, gauges: Gauges): Watched => {
  const { waiting } = seen;
  const oldest = waiting.kind === 'read' ? waiting.value.oldest : undefined;
  return {
    gauges,
    ...(oldest === undefined ? {} : { oldestOrder: oldest.order }),
    cut: (['waiting', 'letters'] as const).filter((name) => {
      const counted = seen[name];
      return counted.kind === 'read' && !counted.value.complete;
    }),
    failed: Object.entries(seen).flatMap(([source, one]) =>
      one.kind === 'failed' ? [{ source: source as SourceName, error: one.error }] : [],
    ),
  };
};
