/**
 * Plants one mistake after the other and runs seeds until one of them breaks an invariant.
 *
 * A seed counts only if it is good without the mistake: else it would show nothing about it.
 */

import type { SeedRange } from '../cli/options.ts';
import { HarnessFailed, type Pool } from '../cli/pool.ts';
import type { SeedResult, Violation } from '../contracts.ts';
import type { Mistake } from './mistake.ts';

export type Verdict = { readonly mistake: Mistake; readonly millis: number } & (
  | {
      readonly kind: 'caught';
      readonly seed: number;
      readonly violation: Violation;
      /** Seeds run until then, this one included. */
      readonly seeds: number;
    }
  | { readonly kind: 'not-caught'; readonly seeds: number }
  /** The same seed fails without the mistake. */
  | { readonly kind: 'fails-anyway'; readonly seed: number; readonly invariant: string }
  /** It does not apply, or stops the program instead of breaking a promise. */
  | { readonly kind: 'unusable'; readonly reason: string }
);

export type MistakePorts = {
  /** A thread of its own with this mistake planted. */
  readonly plant: (mistake: Mistake) => Pick<Pool, 'run' | 'close'>;
  /** Threads with the source as it is. */
  readonly sound: Pick<Pool, 'run'>;
  readonly lanes: number;
  /** Milliseconds, of any origin. */
  readonly now: () => number;
  readonly observe: (verdict: Verdict) => void;
};

export const runMistakes = async (
  ports: MistakePorts,
  mistakes: readonly Mistake[],
  range: SeedRange,
): Promise<readonly Verdict[]> => {
  const verdicts = new Map<Mistake, Verdict>();
  const left = [...mistakes];
  const lane = async (): Promise<void> => {
    for (let mistake = left.shift(); mistake !== undefined; mistake = left.shift()) {
      const verdict = await judge(ports, mistake, range);
      verdicts.set(mistake, verdict);
      ports.observe(verdict);
    }
  };
  await Promise.all(Array.from({ length: ports.lanes }, lane));
  return mistakes.flatMap((mistake) => verdicts.get(mistake) ?? []);
};

const judge = async (ports: MistakePorts, mistake: Mistake, range: SeedRange): Promise<Verdict> => {
  const startedAt = ports.now();
  const pool = ports.plant(mistake);
  const finish = <Rest>(rest: Rest) => ({ mistake, millis: ports.now() - startedAt, ...rest });
  try {
    for (let seeds = 1; seeds <= range.count; seeds++) {
      const seed = range.from + seeds - 1;
      const { violations }: SeedResult = await pool.run({ seed });
      const [violation] = violations;
      if (violation === undefined) continue;
      const [anyway] = (await ports.sound.run({ seed })).violations;
      return anyway === undefined
        ? finish({ kind: 'caught', seed, violation, seeds } as const)
        : finish({ kind: 'fails-anyway', seed, invariant: anyway.invariant } as const);
    }
    return finish({ kind: 'not-caught', seeds: range.count } as const);
  } catch (error) {
    if (!(error instanceof HarnessFailed)) throw error;
    return finish({ kind: 'unusable', reason: error.message } as const);
  } finally {
    await pool.close();
  }
};
