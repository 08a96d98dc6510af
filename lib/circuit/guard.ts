/**
 * Stands between deliveries and the WMS: lets an order go, be the probe, or wait; and learns from every
 * attempt. A healthy WMS costs no write and, within a second, no read.
 */
import type { CircuitSettings } from '../config/circuit-policy.ts';
import type { Circuit, Lease } from './circuit.ts';
import { makeFailureRate } from './failure-rate.ts';
import { afterForbidden, afterRefusal } from './holds.ts';
import { makeLearn, type News } from './learn.ts';
import { makeProbe } from './probe.ts';
import { type CircuitPorts, makeSharedCircuit, type SharedCircuit } from './shared-circuit.ts';
import { type Standing, standingOf, type WaitReason } from './standing.ts';

export type GuardPorts = CircuitPorts & {
  /** The secret's version as it is now, not as it was; rejects where it cannot be read. */
  readonly readSecretVersion: () => Promise<string | undefined>;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  /** Unlike any other holder's. */
  readonly makeHolder: () => string;
};

/** A lease to send one request while the circuit is open; no lease where nothing stands in the way. */
export type Leave =
  | { readonly kind: 'go'; readonly lease?: Lease; readonly single: boolean }
  | { readonly kind: 'wait'; readonly reason: WaitReason; readonly seconds: number };

/** An attempt with or without a lease; a token is asked for by the whole environment. */
export type RequestBy = Lease | 'attempt' | 'token';

export type CircuitGuard = {
  /** The circuit's item, as it came with the order records. */
  readonly refresh: (item: unknown) => void;
  /** Where this order stands by what was read at most a moment ago; takes no lease. */
  readonly standing: (order: string) => Promise<Standing>;
  /** Before an attempt: leave to make it. Rejects where the table is out of reach. */
  readonly enter: (order: string) => Promise<Leave>;
  /** Right before a request: whether it may still be sent. */
  readonly mayPass: (by: RequestBy) => Promise<boolean>;
  /** What an attempt came to. */
  readonly learn: (news: News) => Promise<Circuit>;
  /** 403: whether the order alone is at fault, or a hold began. */
  readonly forbid: (order: string, secretVersion?: string) => Promise<'park' | 'hold'>;
  /** The credentials are refused: a hold begins. */
  readonly refuse: (secretVersion?: string) => Promise<void>;
  /** Whether this version of the secret is the one that was refused last. */
  readonly isRefused: (secretVersion: string | undefined) => boolean;
  /** As it was last seen. */
  readonly seen: () => Circuit;
};

export const makeCircuitGuard = (settings: CircuitSettings, ports: GuardPorts): CircuitGuard => {
  const shared = makeSharedCircuit(settings, ports);
  const { now, random } = ports;
  const probe = makeProbe(settings, ports, shared);
  /** The lease that this environment holds, for requests that no single delivery makes: tokens. */
  let held: Lease | undefined;

  const standing = async (order: string): Promise<Standing> =>
    standingOf(settings, await shared.look(), order, now(), random);

  const enter = async (order: string): Promise<Leave> => {
    const first = await standing(order);
    if (first.kind === 'go') return { kind: 'go', single: false };
    if (first.kind === 'wait') return first;
    const lease = await probe(order);
    if (lease !== undefined) {
      held = lease;
      return { kind: 'go', lease, single: first.block.kind !== 'paused' };
    }
    const after = standingOf(settings, shared.seen(), order, now(), random);
    if (after.kind === 'wait') return after;
    return { kind: 'wait', reason: 'probe_running', seconds: settings.probeRunningSecondsMin };
  };

  return {
    refresh: shared.refresh,
    seen: shared.seen,
    isRefused: (version) => version !== undefined && version === shared.seen().refusedSecret,
    standing,
    enter,
    mayPass: async (by) => {
      const lease = by === 'token' ? held : by;
      if (typeof lease === 'object' && now() < lease.until) return true;
      const { block } = await shared.look();
      return block === undefined;
    },
    learn: makeLearn(settings, shared, makeFailureRate(settings), now),
    ...makeRefusals(settings, shared, now),
  };
};

const makeRefusals = (
  settings: CircuitSettings,
  shared: SharedCircuit,
  now: () => number,
): Pick<CircuitGuard, 'forbid' | 'refuse'> => ({
  forbid: async (order, secretVersion) => {
    const entry = { order, secretVersion };
    const { block } = await shared.change((circuit) =>
      afterForbidden(settings, circuit, entry, now()),
    );
    return block?.kind === 'hold' ? 'hold' : 'park';
  },
  refuse: async (secretVersion) => {
    await shared.change((circuit) => afterRefusal(settings, circuit, secretVersion, now()));
  },
});
