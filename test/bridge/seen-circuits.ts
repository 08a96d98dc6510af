/** Circuits as an operator finds them on one morning. */
import type { SeenCircuit } from '../../cdk/bridge/circuit/seen-circuit.ts';
import type { StageNames } from '../../cdk/bridge/stage-names.ts';
import { type Block, closedCircuit, type Hold } from '../../lib/circuit/circuit.ts';
import { stageNames } from './stage-outputs.ts';

export const now = Date.parse('2026-11-22T10:00:00Z');
export const past = (seconds: number): number => now - seconds * 1_000;
export const ahead = (seconds: number): number => now + seconds * 1_000;
export const local: StageNames = {
  ...stageNames,
  ...{ stage: 'local', title: 'the local stack', flag: '', production: false },
};
export const production: StageNames = {
  ...stageNames,
  ...{ stage: 'production', title: 'stage production', flag: ' --stage production' },
};
export const order = (id: number, at: number) => ({
  order: `demo.myshopify.com/${id}`,
  at,
  served: 1,
});

export const seen = (
  circuit: Partial<SeenCircuit['circuit']>,
  more: Partial<SeenCircuit> = {},
): SeenCircuit => ({
  ...{ names: local, now, unreadable: false, circuit: { ...closedCircuit, ...circuit } },
  ...more,
});

export const open: Block = { kind: 'open', since: past(305), nextProbeAt: ahead(9) };
export const paused: Block = { kind: 'paused', since: past(20), nextProbeAt: ahead(10) };
export const window: Hold = {
  ...{ kind: 'hold', cause: 'operator', since: past(7_500), nextProbeAt: past(7_495) },
  ...{ reason: 'stocktaking', until: ahead(6_900) },
};
export const refused: Hold = {
  ...{ kind: 'hold', cause: 'credentials', since: past(90_061), nextProbeAt: ahead(600) },
  secretVersion: 'v1',
};
