/**
 * Plants one mistake after the other and runs seeds until one of them breaks an invariant.
 *
 * A seed counts only if it is good without the mistake: else it would show nothing about it.
 */

import type { SeedRange } from '../cli/options.ts';
import { HarnessFailed, type Pool } from '../cli/pool.ts';
import type { Violation } from '../contracts.ts';
import type { KnownSeeds } from './known-seeds.ts';
import type { Mistake } from './mistake.ts';

export type Verdict = { readonly mistake: Mistake; readonly millis: number } & (
  | {
      readonly kind: 'caught';
      readonly seed: number;
      readonly violation: Violation;
      /** Seeds run until then, this one included. */
      readonly seeds: number;
    }
  /** Of these `spoiled` ones failed, but without the mistake as well. */
  | { readonly kind: 'not-caught'; readonly seeds: number; readonly spoiled: number }
  /** It does not apply, or stops the program instead of breaking a promise. */
  | { readonly kind: 'unusable'; readonly reason: string }
);

export type MistakePorts = {
  /** A thread of its own with this mistake planted. */
  readonly plant: (mistake: Mistake) => Pick<Pool, 'run' | 'close'>;
  /** Threads with the source as it is. */
  readonly sound: Pick<Pool, 'run'>;
  /** Tried first: what caught a mistake of this name the last time. */
  readonly known: KnownSeeds;
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
  const isGoodWithout = rememberGood(ports.sound);
  const lane = async (): Promise<void> => {
    for (let mistake = left.shift(); mistake !== undefined; mistake = left.shift()) {
      const verdict = await judge(ports, mistake, range, isGoodWithout);
      verdicts.set(mistake, verdict);
      ports.observe(verdict);
    }
  };
  await Promise.all(Array.from({ length: ports.lanes }, lane));
  return mistakes.flatMap((mistake) => verdicts.get(mistake) ?? []);
};

type IsGood = (seed: number) => Promise<boolean>;

/** Asked once per seed, however many mistakes it catches. */
const rememberGood = (sound: MistakePorts['sound']): IsGood => {
  const known = new Map<number, Promise<boolean>>();
  return (seed) => {
    const good =
      known.get(seed) ?? sound.run({ seed }).then(({ violations }) => violations.length === 0);
    known.set(seed, good);
    return good;
  };
};

const seedsFor = (
  { name }: Mistake,
  { from, count }: SeedRange,
  known: KnownSeeds,
): readonly number[] => {
  const first = known[name];
  const all = Array.from({ length: count }, (_, index) => from + index);
  return first === undefined ? all : [first, ...all.filter((seed) => seed !== first)];
};

const judge = async (
  ports: MistakePorts,
  mistake: Mistake,
  range: SeedRange,
  isGoodWithout: IsGood,
): Promise<Verdict> => {
  const startedAt = ports.now();
  const pool = ports.plant(mistake);
  const finish = <Rest>(rest: Rest) => ({ mistake, millis: ports.now() - startedAt, ...rest });
  let spoiled = 0;
  try {
    for (const [index, seed] of seedsFor(mistake, range, ports.known).entries()) {
      const seeds = index + 1;
      const [violation] = (await pool.run({ seed })).violations;
      if (violation === undefined) continue;
      if (await isGoodWithout(seed))
        return finish({ kind: 'caught', seed, violation, seeds } as const);
      spoiled += 1;
    }
    return finish({ kind: 'not-caught', seeds: range.count, spoiled } as const);
  } catch (error) {
    if (!(error instanceof HarnessFailed)) throw error;
    return finish({ kind: 'unusable', reason: error.message } as const);
  } finally {
    await pool.close();
  }
};
