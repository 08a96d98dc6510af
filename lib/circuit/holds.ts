/**
 * Holds: the circuit is kept open by a cause that only a human can mend, or by an operator; and the
 * lease by which one delivery at a time looks whether it is over.
 */
import type { CircuitSettings } from '../config/circuit-policy.ts';
import type { Circuit, CircuitChange, Hold, HoldCause, Lease, Transition } from './circuit.ts';
import { probeIntervalSeconds } from './spacing.ts';
import { lapsed } from './transitions.ts';

type Reason = Pick<Hold, 'secretVersion' | 'reason' | 'until'>;

const held = (
  settings: CircuitSettings,
  { probe: _ended, ...circuit }: Circuit,
  cause: HoldCause,
  reason: Reason,
  now: number,
): Transition => {
  const nextProbeAt = now + probeIntervalSeconds(settings, 0) * 1_000;
  const block: Hold = { kind: 'hold', cause, since: now, nextProbeAt, ...reason };
  const told = reason.reason === undefined ? {} : { reason: reason.reason };
  const { secretVersion } = reason;
  const refused = secretVersion === undefined ? {} : { refusedSecret: secretVersion };
  return { circuit: { ...circuit, ...refused, block }, change: { kind: 'held', cause, ...told } };
};

/** The WMS refuses these credentials; nobody sends them again until the secret has changed. */
export const afterRefusal = (
  settings: CircuitSettings,
  given: Circuit,
  secretVersion: string | undefined,
  now: number,
): Transition => {
  // Whoever was refused a moment later with the same credentials adds nothing.
  if (given.block?.kind === 'hold') return { circuit: given };
  return held(settings, given, 'credentials', secretVersion ? { secretVersion } : {}, now);
};

/**
 * 403 for one order is its own trouble; for a second one, with no success between, it is ours.
 */
export const afterForbidden = (
  settings: CircuitSettings,
  given: Circuit,
  { order, secretVersion }: { readonly order: string; readonly secretVersion: string | undefined },
  now: number,
): Transition => {
  if (given.block?.kind === 'hold') return { circuit: given };
  const before = lapsed(given, now);
  const fresh = before.watchUntil >= now ? before.forbidden : [];
  if (fresh.some((entry) => entry.order !== order)) {
    return held(settings, before, 'forbidden', secretVersion ? { secretVersion } : {}, now);
  }
  const watchUntil = Math.max(before.watchUntil, now + settings.watchSeconds * 1_000);
  const forbidden = [{ order, at: now, served: before.served }];
  return { circuit: { ...before, watchUntil, forbidden } };
};

/** An operator stops all calls, until that time or until the circuit is closed by hand. */
export const holdByHand = (
  settings: CircuitSettings,
  given: Circuit,
  reason: { readonly reason: string; readonly until?: number },
  now: number,
): Transition => held(settings, given, 'operator', reason, now);

/** An operator lets all calls through again, also with credentials that were refused. */
export const closeByHand = (given: Circuit, now: number): Transition => {
  const { block, probe: _ended, refusedSecret: _forgiven, ...rest } = given;
  const circuit = { ...rest, failures: [], forbidden: [] };
  if (block === undefined) return { circuit };
  const seconds = secondsSince(block.since, now);
  return {
    circuit: { ...circuit, closedAt: now },
    change:
      block.kind === 'hold'
        ? { kind: 'hold-ended', by: 'operator', cause: block.cause, seconds }
        : { kind: 'closed', by: 'operator', seconds },
  };
};

/** The hold's cause is gone: whoever has the lease sends the first request, as in any outage. */
export const endHold = (
  given: Circuit,
  by: Extract<CircuitChange, { kind: 'hold-ended' }>['by'],
  now: number,
): Transition => {
  const { block } = given;
  if (block?.kind !== 'hold') return { circuit: given };
  const { cause, since } = block;
  return {
    // The trouble begins anew: its probes come quickly again.
    circuit: {
      ...given,
      failures: [],
      forbidden: [],
      block: { kind: 'open', since: now, nextProbeAt: now },
    },
    change: { kind: 'hold-ended', by, cause, seconds: secondsSince(since, now) },
  };
};

/** The one that may send while the circuit is open. Ends by itself, so that a crash blocks nobody. */
export const takeLease = (
  settings: CircuitSettings,
  given: Circuit,
  holder: string,
  now: number,
): { readonly circuit: Circuit; readonly lease: Lease } => {
  const lease = { holder, until: now + settings.probeLeaseMillis };
  return { circuit: { ...given, probe: lease }, lease };
};

const secondsSince = (since: number, now: number): number =>
  Math.max(0, Math.round((now - since) / 1_000));
