/**
 * The fault switches of the simulated Admin API: what goes wrong, where, how often and how long.
 *
 * Decides which fault a request meets. What a fault does to the connection is play-fault's business.
 */
import * as z from 'zod';

const faultsMax = 1_000;
const millisMax = 120_000;

const scope = {
  /** Which endpoint is meant: queries, the token endpoint, or the files of bulk operations. */
  at: z.enum(['graphql', 'token', 'file']).default('graphql'),
  /** For queries with this root field alone: `orders`, `order`, `bulkOperationRunQuery` … */
  field: z.string().min(1).optional(),
  /** For queries of this order alone. */
  orderId: z.string().min(1).optional(),
  /** Lets so many requests pass first. */
  after: z.int().min(1).optional(),
  /** For so many requests; without it until it is switched off. */
  count: z.int().min(1).optional(),
  /** For so long; without it until it is switched off. */
  seconds: z.number().positive().optional(),
};

export const faultSchema = z.discriminatedUnion('kind', [
  /** Answers this status and does nothing else. */
  z.strictObject({
    ...scope,
    kind: z.literal('status'),
    status: z.int().min(200).max(599),
    /** The value of Retry-After; Shopify's own is a decimal, `4.0`. */
    retryAfter: z.string().min(1).optional(),
  }),
  /** Never answers. */
  z.strictObject({ ...scope, kind: z.literal('hang') }),
  /** Waits, then does its work and answers. */
  z.strictObject({ ...scope, kind: z.literal('slow'), millis: z.int().min(1).max(millisMax) }),
  /** Resets the connection before anything is done. */
  z.strictObject({ ...scope, kind: z.literal('reset') }),
  /** Does its work, and closes the connection instead of answering. */
  z.strictObject({ ...scope, kind: z.literal('lose-answer') }),
  /** Does its work, sends half of the answer and closes the connection. */
  z.strictObject({ ...scope, kind: z.literal('cut') }),
  /** Answers 200 with a page of HTML. */
  z.strictObject({ ...scope, kind: z.literal('garbage') }),
  /** Answers 200 with data that no schema allows. */
  z.strictObject({ ...scope, kind: z.literal('malformed') }),
  /** The bucket is empty: THROTTLED in a 200. */
  z.strictObject({ ...scope, kind: z.literal('throttled') }),
  /** A 200 with an error of this code and no data. */
  z.strictObject({
    ...scope,
    kind: z.literal('error'),
    code: z.string().min(1).default('INTERNAL_SERVER_ERROR'),
  }),
  /** A 200 with data, but this field (`Order.shippingAddress`) is null and stands in the errors. */
  z.strictObject({
    ...scope,
    kind: z.literal('partial'),
    field: z.string().regex(/^\w+\.\w+$/),
    code: z.string().min(1).default('ACCESS_DENIED'),
    message: z.string().optional(),
  }),
  /** The next bulk operation ends so, in its middle. */
  z.strictObject({
    ...scope,
    kind: z.literal('bulk'),
    status: z.enum(['FAILED', 'CANCELED', 'EXPIRED']).default('FAILED'),
    errorCode: z.enum(['ACCESS_DENIED', 'INTERNAL_SERVER_ERROR', 'TIMEOUT']).optional(),
  }),
]);
/** A fault as it is given. */
export type AdminFault = z.input<typeof faultSchema>;
/** A fault as it is kept: defaults are filled in, `count` and `after` are what is left of them. */
export type ActiveFault = z.output<typeof faultSchema> & { readonly id: string };

export const faultsSchema = z.strictObject({ faults: z.array(faultSchema).max(faultsMax) });

/** What a request is about. */
export type Subject = {
  readonly at: ActiveFault['at'];
  readonly fields: readonly string[];
  readonly orderIds: readonly string[];
};

type Entry = {
  readonly fault: ActiveFault;
  readonly until: number;
  left: number;
  pass: number;
};

const switchOn = (given: AdminFault, id: string, now: number): Entry => {
  const fault = { ...faultSchema.parse(given), id };
  const { count = Number.POSITIVE_INFINITY, seconds = Number.POSITIVE_INFINITY } = fault;
  return { fault, until: now + seconds * 1_000, left: count, pass: fault.after ?? 0 };
};

const asLeft = ({ fault, left, pass }: Entry): ActiveFault => {
  const { after: _, ...rest } = fault;
  return {
    ...rest,
    ...(pass > 0 ? { after: pass } : {}),
    ...(Number.isFinite(left) ? { count: left } : {}),
  };
};

/** Faults of these kinds change what is answered, and do not stand instead of an answer. */
const isWithin = ({ kind }: ActiveFault): boolean => kind === 'partial' || kind === 'bulk';

const fits = ({ fault }: Entry, { at, fields, orderIds }: Subject): boolean =>
  fault.at === at &&
  // Of a partial error, the field is the one that fails, wherever it is asked for.
  (fault.kind === 'partial' || fault.field === undefined || fields.includes(fault.field)) &&
  (fault.kind === 'partial' || fault.orderId === undefined || orderIds.includes(fault.orderId));

/** Whether it is met by this request, which is counted. */
const use = (entry: Entry): boolean => {
  if (entry.pass > 0) {
    entry.pass -= 1;
    return false;
  }
  entry.left -= 1;
  return true;
};

/** The switches that are on, and switching them. */
const makeSwitches = (now: () => number) => {
  let entries: Entry[] = [];
  let ids = 0;

  const live = (): Entry[] => {
    entries = entries.filter((entry) => entry.left > 0 && entry.until > now());
    return entries;
  };
  const add = (given: AdminFault): string => {
    if (live().length >= faultsMax) throw new Error(`at most ${faultsMax} faults at once`);
    ids += 1;
    const entry = switchOn(given, String(ids), now());
    entries.push(entry);
    return entry.fault.id;
  };
  return {
    live,
    add,
    list: (): readonly ActiveFault[] => live().map(asLeft),
    /** Switches everything off that was on, and these on. */
    set: (faults: readonly AdminFault[]): void => {
      entries = [];
      for (const fault of faults) add(fault);
    },
    /** Switches one off, or all. */
    clear: (id?: string): void => {
      entries = id === undefined ? [] : entries.filter(({ fault }) => fault.id !== id);
    },
  };
};

type Within<Kind> = ActiveFault & { readonly kind: Kind };

export const makeAdminFaults = (now: () => number) => {
  const { live, ...switches } = makeSwitches(now);
  return {
    ...switches,
    /** The fault that stands instead of this request's answer; uses one of its count up. */
    take: (subject: Subject): ActiveFault | null => {
      const isMet = (entry: Entry) => !isWithin(entry.fault) && fits(entry, subject) && use(entry);
      return live().find(isMet)?.fault ?? null;
    },
    /** The faults of one kind that change what is answered. */
    takeWithin: <Kind extends 'partial' | 'bulk'>(
      kind: Kind,
      subject: Subject,
    ): readonly Within<Kind>[] =>
      live()
        .filter((entry) => entry.fault.kind === kind && fits(entry, subject) && use(entry))
        .map(({ fault }) => fault as Within<Kind>),
  };
};
export type AdminFaults = ReturnType<typeof makeAdminFaults>;
