/**
 * What each event does to the circuit: (circuit, event, now) → the circuit from then on.
 *
 * Pure, and safe to apply twice: a write whose answer was lost is decided anew on what is there then.
 */
import type { CircuitSettings } from '../config/circuit-policy.ts';
import type { Circuit, CircuitChange, FailureEntry, Transition } from './circuit.ts';
import { probeIntervalSeconds } from './spacing.ts';

/** The newest failures that are kept: more than it takes to open. */
const entriesMax = 10;

const ageSeconds = (since: number, now: number): number =>
  Math.max(0, Math.round((now - since) / 1_000));

/** A lapsed watch's entries are forgotten; the counter begins at the clock, so that it never falls. */
export const lapsed = (circuit: Circuit, now: number): Circuit => ({
  ...circuit,
  served: circuit.served === 0 ? now : circuit.served,
  ...(circuit.watchUntil < now && circuit.block === undefined
    ? { failures: [], forbidden: [] }
    : {}),
});

const entered = (
  entries: readonly FailureEntry[],
  { order, at, served }: FailureEntry,
): FailureEntry[] =>
  [...entries.filter((entry) => entry.order !== order), { order, at, served }].slice(-entriesMax);

const watchedUntil = (settings: CircuitSettings, circuit: Circuit, nextTryAt: number): number =>
  Math.max(circuit.watchUntil, nextTryAt + settings.watchSeconds * 1_000);

type Failure = {
  readonly order: string;
  /** When what failed is tried again. */
  readonly nextTryAt: number;
};

/** An order failed: enough of them with no success between open the circuit. */
export const afterFailure = (
  settings: CircuitSettings,
  given: Circuit,
  { order, nextTryAt }: Failure,
  now: number,
): Transition => {
  const before = lapsed(given, now);
  const failures = entered(before.failures, { order, at: now, served: before.served });
  const circuit = {
    ...before,
    failures,
    watchUntil: watchedUntil(settings, before, nextTryAt),
  };
  return circuit.block === undefined && failures.length >= settings.ordersToOpen
    ? opened(settings, circuit, 'orders', now)
    : { circuit };
};

/** One environment has seen too large a share of failures. */
export const afterFailureRate = (
  settings: CircuitSettings,
  given: Circuit,
  now: number,
): Transition => {
  const before = lapsed(given, now);
  if (before.block !== undefined) return { circuit: given };
  const watchUntil = watchedUntil(settings, before, now);
  return opened(settings, { ...before, watchUntil }, 'rate', now);
};

const opened = (
  settings: CircuitSettings,
  circuit: Circuit,
  by: Extract<CircuitChange, { kind: 'opened' }>['by'],
  now: number,
): Transition => {
  const nextProbeAt = now + probeIntervalSeconds(settings, 0) * 1_000;
  return {
    circuit: { ...circuit, block: { kind: 'open', since: now, nextProbeAt } },
    change: { kind: 'opened', by, orders: circuit.failures.length },
  };
};

/** The WMS has served an order: nothing before it counts any more. Ends all but a hold, and a pause once it is over. */
export const afterSuccess = (given: Circuit, order: string, now: number): Transition => {
  const before = lapsed(given, now);
  const { block, probe, ...rest } = before;
  const served = Math.max(before.served + 1, now);
  const circuit = { ...rest, served, servedOrder: order, failures: [], forbidden: [] };
  if (block === undefined) return { circuit };
  const unchanged = { ...circuit, block, ...(probe ? { probe } : {}) };
  if (block.kind === 'hold') return { circuit: unchanged };
  // Sent before the WMS asked everybody to wait.
  if (block.kind === 'paused' && block.nextProbeAt > now) return { circuit: unchanged };
  const seconds = ageSeconds(block.since, now);
  return {
    circuit: { ...circuit, closedAt: now },
    change:
      block.kind === 'open'
        ? { kind: 'closed', by: 'success', seconds }
        : { kind: 'pause-ended', seconds },
  };
};

/**
 * 429: everybody waits until then, and one request goes first afterwards.
 *
 * @param holder - of the lease under which it was asked; none for a request that needed none.
 */
export const afterThrottle = (
  settings: CircuitSettings,
  given: Circuit,
  { until, holder }: { readonly until: number; readonly holder?: string | undefined },
  now: number,
): Transition => {
  const { probe, ...before } = lapsed(given, now);
  const { block } = before;
  if (block?.kind === 'hold') return { circuit: given };
  // Somebody else's probe goes on.
  const isProbe = holder !== undefined && probe?.holder === holder;
  const goesOn = probe !== undefined && !isProbe && probe.until > now;
  const kept = goesOn ? { ...before, probe } : before;
  const watchUntil = watchedUntil(settings, before, until);
  if (block !== undefined) {
    // Still busy when one alone has asked: it is asked no more often than in any other outage.
    const seconds = isProbe ? probeIntervalSeconds(settings, now - block.since) : 0;
    const nextProbeAt = Math.max(block.nextProbeAt, until, now + seconds * 1_000);
    return { circuit: { ...kept, watchUntil, block: { ...block, nextProbeAt } } };
  }
  return {
    circuit: { ...kept, watchUntil, block: { kind: 'paused', since: now, nextProbeAt: until } },
    change: { kind: 'paused', seconds: ageSeconds(now, until) },
  };
};

/** The probe got no usable answer: the next one is due later, or when the WMS asked for it. */
export const afterFailedProbe = (
  settings: CircuitSettings,
  given: Circuit,
  { order, nextTryAt }: Failure,
  now: number,
): Transition => {
  const { probe: _ended, ...before } = lapsed(given, now);
  const { block } = before;
  if (block === undefined) return afterFailure(settings, before, { order, nextTryAt }, now);
  if (block.kind === 'paused') {
    // It answers something else than 429, so the pause is over; this failure may be the one that opens.
    const { block: _over, ...rest } = before;
    const closed = { ...rest, closedAt: now };
    const { circuit, change } = afterFailure(settings, closed, { order, nextTryAt }, now);
    const ended = { kind: 'pause-ended', seconds: ageSeconds(block.since, now) } as const;
    return { circuit, change: change ?? ended };
  }
  const seconds = probeIntervalSeconds(settings, now - block.since);
  const nextProbeAt = Math.max(now + seconds * 1_000, nextTryAt);
  return {
    circuit: {
      ...before,
      failures: entered(before.failures, { order, at: now, served: before.served }),
      watchUntil: watchedUntil(settings, before, nextProbeAt),
      block: { ...block, nextProbeAt },
    },
    change: { kind: 'probe-failed', seconds: ageSeconds(block.since, now) },
  };
};

/** The probe ended without any news of the WMS, and leaves the next one to others. */
export const afterIdleProbe = (
  settings: CircuitSettings,
  given: Circuit,
  now: number,
): Transition => {
  const { probe: _ended, ...before } = given;
  const { block } = before;
  if (block === undefined) return { circuit: before };
  const seconds = probeIntervalSeconds(settings, now - block.since);
  return { circuit: { ...before, block: { ...block, nextProbeAt: now + seconds * 1_000 } } };
};
