import { beforeAll, describe, expect, it } from 'vitest';
import type { CircuitChange } from '../../../lib/circuit/circuit.ts';
import { shortOf, type Told, tellAll } from './told.ts';

/** Every change, what its line says besides what all say, and the metrics that it implies. */
const cases: readonly (readonly [CircuitChange, metrics: readonly string[]])[] = [
  [{ kind: 'opened', by: 'orders', orders: 3 }, ['CircuitOpened 1']],
  [{ kind: 'opened', by: 'rate', orders: 4 }, ['CircuitOpened 1']],
  [{ kind: 'probe-failed', seconds: 12 }, ['ProbesFailed 1']],
  [{ kind: 'paused', seconds: 30 }, ['CircuitPaused 1']],
  [{ kind: 'pause-ended', seconds: 31 }, []],
  [{ kind: 'closed', by: 'success', seconds: 300 }, ['CircuitClosed 1']],
  [{ kind: 'closed', by: 'operator', seconds: 300 }, ['CircuitClosed 1']],
  [{ kind: 'held', cause: 'credentials' }, ['CircuitHeld 1', 'CircuitHeld 1 cause=credentials']],
  [{ kind: 'held', cause: 'forbidden' }, ['CircuitHeld 1', 'CircuitHeld 1 cause=forbidden']],
  [
    { kind: 'held', cause: 'operator', reason: 'maintenance' },
    ['CircuitHeld 1', 'CircuitHeld 1 cause=operator'],
  ],
  [{ kind: 'hold-ended', by: 'secret', cause: 'credentials', seconds: 90 }, []],
  [{ kind: 'hold-ended', by: 'end-time', cause: 'operator', seconds: 90 }, []],
];

let told: readonly Told[] = [];
let together: Told | undefined;
beforeAll(async () => {
  const scenarios = cases.map(([change]) => ({ changes: [change] }));
  const changes = cases.map(([change]) => change);
  told = await tellAll([...scenarios, { changes }]);
  together = told.at(-1);
});

describe('a change of the circuit', () => {
  it.each(cases.map(([change], index) => [JSON.stringify(change), index] as const))(
    '%s is one line with all that a line must have',
    (_, index) => {
      const { kind, ...facts } = cases[index]?.[0] ?? { kind: 'none' };
      expect(told[index]?.logs.filter(({ correlation_id }) => correlation_id)).toEqual([
        {
          level: 'WARN',
          message: `circuit.${kind.replace('-', '_')}`,
          timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
          service: 'deliver-order',
          deployment: 'production',
          version: '1.2.3',
          correlation_id: 'circuit',
          shopify_order_id: null,
          attempt: 0,
          ...facts,
        },
      ]);
    },
  );

  it.each(
    cases.map(([change, metrics], index) => [JSON.stringify(change), metrics, index] as const),
  )('%s is counted as %j', (_, metrics, index) => {
    const one = told[index];
    expect(one && shortOf(one).toSorted()).toEqual(metrics);
  });

  it('is counted with the function and the deployment, apart by cause', () => {
    expect(together?.metrics).toHaveLength(8);
    for (const { dimensions, namespace, unit } of together?.metrics ?? []) {
      const { cause: _cause, ...common } = dimensions;
      expect([namespace, unit, common]).toEqual([
        'ShopifyWmsBridge',
        'Count',
        { service: 'deliver-order', deployment: 'production' },
      ]);
    }
  });
});
