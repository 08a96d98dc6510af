/**
 * The one delivery that may send while the circuit is open: whoever writes the lease first. In a hold it
 * looks whether the cause is gone, and sends nothing while it is not.
 */
import type { CircuitSettings } from '../config/circuit-policy.ts';
import type { Block, Circuit, Hold, Lease } from './circuit.ts';
import type { GuardPorts } from './guard.ts';
import { endHold, takeLease } from './holds.ts';
import type { SharedCircuit } from './shared-circuit.ts';
import { standingOf } from './standing.ts';
import { afterIdleProbe } from './transitions.ts';

/** The lease; undefined where somebody else was quicker, or the hold goes on. */
export const makeProbe = (settings: CircuitSettings, ports: GuardPorts, shared: SharedCircuit) => {
  const { now, random } = ports;

  const take = async (order: string): Promise<Lease | undefined> => {
    const holder = ports.makeHolder();
    const { probe } = await shared.change((circuit) => {
      // Written already, by a write whose answer was lost.
      if (circuit.probe?.holder === holder) return { circuit };
      const { kind } = standingOf(settings, circuit, order, now(), random);
      return kind === 'probe' ? takeLease(settings, circuit, holder, now()) : { circuit };
    });
    return probe?.holder === holder ? probe : undefined;
  };

  const tryEndHold = async (hold: Hold): Promise<Circuit> => {
    const end = await endOf(ports, hold);
    return shared.change((circuit) => {
      // An operator may have begun another one meanwhile, of which this says nothing.
      if (!isSame(hold, circuit.block)) return { circuit };
      return end ? endHold(circuit, end, now()) : afterIdleProbe(settings, circuit, now());
    });
  };

  return async (order: string): Promise<Lease | undefined> => {
    const lease = await take(order);
    const { block } = shared.seen();
    if (lease === undefined || block?.kind !== 'hold') return lease;
    const { probe } = await tryEndHold(block);
    return probe?.holder === lease.holder ? lease : undefined;
  };
};

/** Why it is over; undefined while it goes on. */
const endOf = async (
  { readSecretVersion, now }: Pick<GuardPorts, 'readSecretVersion' | 'now'>,
  { until, secretVersion }: Hold,
): Promise<'end-time' | 'secret' | undefined> => {
  if (until !== undefined && until <= now()) {
    return 'end-time';
  }
  // What cannot be read has not changed as far as anybody knows.
  const version = (await readSecretVersion().catch(() => undefined)) ?? secretVersion;
  const ended = version !== secretVersion;
  return ended ? 'secret' : undefined;
};

const isSame = (hold: Hold, block: Block | undefined): boolean =>
  block?.kind === 'hold' && block.since === hold.since && block.cause === hold.cause;
