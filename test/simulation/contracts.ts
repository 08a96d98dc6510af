/**
 * What the parts of the simulation owe each other: virtual time, environments, fault decisions, a run.
 *
 * Nothing in the simulation may use the machine's clock, its timers or its chance: the same seed gives
 * the same run, byte for byte. All times are epoch milliseconds of virtual time, all spans milliseconds.
 */

/** Events in the order of their times; equal times in the order in which they were scheduled. */
export type VirtualTime = {
  readonly now: () => number;
  /** Past times run next. */
  readonly at: (millis: number, work: () => void) => void;
  /**
   * Runs events until none is left before that time. After each one all microtasks are done before
   * `afterEvent` is called.
   */
  readonly runUntil: (millis: number, afterEvent?: () => void) => Promise<void>;
};

/** Uniform in [0, 1), a pure function of the seed and the name: no draw disturbs another one. */
export type Draw = (name: string) => number;

/**
 * One decision about a fault: `port/subject/nth`, stable when other faults are taken away.
 * For instance `dynamodb.PutItem/idempotency#…/2` or `wms.put/820982911946154508/1`.
 */
export type FaultId = string;

/** A fault that happened: shrinking takes them away one by one. */
export type MetFault = { readonly id: FaultId; readonly kind: string; readonly at: number };

export type Faults = {
  /**
   * Asked once per call at a port; the nth call about this subject is counted here. Gives one of the
   * kinds with a rate above zero, or nothing. Nothing after the healing, and nothing that a shrunk run
   * has taken away.
   *
   * @param rates - probability by kind; together at most 1.
   */
  readonly meet: (
    port: string,
    subject: string,
    rates: Readonly<Record<string, number>>,
  ) => string | undefined;
  readonly met: () => readonly MetFault[];
};

/**
 * A Lambda execution environment. What runs in it is killed by never being answered any more, and
 * frozen between invocations: answers and timers wait until the next one.
 */
export type Environment = {
  /** For instance `deliver-order/3`. */
  readonly id: string;
  /** Added to virtual time by `Date.now()` within the environment. */
  readonly skewMillis: number;
  readonly isAlive: () => boolean;
  /** Runs the continuation now, or at the thaw; never in a killed one. */
  readonly resume: (continuation: () => void) => void;
  /** What is pending in it stays pending for ever. */
  readonly kill: () => void;
  /** It stands still for so long, while the world and the function's timeout go on. */
  readonly stall: (millis: number) => void;
  /**
   * A call over the network: the request travels, `effect` happens in the world, the answer travels
   * back. The faults of `rates` happen to it (crash before and after, lost before and after the effect,
   * throttled …), and their names are the keys.
   */
  readonly call: <Value>(
    port: string,
    subject: string,
    rates: Readonly<Record<string, number>>,
    effect: () => Value,
    options?: CallOptions<Value>,
  ) => Promise<Value>;
};

/** How the client of a call is set up. The defaults are those of lib/adapters/aws-clients.ts. */
export type CallOptions<Value = unknown> = {
  /** Aborted, the call rejects with an AbortError at once; its effect may still happen. */
  readonly signal?: AbortSignal;
  /** Requests on the wire, the first one included. 1 for a client that repeats nothing. @default 2 */
  readonly tries?: number;
  /** How long one request waits for its answer. @default 1500 */
  readonly patienceMillis?: number;
  /** How long the other side takes for this answer, once the effect has happened. @default 0 */
  readonly delayMillis?: (value: Value) => number;
};

/** Something that must never be, or was not within its time. */
export type Violation = {
  /** The invariant's name, as in invariants.ts. */
  readonly invariant: string;
  readonly orderId?: string;
  /** One sentence: what was seen, what was allowed. */
  readonly detail: string;
  readonly at: number;
};

/** One line of an order's story. */
export type StoryLine = { readonly at: number; readonly orderId?: string; readonly text: string };

export type RunOptions = {
  /** Only these faults may happen: the rest of the plan stays as it is. @default - all */
  readonly only?: ReadonlySet<FaultId>;
  /** Outages, rotations and the like of the plan that are left out, by their stable names. */
  readonly without?: ReadonlySet<string>;
  /** A naive bridge instead of ours: the control arm, which must fail. @default - false */
  readonly naive?: boolean;
};

export type SeedResult = {
  readonly seed: number;
  /** sha256 over every event of the run, in order. */
  readonly hash: string;
  /** Empty for a good run; it ends at the first one. */
  readonly violations: readonly Violation[];
  readonly faults: readonly MetFault[];
  /** Names of the plan's parts that can be left out, for shrinking. */
  readonly planParts: readonly string[];
  /** How often each thing occurred: `fault:…`, `circuit:…`, `parked:…`, `ended:…`. */
  readonly occurred: Readonly<Record<string, number>>;
  readonly orders: number;
  readonly events: number;
  readonly story: readonly StoryLine[];
};

export type RunSeed = (seed: number, options?: RunOptions) => Promise<SeedResult>;
