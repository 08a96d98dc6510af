/**
 * The circuit as one environment sees it: a memory of the item that is read again when it is too old,
 * and changes that are decided on what is there when they are written.
 */
import type { CircuitSettings } from '../config/circuit-policy.ts';
import { type Circuit, type CircuitChange, parseCircuit, type Transition } from './circuit.ts';

export type CircuitPorts = {
  /** The circuit's item, consistently; undefined where there is none. Throws if it cannot be read. */
  readonly read: () => Promise<unknown>;
  /** Writes only if the item still has this revision (of whatever type), or none. */
  readonly replace: (circuit: Circuit, revision: unknown) => Promise<'written' | 'overtaken'>;
  readonly tell: (change: CircuitChange) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
};

export type SharedCircuit = {
  /** What somebody has just read, so that it need not be read again. */
  readonly refresh: (item: unknown) => void;
  /** As it was at most `cacheMillis` ago. */
  readonly look: () => Promise<Circuit>;
  /** As it was last seen, however long ago. */
  readonly seen: () => Circuit;
  /**
   * Decides on what is there, and writes it; returning the same circuit writes nothing.
   *
   * @throws Error where the table is out of reach, or others write all the time.
   */
  readonly change: (decide: (circuit: Circuit) => Transition) => Promise<Circuit>;
};

/** Others may write in between; each of them writes at most a few times a second. */
const triesMax = 6;

export const makeSharedCircuit = (
  { cacheMillis }: Pick<CircuitSettings, 'cacheMillis'>,
  ports: CircuitPorts,
): SharedCircuit => {
  const memory = makeMemory(ports, cacheMillis);
  /** One change at a time: an environment does not overtake itself. */
  let tail: Promise<unknown> = Promise.resolve();

  const tryChange = async (decide: (circuit: Circuit) => Transition): Promise<Circuit> => {
    await memory.look();
    for (let attempt = 0; attempt < triesMax; attempt++) {
      const { circuit: before, revision } = memory.known();
      const { circuit, change } = decide(before);
      if (circuit === before) return before;
      if ((await ports.replace(circuit, revision)) === 'written') {
        if (change) ports.tell(change);
        return memory.remember(circuit, nextRevision(revision));
      }
      await memory.read();
    }
    throw new Error(`the circuit was changed by others ${triesMax} times`);
  };

  return {
    refresh: memory.refresh,
    look: memory.look,
    seen: () => memory.known().circuit,
    change: (decide) => {
      const changed = tail.then(() => tryChange(decide));
      tail = changed.catch(() => undefined);
      return changed;
    },
  };
};

/** What was read or written last, and when. */
const makeMemory = ({ read, now }: CircuitPorts, cacheMillis: number) => {
  let known = { circuit: parseCircuit(undefined), revision: undefined as unknown };
  let knownAt = Number.NEGATIVE_INFINITY;

  const remember = (circuit: Circuit, revision: unknown): Circuit => {
    known = { circuit, revision };
    knownAt = now();
    return circuit;
  };
  const refresh = (item: unknown): Circuit => remember(parseCircuit(item), revisionOf(item));
  // A clock that was set back must not make an old reading look new for ever.
  const isFresh = (): boolean => Math.abs(now() - knownAt) <= cacheMillis;
  const readNow = async (): Promise<Circuit> => refresh(await read());
  return {
    known: () => known,
    remember,
    refresh,
    read: readNow,
    look: async (): Promise<Circuit> => (isFresh() ? known.circuit : readNow()),
  };
};

const revisionOf = (item: unknown): unknown =>
  typeof item === 'object' && item !== null && 'revision' in item ? item.revision : undefined;

/** Of an item that nobody can read, too: whatever its revision was, the next one is a number. */
export const nextRevision = (revision: unknown): number =>
  typeof revision === 'number' && Number.isSafeInteger(revision) ? revision + 1 : 1;
