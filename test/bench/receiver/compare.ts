/**
 * Times two contestants on the same work, turn by turn in one process, so that whatever slows the machine
 * slows both. Who goes first changes with every turn.
 */
import type { Contestant } from './contestants.ts';

export type Timing = {
  /** Microseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly perSecond: number;
};
export type Comparison = {
  readonly rounds: number;
  readonly ours: Timing;
  readonly theirs: Timing;
  /** How many times as fast we are, by the medians. */
  readonly ratio: number;
};

/** Before anything counts, so that both are compiled. */
const warmingShare = 0.3;

const timingOf = (micros: readonly number[]): Timing => {
  const sorted = micros.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
  const total = micros.reduce((sum, one) => sum + one, 0);
  return { p50: at(0.5), p99: at(0.99), perSecond: (micros.length * 1e6) / total };
};

export const compare = async (
  text: string,
  rounds: number,
  ours: Contestant,
  theirs: Contestant,
): Promise<Comparison> => {
  const micros = { ours: [] as number[], theirs: [] as number[] };
  const turn = async (name: keyof typeof micros, contestant: Contestant, counts: boolean) => {
    const begun = performance.now();
    await contestant(text);
    if (counts) micros[name].push((performance.now() - begun) * 1_000);
  };
  const warming = Math.ceil(rounds * warmingShare);
  for (let round = -warming; round < rounds; round += 1) {
    const first = round % 2 === 0;
    if (first) await turn('ours', ours, round >= 0);
    await turn('theirs', theirs, round >= 0);
    if (!first) await turn('ours', ours, round >= 0);
  }
  const [mine, their] = [timingOf(micros.ours), timingOf(micros.theirs)];
  return { rounds, ours: mine, theirs: their, ratio: their.p50 / mine.p50 };
};
