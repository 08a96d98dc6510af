/**
 * What the WMS's troubles looked like from outside: what failed, who was asked to wait, how often it was
 * called while it was down, who probed. Kept up to date event by event; it judges nothing.
 */
import type { Block, Circuit } from '../../../lib/circuit/circuit.ts';
import { circuitSchema } from '../../../lib/config/circuit-policy.ts';
import { deliverySchema } from '../../../lib/config/policy.ts';
import { type Handlers, handle } from './accounts.ts';
import type { Attempt, Deliveries } from './deliveries.ts';
import type { PlanFacts } from './plan-facts.ts';
import type { TimedEvent } from './world-events.ts';

type Probe = {
  readonly at: number;
  readonly call: number;
  readonly holder: string;
  readonly since: number;
  failedAt: number | undefined;
};
type Heard = Extract<TimedEvent, { kind: 'wms-heard' }>;
type Asked = { readonly heardAt: number; readonly until: number };

export type Troubles = {
  readonly apply: (event: TimedEvent) => void;
  /** Different orders of which an attempt has failed so far. */
  readonly failedOrders: () => number;
  /** A token that nobody got fails for an order that nobody can name. */
  readonly tokenFailed: () => boolean;
  /** Since when the WMS answers nobody, as long as it does. */
  readonly downSince: () => number | undefined;
  readonly isTableAway: () => boolean;
  readonly callsSince: (at: number) => number;
  /** The probe before one that leaves now, in the same outage and on another lease. */
  readonly probeBefore: (circuit: Circuit) => Probe | undefined;
  readonly servedAt: () => number | undefined;
  /** Since when orders enough have failed to open it, as long as nothing blocks it and no order passes. */
  readonly overdueSince: () => number | undefined;
  /** When the circuit was opened, as long as it is. */
  readonly openedAt: () => number | undefined;
  /** A 429 that was heard then, and no circuit was blocked since. */
  readonly untoldSince: () => number | undefined;
  /** The longest wait that everybody was asked for by then, or this order at any time. */
  readonly askedToWait: (orderId: string, heardBefore: number) => Asked | undefined;
  /** Processes that died of an order that kills, and messages of such orders. */
  readonly deaths: () => number;
  readonly killers: () => number;
  readonly tokenRefusal: (environment: string, credentials: string) => number | undefined;
  /** By how many milliseconds waits before an attempt were longer than they had to be. */
  readonly surpluses: () => readonly number[];
};

const { backoffBaseMillis } = deliverySchema.parse({});

const downKinds =
  /^outage-(refuse|hang|garbage|status-\d+(-retry-after)?|token-refuse|token-status-\d+)$/;
const keptMillis = 60_000;
/** They say nothing of the WMS's health. */
const refusals4xx: ReadonlySet<number> = new Set([401, 403, 429]);

const { ordersToOpen, watchSeconds } = circuitSchema.parse({});
/** An answer takes so long to be written down: what failed just after it may count before it. */
const writtenMillis = 2_000;

/** An attempt that waited so much longer than it had to was held up by something else. */
const heldUpMillis = 60;
/** From here on the wait is longer than what the pace asks for anyway. */
const attemptsMin = 4;

/**
 * By how much the wait before this attempt was longer than the least; undefined where something else may
 * have held it up.
 */
const surplusOf = (
  { at, call }: Extract<TimedEvent, { kind: 'wms-requested' }>,
  attempts: readonly Attempt[],
): number | undefined => {
  const before = attempts.at(-2);
  if (attempts.length < attemptsMin || before?.heardAt === undefined) return undefined;
  if (attempts.at(-1)?.call !== call || attempts.some(({ result }) => result === 401)) {
    return undefined;
  }
  const least = 2 ** (attempts.length - 1) * backoffBaseMillis;
  const surplus = at - before.heardAt - least;
  return surplus < heldUpMillis ? surplus : undefined;
};

export const makeTroubles = (
  troubleOf: PlanFacts['troubleOf'],
  deliveries: Pick<Deliveries, 'deliveryOf'>,
): Troubles => {
  const surpluses: number[] = [];
  const failed = new Set<string>();
  const effects = new Set<number>();
  const down = new Map<string, number>();
  const killers = new Set<string>();
  const refusals = new Map<string, number>();
  const askedOne = new Map<string, Asked>();
  const askedAll: Asked[] = [];
  const failedDeliveries = new Map<string, number>();
  let [aliveAt, overdueSince]: [number, number | undefined] = [0, undefined];
  let calls: number[] = [];
  let probe: Probe | undefined;
  let [block, openedAt]: [Block | undefined, number | undefined] = [undefined, undefined];
  let circuit: Circuit | undefined;
  let [tokenFailed, tableAway, deaths] = [false, false, 0];
  let [servedAt, untoldSince]: [number | undefined, number | undefined] = [undefined, undefined];

  const request = (event: Extract<TimedEvent, { kind: 'wms-requested' }>): void => {
    const { at, call, endpoint } = event;
    calls = [...calls.filter((one) => one > at - keptMillis), at];
    const surplus = surplusOf(event, deliveries.deliveryOf(event));
    if (surplus !== undefined) surpluses.push(surplus);
    const holder = circuit?.probe?.holder;
    if (endpoint !== 'orders' || holder === undefined || block?.kind !== 'open') return;
    if (probe?.holder === holder) return;
    probe = { at, call, holder, since: block.since, failedAt: undefined };
  };

  const fail = (event: Heard): void => {
    if (event.endpoint === 'token') tokenFailed = true;
    else if (event.orderId !== null) failed.add(event.orderId);
    if (probe?.call === event.call) probe.failedAt = event.at;
  };

  const live = (at: number): void => {
    aliveAt = at;
    forgetFailed();
  };

  const hearOrder = (event: Heard, status: number): void => {
    const isTaken = effects.delete(event.call);
    if (status === 429 && block === undefined) untoldSince ??= event.at;
    if (status >= 300) {
      if (!refusals4xx.has(status) && status < 500) live(event.at);
      return;
    }
    // A success without any effect is none: a page of somebody else's.
    if (isTaken) {
      servedAt = event.at;
      live(event.at);
    } else fail(event);
  };

  /** An order's delivery has ended in failure, and the circuit knows. */
  const failDelivery = (orderId: string, at: number): void => {
    if (at - aliveAt < writtenMillis || block !== undefined) return;
    failedDeliveries.set(orderId, at);
    const recent = [...failedDeliveries.values()].filter((one) => one > at - watchSeconds * 1_000);
    if (recent.length >= ordersToOpen) overdueSince ??= at;
  };
  const forgetFailed = (): void => {
    failedDeliveries.clear();
    overdueSince = undefined;
  };

  const hearAsked = ({ at, orderId, result, retryAfterSeconds = 0 }: Heard): void => {
    const asked = { heardAt: at, until: at + retryAfterSeconds * 1_000 };
    if (result === 429) askedAll.push(asked);
    if (result === 503 && orderId !== null) askedOne.set(orderId, asked);
  };

  const hearToken = ({ at, environment, credentials }: Heard, status: number): void => {
    if (status >= 300) tokenFailed = true;
    if (status >= 400 && status < 500 && status !== 429) {
      refusals.set(`${environment} ${credentials}`, at);
    }
  };

  const hear = (event: Heard): void => {
    const { endpoint, result } = event;
    if (typeof result !== 'number' || result >= 500) fail(event);
    if (typeof result !== 'number') return;
    if (endpoint === 'token') hearToken(event, result);
    else hearOrder(event, result);
    if (endpoint === 'orders' && event.retryAfterSeconds !== undefined) hearAsked(event);
  };

  const know = (event: Extract<TimedEvent, { kind: 'circuit' }>): void => {
    const before = block;
    circuit = event.circuit;
    block = circuit.block;
    if (block !== undefined) {
      untoldSince = undefined;
      forgetFailed();
    }
    if (block?.kind !== 'open') openedAt = undefined;
    else if (before?.kind !== 'open' || before.since !== block.since) openedAt = event.at;
  };

  const schedule = ({ at, name, what, begins }: Extract<TimedEvent, { kind: 'scheduled' }>) => {
    if (what === 'dynamodb-away') tableAway = begins;
    if (!downKinds.test(what)) return;
    if (begins) down.set(name, at);
    else down.delete(name);
  };

  const handlers: Handlers = {
    'wms-requested': request,
    'wms-effect': ({ call }) => void effects.add(call),
    'wms-heard': hear,
    circuit: know,
    scheduled: schedule,
    fault: ({ id, fault }) => {
      // A page of somebody else's instead of a token is told as any other answer.
      if (id.startsWith('wms.token/')) tokenFailed = true;
      if (fault === 'killed-by-killed') deaths += 1;
    },
    operator: forgetFailed,
    told: ({ orderId, facts, at }) => {
      if ('stage' in facts && facts.stage === 'failed' && orderId !== null)
        failDelivery(orderId, at);
    },
    queued: ({ queue, orderId, messageId }) => {
      if (queue === 'orders' && troubleOf(orderId ?? '') === 'killer') killers.add(messageId);
    },
  };

  return {
    apply: (event) => handle(handlers, event),
    failedOrders: () => failed.size,
    tokenFailed: () => tokenFailed,
    downSince: () => (down.size === 0 ? undefined : Math.min(...down.values())),
    isTableAway: () => tableAway,
    callsSince: (from) => calls.filter((at) => at > from).length,
    probeBefore: ({ block: now, probe: lease }) =>
      now?.kind === 'open' && probe?.since === now.since && probe.holder !== lease?.holder
        ? probe
        : undefined,
    servedAt: () => servedAt,
    overdueSince: () => overdueSince,
    openedAt: () => openedAt,
    untoldSince: () => untoldSince,
    askedToWait: (orderId, heardBefore) =>
      [...askedAll.filter(({ heardAt }) => heardAt <= heardBefore), askedOne.get(orderId)]
        .flatMap((asked) => asked ?? [])
        .toSorted((one, other) => other.until - one.until)[0],
    deaths: () => deaths,
    killers: () => killers.size,
    surpluses: () => surpluses,
    tokenRefusal: (environment, credentials) => refusals.get(`${environment} ${credentials}`),
  };
};
