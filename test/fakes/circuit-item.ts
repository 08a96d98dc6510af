/** The circuit's item in memory, with the condition that DynamoDB checks on every write. */
import { isDeepStrictEqual } from 'node:util';
import { type CircuitPorts, nextRevision } from '../../lib/circuit/shared-circuit.ts';

export type FakeCircuitItem = Pick<CircuitPorts, 'read' | 'replace'> & {
  /** Puts any item there, as a person or an older release may have done. */
  readonly put: (item: Readonly<Record<string, unknown>>) => Promise<void>;
  /** How often it was read and written so far. */
  readonly calls: () => { readonly reads: number; readonly writes: number };
};

export const makeFakeCircuitItem = (): FakeCircuitItem => {
  let item: Readonly<Record<string, unknown>> | undefined;
  let reads = 0;
  let writes = 0;
  return {
    read: async () => {
      reads += 1;
      return structuredClone(item);
    },
    replace: async (circuit, revision) => {
      writes += 1;
      if (!isDeepStrictEqual(item?.['revision'], revision)) return 'overtaken';
      item = structuredClone({ id: 'circuit', ...circuit, revision: nextRevision(revision) });
      return 'written';
    },
    put: async (next) => {
      item = structuredClone({ id: 'circuit', ...next });
    },
    calls: () => ({ reads, writes }),
  };
};
