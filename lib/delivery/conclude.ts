/**
 * What an attempt is to the circuit, and with that what follows it: the circuit learns first, since how
 * long to wait depends on what it knows then.
 */
import type { Lease } from '../circuit/circuit.ts';
import type { AttemptOutcome } from './attempt.ts';
import type { DeliverPorts } from './deliver.ts';
import type { DeferReason } from './outcome.ts';
import { decideNext, type Next, type Situation } from './retry-policy.ts';

type ConcludePorts = Pick<DeliverPorts, 'circuit' | 'settings' | 'now' | 'random'>;

export type Attempted = {
  readonly order: string;
  readonly outcome: AttemptOutcome;
  readonly situation: Situation & {
    /** Failed attempts of this delivery, this one included. */
    readonly failures: number;
  };
  readonly lease: Lease | undefined;
  readonly spacingMaxSeconds: number;
};

export const conclude = async (ports: ConcludePorts, attempted: Attempted): Promise<Next> => {
  const { order, outcome, situation } = attempted;
  const { circuit, settings, random } = ports;
  const next = decideNext(settings, outcome, situation, random);
  switch (outcome.kind) {
    case 'delivered':
    case 'superseded':
    case 'rejected':
      // What the WMS has said stands, whether or not the circuit hears of it.
      await circuit.learn({ kind: 'alive', order }).catch(() => undefined);
      return next;
    case 'unavailable':
    case 'unusable':
      return learnFailure(ports, attempted, next);
    case 'throttled':
      return learnThrottle(ports, attempted, next);
    case 'unauthorized': {
      await circuit.refuse(outcome.secretVersion).catch(() => undefined);
      const reason = outcome.reason === 'refused' ? 'credentials_refused' : 'credentials_not_set';
      return defer(ports, order, reason, situation.attempts);
    }
    case 'forbidden': {
      const fate = await circuit.forbid(order, outcome.secretVersion).catch(() => undefined);
      if (fate === undefined) return { kind: 'end', outcome: { kind: 'state-unreachable' } };
      return fate === 'hold' ? defer(ports, order, 'forbidden', situation.attempts) : next;
    }
  }
};

/** Hidden for as long as the circuit says, now that it knows, and no shorter than the WMS asked for. */
const defer = async (
  { circuit, settings }: ConcludePorts,
  order: string,
  reason: DeferReason,
  attempts: number,
  askedSeconds = 0,
): Promise<Next> => {
  const standing = await circuit.standing(order).catch(() => undefined);
  const waits = standing?.kind === 'wait' ? standing.seconds : settings.stateUnreachableSeconds;
  const seconds = Math.max(waits, askedSeconds);
  return { kind: 'end', outcome: { kind: 'deferred', reason, seconds, attempts } };
};

const learnFailure = async (
  { circuit, settings, now }: ConcludePorts,
  { order, situation, lease, spacingMaxSeconds }: Attempted,
  next: Next,
): Promise<Next> => {
  const ended = next.kind === 'end';
  const told = situation.failures === 2 || (ended && situation.failures === 1);
  const asked = ended && next.outcome.kind === 'failed' ? (next.outcome.retryAfterSeconds ?? 0) : 0;
  // The watch must see who is served until this order is tried again; a probe is the circuit's to space.
  const seconds = lease ? asked : Math.max(asked, spacingMaxSeconds);
  const news = { kind: 'failure', order, nextTryAt: now() + seconds * 1_000, told } as const;
  const learnt = await circuit.learn(lease ? { ...news, lease } : news).catch(() => undefined);
  if (!ended || next.outcome.kind !== 'failed' || lease === undefined) return next;
  if (learnt !== undefined && learnt.block?.kind !== 'open') return next;
  // A probe counts against nobody; it comes back when the next one is due, and yields to others then.
  const standing = await circuit.standing(order).catch(() => undefined);
  const unknown = standing === undefined ? settings.stateUnreachableSeconds : 0;
  const probeSeconds = standing?.kind === 'wait' ? standing.seconds : unknown;
  return { kind: 'end', outcome: { ...next.outcome, probeSeconds } };
};

const learnThrottle = async (
  ports: ConcludePorts,
  { order, situation, lease }: Attempted,
  next: Next,
): Promise<Next> => {
  const delayMillis = next.kind === 'retry' ? next.delayMillis : deferredMillis(next);
  const until = ports.now() + delayMillis;
  const news = { kind: 'throttled', order, until } as const;
  await ports.circuit.learn(lease ? { ...news, lease } : news).catch(() => undefined);
  if (next.kind === 'retry') return next;
  return defer(ports, order, 'throttled', situation.attempts, delayMillis / 1_000);
};

const deferredMillis = (next: Extract<Next, { kind: 'end' }>): number =>
  next.outcome.kind === 'deferred' ? next.outcome.seconds * 1_000 : 0;
