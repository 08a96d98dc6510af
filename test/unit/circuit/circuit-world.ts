/**
 * Environments around one circuit item, with a clock that is set by hand, chance that is given, and a
 * table that fails before or after the effect.
 */
import type { CircuitChange } from '../../../lib/circuit/circuit.ts';
import { makeCircuitGuard } from '../../../lib/circuit/guard.ts';
import { type CircuitPorts, makeSharedCircuit } from '../../../lib/circuit/shared-circuit.ts';
import { circuitSchema } from '../../../lib/config/circuit-policy.ts';
import { makeFakeCircuitItem } from '../../fakes/circuit-item.ts';
import { start } from './circuits.ts';

/**
 * `lost`: written, and the client gives up; `sent-again`: written, the answer is lost, and the client's
 * own second try finds the revision changed.
 */
export type WriteFault = 'away' | 'lost' | 'sent-again';

export const makeCircuitWorld = (given: Parameters<typeof circuitSchema.parse>[0] = {}) => {
  const settings = circuitSchema.parse(given);
  const item = makeFakeCircuitItem();
  const told: CircuitChange[] = [];
  let now = start;
  let random = 0;
  let holders = 0;
  let secretVersion: string | undefined = 'v1';
  let secretReads = 0;
  let secretAway = false;
  let readsAway = false;
  const writeFaults: WriteFault[] = [];

  const replace: CircuitPorts['replace'] = async (circuit, revision) => {
    const fault = writeFaults.shift();
    if (fault === 'away') throw new Error('away');
    const answer = await item.replace(circuit, revision);
    if (fault === 'lost') throw new Error('the answer is lost');
    return fault === 'sent-again' ? item.replace(circuit, revision) : answer;
  };
  const ports: CircuitPorts = {
    read: async () => {
      if (readsAway) throw new Error('away');
      return item.read();
    },
    replace,
    tell: (change) => told.push(change),
    now: () => now,
  };

  return {
    settings,
    item,
    /** Every change that was told, by whichever environment. */
    told,
    kinds: () => told.map(({ kind }) => kind),
    ports,
    environment: () =>
      makeCircuitGuard(settings, {
        ...ports,
        random: () => random,
        makeHolder: () => `h${holders++}`,
        readSecretVersion: async () => {
          secretReads += 1;
          if (secretAway) throw new Error('away');
          return secretVersion;
        },
      }),
    shared: (own: Partial<CircuitPorts> = {}) => makeSharedCircuit(settings, { ...ports, ...own }),
    now: () => now,
    pass: (seconds: number) => {
      now += seconds * 1_000;
    },
    setChance: (share: number) => {
      random = share;
    },
    setSecret: (version: string | undefined) => {
      secretVersion = version;
    },
    secretReads: () => secretReads,
    setAway: (what: { readonly secret?: boolean; readonly reads?: boolean }) => {
      secretAway = what.secret ?? secretAway;
      readsAway = what.reads ?? readsAway;
    },
    /** What the next writes meet, one each. */
    faults: (...next: WriteFault[]) => writeFaults.push(...next),
  };
};
export type CircuitWorld = ReturnType<typeof makeCircuitWorld>;
export type Environment = ReturnType<CircuitWorld['environment']>;

/** Three orders fail: the circuit is open, by one environment that is nobody else. */
export const openCircuit = async (world: CircuitWorld): Promise<void> => {
  const environment = world.environment();
  for (const order of ['o1', 'o2', 'o3']) {
    await environment.learn({ kind: 'failure', order, nextTryAt: world.now(), told: true });
  }
};
