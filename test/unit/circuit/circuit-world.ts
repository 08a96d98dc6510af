/**
 * Environments around one circuit item, with a clock that is set by hand, and a table that fails before
 * or after the effect.
 */
import type { CircuitChange } from '../../../lib/circuit/circuit.ts';
import { makeCircuitGuard } from '../../../lib/circuit/guard.ts';
import { type CircuitPorts, makeSharedCircuit } from '../../../lib/circuit/shared-circuit.ts';
import { circuitSchema } from '../../../lib/config/circuit-policy.ts';
import { makeFakeCircuitItem } from '../../fakes/circuit-item.ts';
import { never, start } from './circuits.ts';

/**
 * `lost`: written, and the client gives up; `sent-again`: written, the answer is lost, and the client's
 * own second try finds the revision changed.
 */
export type WriteFault = 'away' | 'lost' | 'sent-again';

/** The secret's version as Secrets Manager says it; others may act while it is asked. */
const makeSecret = () => {
  let version: string | undefined = 'v1';
  let reads = 0;
  let meanwhile: (() => Promise<unknown>) | undefined;
  return {
    readSecretVersion: async (): Promise<string | undefined> => {
      reads += 1;
      await meanwhile?.();
      return version;
    },
    setSecret: (next: string | undefined) => {
      version = next;
    },
    secretReads: () => reads,
    /** What others do between the asking for the version and the answer; a rejection is the answer. */
    whileSecretIsRead: (work: () => Promise<unknown>) => {
      meanwhile = work;
    },
  };
};

export const makeCircuitWorld = (given: Parameters<typeof circuitSchema.parse>[0] = {}) => {
  const settings = circuitSchema.parse(given);
  const item = makeFakeCircuitItem();
  const { readSecretVersion, ...secret } = makeSecret();
  const told: CircuitChange[] = [];
  const writeFaults: WriteFault[] = [];
  let time = start;
  let holders = 0;
  let readsAway = false;
  const now = () => time;

  const ports: CircuitPorts = {
    read: async () => {
      if (readsAway) throw new Error('away');
      return item.read();
    },
    replace: async (circuit, revision) => {
      const fault = writeFaults.shift();
      if (fault === 'away') throw new Error('away');
      const answer = await item.replace(circuit, revision);
      if (fault === 'lost') throw new Error('the answer is lost');
      return fault === 'sent-again' ? item.replace(circuit, revision) : answer;
    },
    tell: (change) => told.push(change),
    now,
  };
  const makeHolder = () => `h${holders++}`;

  return {
    ...secret,
    settings,
    item,
    now,
    /** Every change that was told, by whichever environment. */
    told,
    kinds: () => told.map(({ kind }) => kind),
    environment: () =>
      makeCircuitGuard(settings, { ...ports, random: never, makeHolder, readSecretVersion }),
    shared: (own: Partial<CircuitPorts> = {}) => makeSharedCircuit(settings, { ...ports, ...own }),
    pass: (seconds: number) => {
      time += seconds * 1_000;
    },
    setReadsAway: (away: boolean) => {
      readsAway = away;
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
