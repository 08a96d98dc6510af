/** Circuits as data, valid by default; and a start of time that all tests share. */
import {
  type Circuit,
  closedCircuit,
  type FailureEntry,
  type Hold,
} from '../../../lib/circuit/circuit.ts';
import { circuitSchema } from '../../../lib/config/circuit-policy.ts';

export const settings = circuitSchema.parse({});
export const start = Date.UTC(2026, 10, 22, 10);
export const second = 1_000;
export const minute = 60_000;
export const hour = 3_600_000;

/** What computing with fractions of a second may add. */
export const rounding = 1e-6;

export const never = () => 0;
export const almostOne = () => 1 - Number.EPSILON;

export const entry = (order: string, at = start): FailureEntry => ({ order, at, served: start });

/** Watched for an hour from the start on, and nothing stands in the way. */
export const watched = (given: Partial<Circuit> = {}): Circuit => ({
  ...closedCircuit,
  served: start,
  watchUntil: start + hour,
  ...given,
});

/** Open since the start, the first probe due five seconds later. */
export const open = (given: Partial<Circuit> = {}): Circuit =>
  watched({ block: { kind: 'open', since: start, nextProbeAt: start + 5 * second }, ...given });

export const paused = (seconds: number, given: Partial<Circuit> = {}): Circuit =>
  watched({
    block: { kind: 'paused', since: start, nextProbeAt: start + seconds * second },
    ...given,
  });

export const onHold = (hold: Partial<Hold> = {}, given: Partial<Circuit> = {}): Circuit =>
  watched({
    block: {
      kind: 'hold',
      since: start,
      nextProbeAt: start + 5 * second,
      cause: 'credentials',
      secretVersion: 'v1',
      ...hold,
    },
    ...given,
  });

/** A lease of somebody else, which ends after so many seconds. */
export const leased = (seconds: number) => ({ holder: 'h-other', until: start + seconds * second });
