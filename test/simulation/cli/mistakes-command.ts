/** `simulate --mistakes`: each must be caught, and the table says by what. */

import { type KnownSeeds, readKnownSeeds, writeKnownSeeds } from '../mistakes/known-seeds.ts';
import type { Mistake } from '../mistakes/mistake.ts';
import { runMistakes, type Verdict } from '../mistakes/run-mistakes.ts';
import type { CommandPorts, ExitCode } from './command.ts';
import type { MistakesOptions } from './options.ts';
import { makeProgress } from './progress.ts';
import { commandOf } from './replay.ts';
import { type Cell, countText, numberText, renderTable, spanText } from './table.ts';

export const mistakesCommand = async (
  { startPool, now, tell, progress: output, knownSeeds }: CommandPorts,
  { range, workers, known, remember }: MistakesOptions,
  mistakes: readonly Mistake[],
): Promise<ExitCode> => {
  const startedAt = now();
  const progress = makeProgress(output, 'mistakes');
  const sound = startPool(1);
  let [done, failing] = [0, 0];
  try {
    const verdicts = await runMistakes(
      {
        plant: (mistake) => startPool(1, mistake),
        ...{ sound, lanes: workers, now, known: known ? readKnownSeeds(knownSeeds) : {} },
        observe: (verdict) => {
          done += 1;
          if (verdict.kind !== 'caught') failing += 1;
          const millis = now() - startedAt;
          progress.show({ done, failing, millis, total: mistakes.length });
          const { mistake, ...facts } = verdict;
          tell({ type: 'mistake', name: mistake.name, ...facts }, []);
        },
      },
      mistakes,
      range,
    );
    progress.clear();
    if (remember) {
      writeKnownSeeds(knownSeeds, { ...readKnownSeeds(knownSeeds), ...caughtBy(verdicts) });
    }
    return sumUp(tell, verdicts, now() - startedAt);
  } finally {
    await sound.close();
  }
};

const caughtBy = (verdicts: readonly Verdict[]): KnownSeeds =>
  Object.fromEntries(
    verdicts.flatMap((verdict) =>
      verdict.kind === 'caught' ? [[verdict.mistake.name, verdict.seed] as const] : [],
    ),
  );

const sumUp = (
  tell: CommandPorts['tell'],
  verdicts: readonly Verdict[],
  millis: number,
): ExitCode => {
  const missed = verdicts.filter(({ kind }) => kind !== 'caught');
  const ok = missed.length === 0;
  const caught = verdicts.flatMap((verdict) => (verdict.kind === 'caught' ? [verdict] : []));
  const seeds = caught.map((verdict) => verdict.seeds).sort((one, other) => one - other);
  const median = seeds[Math.floor(seeds.length / 2)] ?? 0;
  tell({ type: 'summary', ok, mistakes: verdicts.length, caught: caught.length, millis }, [
    renderTable(['mistake', 'caught by', 'seeds', 'seed', 'time'], verdicts.map(rowOf)),
    '',
    ...missed.map(({ mistake }) => `NOT CAUGHT  ${mistake.name}: ${mistake.effect}`),
    ...example(caught),
    `${numberText(caught.length)} of ${countText(verdicts.length, 'mistake')} caught in ${spanText(millis)}, the median within ${countText(median, 'seed')}.`,
  ]);
  return ok ? 0 : 1;
};

const rowOf = (verdict: Verdict): readonly Cell[] => {
  const { name } = verdict.mistake;
  const time = spanText(verdict.millis);
  switch (verdict.kind) {
    case 'caught':
      return [name, verdict.violation.invariant, verdict.seeds, verdict.seed, time];
    case 'not-caught':
      return [name, `NOT CAUGHT${spoiledText(verdict.spoiled)}`, verdict.seeds, '', time];
    case 'unusable':
      return [name, `UNUSABLE: ${verdict.reason.split('\n')[0]}`, '', '', time];
  }
};

const spoiledText = (spoiled: number): string =>
  spoiled === 0 ? '' : ` (${countText(spoiled, 'seed')} failed without it as well)`;

/** One alone is somebody's question: how does it look? */
const example = (caught: readonly Extract<Verdict, { kind: 'caught' }>[]): readonly string[] => {
  const [only, ...more] = caught;
  if (only === undefined || more.length > 0) return [];
  const { violation, seed, mistake } = only;
  const replay = commandOf({ seed, mistake: mistake.name });
  return [mistake.effect, violation.detail, `replay: ${replay}`, ''];
};
