/** The circuit as one environment has it, over an item that the test gives; quiet unless told otherwise. */
import { type GuardPorts, makeCircuitGuard } from '../../lib/circuit/guard.ts';
import { type CircuitSettings, circuitSchema } from '../../lib/config/circuit-policy.ts';

let holders = 0;

export const circuitOver = (
  item: Pick<GuardPorts, 'read' | 'replace'>,
  given: Partial<GuardPorts> & Pick<GuardPorts, 'now'>,
  settings: Partial<CircuitSettings> = {},
) =>
  makeCircuitGuard(circuitSchema.parse(settings), {
    ...item,
    readSecretVersion: async () => undefined,
    tell: () => {},
    random: () => 0.5,
    makeHolder: () => {
      holders += 1;
      return `holder-${holders}`;
    },
    ...given,
  });
