/**
 * The fault switches of the simulated WMS: what goes wrong, for whom, how often and how long.
 *
 * Decides which fault a request meets. What a fault does to the connection is play-fault's business.
 */
import * as z from 'zod';
import { type Capacity, makeCapacity } from './capacity.ts';
import { makeRateLimit, type RateLimit } from './rate-limit.ts';

const faultsMax = 1_000;
const millisMax = 120_000;

const scope = {
  /** Which endpoint is meant. */
  at: z.enum(['orders', 'token', 'keys']).default('orders'),
  /** For this order alone; without it for all. */
  orderId: z.string().min(1).optional(),
  /** For so many requests; without it until it is switched off. */
  count: z.int().min(1).optional(),
  /** For so long; without it until it is switched off. */
  seconds: z.number().positive().optional(),
};
const millis = z.int().min(1).max(millisMax);
const atOnce = z.int().min(1).max(10_000);

export const faultSchema = z.discriminatedUnion('kind', [
  /** Answers this status and does nothing else. */
  z.strictObject({
    ...scope,
    kind: z.literal('status'),
    status: z.int().min(200).max(599),
    /** The value of Retry-After: seconds, or an HTTP date. */
    retryAfter: z.union([z.string().min(1), z.int().min(0)]).optional(),
    /** The problem's detail. */
    detail: z.string().optional(),
  }),
  /** Never answers. */
  z.strictObject({ ...scope, kind: z.literal('hang') }),
  /** Waits, then does its work and answers. */
  z.strictObject({ ...scope, kind: z.literal('slow'), millis }),
  /** Does its work, then sends the answer byte by byte with this long between two. */
  z.strictObject({ ...scope, kind: z.literal('drip'), millis }),
  /** Resets the connection before anything is accepted. */
  z.strictObject({ ...scope, kind: z.literal('reset') }),
  /** Accepts, and closes the connection instead of answering. */
  z.strictObject({ ...scope, kind: z.literal('lose-answer') }),
  /** Accepts nothing and answers 200 with a page of HTML. */
  z.strictObject({ ...scope, kind: z.literal('garbage') }),
  /** Answers 307 with another address. */
  z.strictObject({ ...scope, kind: z.literal('redirect'), location: z.string().optional() }),
  /** Does its work and answers compressed, although nobody asked for that. */
  z.strictObject({ ...scope, kind: z.literal('gzip') }),
  /** Does its work and answers 200 with a body that does not end (before 64 MiB). */
  z.strictObject({ ...scope, kind: z.literal('endless') }),
  /** Takes so many requests of any one second, and answers the others 429 with Retry-After. */
  z.strictObject({
    ...scope,
    kind: z.literal('limit'),
    perSecond: z.number().positive().max(10_000),
  }),
  /** Gets slower under load, then answers 503 until the load falls: see capacity.ts. */
  z.strictObject({
    ...scope,
    kind: z.literal('capacity'),
    /** So many requests at once take `millis` each; more at once take longer, with the square. */
    concurrency: atOnce,
    millis,
    /** More than so many at once are too many. Without it twice `concurrency`. */
    collapseAt: atOnce.optional(),
  }),
]);
/** A fault as it is given. */
export type Fault = z.input<typeof faultSchema>;
/** A fault as it is kept: `at` is filled in, `count` is what is left of it. */
export type ActiveFault = z.output<typeof faultSchema> & { readonly id: string };

export const faultsSchema = z.strictObject({ faults: z.array(faultSchema).max(faultsMax) });

type Gauged =
  | (ActiveFault & { readonly kind: 'limit'; readonly gauge: RateLimit })
  | (ActiveFault & { readonly kind: 'capacity'; readonly gauge: Capacity });

/** A fault as a request meets it, with what it has counted so far. */
export type MetFault = Exclude<ActiveFault, { readonly kind: 'limit' | 'capacity' }> | Gauged;

type Entry = {
  readonly fault: ActiveFault;
  readonly met: MetFault;
  readonly until: number;
  left: number;
};

const withGauge = (fault: ActiveFault, now: () => number): MetFault => {
  switch (fault.kind) {
    case 'limit':
      return { ...fault, gauge: makeRateLimit(fault.perSecond, now) };
    case 'capacity': {
      const { collapseAt = 2 * fault.concurrency } = fault;
      return { ...fault, gauge: makeCapacity({ ...fault, collapseAt }) };
    }
    default:
      return fault;
  }
};

const switchOn = (given: Fault, id: string, now: () => number): Entry => {
  const fault = { ...faultSchema.parse(given), id };
  const until = now() + (fault.seconds ?? Number.POSITIVE_INFINITY) * 1_000;
  return {
    ...{ fault, until, met: withGauge(fault, now) },
    left: fault.count ?? Number.POSITIVE_INFINITY,
  };
};

const withWhatIsLeft = ({ fault, left }: Entry): ActiveFault =>
  Number.isFinite(left) ? { ...fault, count: left } : fault;

/** A fault for this very order goes before one for all. */
const findEntry = (
  entries: readonly Entry[],
  at: ActiveFault['at'],
  orderId: string | null,
): Entry | undefined => {
  const fitting = entries.filter(({ fault }) => fault.at === at);
  return (
    fitting.find(({ fault }) => fault.orderId !== undefined && fault.orderId === orderId) ??
    fitting.find(({ fault }) => fault.orderId === undefined)
  );
};

export const makeFaults = (now: () => number) => {
  let entries: Entry[] = [];
  let ids = 0;

  const live = (): Entry[] => {
    entries = entries.filter((entry) => entry.left > 0 && entry.until > now());
    return entries;
  };

  const add = (given: Fault): string => {
    if (live().length >= faultsMax) throw new Error(`at most ${faultsMax} faults at once`);
    ids += 1;
    const entry = switchOn(given, String(ids), now);
    entries.push(entry);
    return entry.fault.id;
  };

  const take = (at: ActiveFault['at'], orderId: string | null): MetFault | null => {
    const entry = findEntry(live(), at, orderId);
    if (entry === undefined) return null;
    entry.left -= 1;
    return entry.met;
  };

  return {
    add,
    /** The fault that this request meets, which uses one of its count up. */
    take,
    list: (): readonly ActiveFault[] => live().map(withWhatIsLeft),
    /** Switches everything off that was on, and these on. */
    set: (faults: readonly Fault[]): void => {
      entries = [];
      for (const fault of faults) add(fault);
    },
    /** Switches one off, or all. */
    clear: (id?: string): void => {
      entries = id === undefined ? [] : entries.filter(({ fault }) => fault.id !== id);
    },
  };
};
export type Faults = ReturnType<typeof makeFaults>;
