/**
 * What a function in an environment is given beside AWS and the WMS: its clock, its chance, and listeners
 * for all that it tells. Whatever is told is looked through for personal data.
 */
import type { SQSEvent } from 'aws-lambda';
import type { CircuitChange } from '../../../lib/circuit/circuit.ts';
import type { StageReport } from '../../../lib/order/stage-report.ts';
import type { Environment } from '../contracts.ts';
import { hex } from '../engine/draw.ts';
import type { Engine } from '../engine/engine.ts';
import type { Tell } from './world-events.ts';

export type Edges = {
  readonly own: (environment: Environment) => OwnEdges;
  /** A cold start of deliver-order, and each of its invocations. */
  readonly start: (environment: Environment) => void;
  readonly invoke: (environment: Environment, event: SQSEvent) => void;
};
export type OwnEdges = ReturnType<ReturnType<typeof makeOwnEdges>>;

export const makeEdges = (engine: Pick<Engine, 'draw'>, tell: Tell): Edges => ({
  own: makeOwnEdges(engine, tell),
  start: ({ id }) => tell({ kind: 'started', environment: id }),
  invoke: ({ id }, { Records }) =>
    tell({
      kind: 'invoked',
      environment: id,
      messages: Records.map(({ messageId }) => messageId),
    }),
});

const makeOwnEdges =
  ({ draw }: Pick<Engine, 'draw'>, tell: Tell) =>
  (environment: Environment) => {
    let drawn = 0;
    const next = () => {
      drawn += 1;
      return `chance/${environment.id}/${drawn}`;
    };
    const say = (facts: object, orderId: string | null = null) =>
      tell({ kind: 'told', environment: environment.id, facts, orderId });
    return {
      now: () => Date.now(),
      wait: (millis: number) => new Promise<void>((resolve) => setTimeout(resolve, millis)),
      random: () => draw(next()),
      randomHex: (bytes: number) => hex(draw, next(), bytes),
      report: (report: StageReport) => say(report, report.orderId),
      observeAttempt: (outcome: string, millis: number) => say({ outcome, millis }),
      tellHideFailure: (failure: object) => say({ hideFailure: failure }),
      tellCircuit: (change: CircuitChange) => tell({ kind: 'told-circuit', change }),
      tell: (line: object) => say({ reconciliation: line }),
      audit: (request: object) => say({ audit: request }),
    };
  };
