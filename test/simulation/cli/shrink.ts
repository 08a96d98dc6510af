/**
 * The shortest list of faults and plan parts with which a seed still breaks the same invariant.
 *
 * Delta debugging (Zeller, Hildebrandt: ddmin): pieces are taken away, large ones first, as long as
 * the run still fails in the same way. A decision about a fault has a stable name, so that taking one
 * away leaves the others what they were.
 */
import type { RunOptions, SeedResult, Violation } from '../contracts.ts';

export type ShrinkBounds = { readonly runsMax: number; readonly millisMax: number };

export type Shrunk = {
  /** The run with what is left, its story included. */
  readonly result: SeedResult;
  readonly violation: Violation;
  /** What had to stay. */
  readonly faults: readonly string[];
  readonly parts: readonly string[];
  /** Plan parts that are left out. */
  readonly without: readonly string[];
  readonly before: { readonly faults: number; readonly parts: number };
  readonly runs: number;
  readonly millis: number;
  /** False where a bound ended it: there may be a shorter list. */
  readonly complete: boolean;
};

export type RunOne = (options: RunOptions, withStory: boolean) => Promise<SeedResult>;

type Piece = { readonly kind: 'fault' | 'part'; readonly id: string };

/** @param failed - the run of the whole plan, which has a violation. */
export const shrink = async (
  failed: SeedResult,
  runOne: RunOne,
  bounds: ShrinkBounds,
  now: () => number,
): Promise<Shrunk> => {
  const startedAt = now();
  let runs = 0;
  const isOver = () => runs >= bounds.runsMax || now() - startedAt >= bounds.millisMax;

  /** What is left of these pieces where they still fail: what was never met had no part in it. */
  const stillFails: StillFails = async (kept) => {
    runs += 1;
    const result = await runOne(optionsFor(failed, kept), false);
    if (!isSameFailure(failed, result)) return undefined;
    const met = new Set(result.faults.map(({ id }) => id));
    return kept.filter(({ kind, id }) => kind === 'part' || met.has(id));
  };

  const all = piecesOf(failed);
  const kept = await reduce(all, stillFails, isOver);
  const complete = !isOver();
  const { result, violation } = await tellStory(failed, optionsFor(failed, kept), runOne);
  return {
    ...{ result, violation, complete, runs: runs + 1, millis: now() - startedAt },
    ...{ faults: idsOf(kept, 'fault'), parts: idsOf(kept, 'part') },
    without: withoutOf(failed, kept),
    before: { faults: idsOf(all, 'fault').length, parts: idsOf(all, 'part').length },
  };
};

const isSameFailure = (failed: SeedResult, result: SeedResult): boolean =>
  failed.violations[0]?.invariant === result.violations[0]?.invariant;

/** @throws Error where the same seed with the same options ends differently this time. */
const tellStory = async (failed: SeedResult, options: RunOptions, runOne: RunOne) => {
  const result = await runOne(options, true);
  const [violation] = result.violations;
  if (violation !== undefined && isSameFailure(failed, result)) return { result, violation };
  const [first] = failed.violations;
  throw new Error(`seed ${failed.seed} broke ${first?.invariant ?? 'nothing'}, but not every time`);
};

/** Parts first: one that goes takes many faults with it. */
const piecesOf = ({ planParts, faults }: SeedResult): readonly Piece[] => [
  ...planParts.map((id) => ({ kind: 'part', id }) as const),
  ...[...new Set(faults.map(({ id }) => id))].map((id) => ({ kind: 'fault', id }) as const),
];

const idsOf = (pieces: readonly Piece[], kind: Piece['kind']): readonly string[] =>
  pieces.filter((piece) => piece.kind === kind).map(({ id }) => id);

const withoutOf = ({ planParts }: SeedResult, kept: readonly Piece[]): readonly string[] => {
  const parts = new Set(idsOf(kept, 'part'));
  return planParts.filter((part) => !parts.has(part));
};

const optionsFor = (failed: SeedResult, kept: readonly Piece[]): RunOptions => ({
  only: new Set(idsOf(kept, 'fault')),
  without: new Set(withoutOf(failed, kept)),
});

type StillFails = (kept: readonly Piece[]) => Promise<readonly Piece[] | undefined>;

/** Passes with ever smaller chunks; the last one has found nothing that could go by itself. */
const reduce = async (
  all: readonly Piece[],
  stillFails: StillFails,
  isOver: () => boolean,
): Promise<readonly Piece[]> => {
  const none = await stillFails([]);
  if (none !== undefined) return none;
  let kept = all;
  let size = Math.ceil(all.length / 2);
  while (!isOver()) {
    const left = await pass(kept, size, stillFails, isOver);
    if (size === 1 && left.length === kept.length) return left;
    kept = left;
    size = Math.max(1, Math.ceil(size / 2));
    if (kept.length < 2) return kept;
  }
  return kept;
};

/** Tries each chunk in turn. A piece alone is left: without any the run is known to be good. */
const pass = async (
  pieces: readonly Piece[],
  size: number,
  stillFails: StillFails,
  isOver: () => boolean,
): Promise<readonly Piece[]> => {
  let kept = pieces;
  let start = 0;
  while (start < kept.length && kept.length > 1 && !isOver()) {
    const before = new Set(kept.slice(0, start));
    const left = await stillFails([...before, ...kept.slice(start + size)]);
    if (left === undefined) start += size;
    else {
      kept = left;
      start = left.filter((piece) => before.has(piece)).length;
    }
  }
  return kept;
};
