/** What the circuit's item promises, for the fake as for DynamoDB. */
import { describe, expect, it } from 'vitest';
import { type Circuit, closedCircuit } from '../../lib/circuit/circuit.ts';
import type { CircuitPorts } from '../../lib/circuit/shared-circuit.ts';

export type CircuitItem = Pick<CircuitPorts, 'read' | 'replace'> & {
  /** Puts any item there, as a person or another release may have done. */
  readonly put: (item: Readonly<Record<string, unknown>>) => Promise<void>;
};

/** Every part that a circuit can have. */
const held: Circuit = {
  served: 1_795_341_600_000,
  servedOrder: 'demo.myshopify.com/1',
  watchUntil: 1_795_342_500_000,
  failures: [{ order: 'demo.myshopify.com/2', at: 1_795_341_601_000, served: 1_795_341_600_000 }],
  forbidden: [{ order: 'demo.myshopify.com/3', at: 1_795_341_602_000, served: 0 }],
  block: {
    kind: 'hold',
    since: 1_795_341_603_000,
    nextProbeAt: 1_795_341_608_000.5,
    cause: 'operator',
    secretVersion: 'v1',
    reason: 'maintenance',
    until: 1_795_345_200_000,
  },
  probe: { holder: 'a1b2', until: 1_795_341_611_000 },
  closedAt: 1_795_341_500_000,
};
const revisionOf = (item: unknown): unknown =>
  typeof item === 'object' && item !== null && 'revision' in item ? item.revision : undefined;

export const describeCircuitItem = (name: string, make: () => Promise<CircuitItem>) => {
  describe(`the circuit's item (${name})`, () => {
    it('is nothing as long as nobody has written it', async () => {
      expect(await (await make()).read()).toBeUndefined();
    });

    it('gives back the whole circuit, with a revision', async () => {
      const item = await make();
      expect(await item.replace(held, undefined)).toBe('written');
      expect(await item.read()).toEqual({ id: 'circuit', ...held, revision: 1 });
    });

    it('is written first only where there is none', async () => {
      const item = await make();
      expect(await item.replace(held, undefined)).toBe('written');
      expect(await item.replace(closedCircuit, undefined)).toBe('overtaken');
      expect(await item.read()).toMatchObject({ ...held, revision: 1 });
    });

    it('is replaced as a whole on the revision that was read, and gets the next one', async () => {
      const item = await make();
      await item.replace(held, undefined);
      expect(await item.replace(closedCircuit, 1)).toBe('written');
      expect(await item.read()).toEqual({ id: 'circuit', ...closedCircuit, revision: 2 });
    });

    it.each([0, 2, 1.5, '1', null, [1], { n: 1 }])(
      'is not replaced on the revision %j where it has another',
      async (revision) => {
        const item = await make();
        await item.replace(held, undefined);
        expect(await item.replace(closedCircuit, revision)).toBe('overtaken');
        expect(await item.read()).toMatchObject({ ...held, revision: 1 });
      },
    );

    it('of twenty who have read the same is written by one', async () => {
      const item = await make();
      await item.replace(closedCircuit, undefined);
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          item.replace({ ...closedCircuit, servedOrder: `order-${n}` }, 1),
        ),
      );
      const written = answers.flatMap((answer, n) => (answer === 'written' ? [n] : []));
      expect(written).toHaveLength(1);
      expect(await item.read()).toMatchObject({ servedOrder: `order-${written[0]}`, revision: 2 });
    });

    it('is read as it was written a moment ago', async () => {
      const item = await make();
      for (let revision = 0; revision < 10; revision++) {
        await item.replace(closedCircuit, revision === 0 ? undefined : revision);
        expect(revisionOf(await item.read())).toBe(revision + 1);
      }
    });

    it.each(['one', true, null, 1.5])(
      'that nobody can read is replaced on its revision %j, and on no other',
      async (revision) => {
        const item = await make();
        await item.put({ served: 'many', revision });
        const read = revisionOf(await item.read());
        expect(await item.replace(held, 7)).toBe('overtaken');
        expect(await item.replace(held, undefined)).toBe('overtaken');
        expect(await item.replace(held, read)).toBe('written');
        expect(await item.read()).toEqual({ id: 'circuit', ...held, revision: 1 });
      },
    );

    it('without a revision is replaced as if there were none', async () => {
      const item = await make();
      await item.put({ served: 'many' });
      expect(await item.replace(held, revisionOf(await item.read()))).toBe('written');
      expect(await item.read()).toEqual({ id: 'circuit', ...held, revision: 1 });
    });
  });
};
