/**
 * `simulate --seed` and `--replay`: one run, twice for its hash, with its story. A seed that fails is
 * shrunk; a replay is shrunk already.
 */
import type { SeedResult } from '../contracts.ts';
import type { Mistake } from '../mistakes/mistake.ts';
import type { CommandPorts, ExitCode } from './command.ts';
import { renderFailure, reportFailure, reportReplay, shrinkBounds } from './failure.ts';
import { optionsOf, type Replay } from './replay.ts';
import { renderStory, startOf } from './story.ts';
import { countText, renderTable } from './table.ts';

export const replayCommand = async (
  { startPool, tell, now, shrinkBounds: bounds = shrinkBounds }: CommandPorts,
  replay: Replay,
  mistake: Mistake | undefined,
): Promise<ExitCode> => {
  const pool = startPool(2, mistake);
  const job = { seed: replay.seed, options: optionsOf(replay), withStory: true };
  try {
    const [told, again] = await Promise.all([pool.run(job), pool.run(job)]);
    if (told.violations.length > 0) {
      const isWhole = replay.only === undefined && replay.without === undefined;
      const { seed: _, ...setting } = replay;
      const report = isWhole
        ? await reportFailure({ pool, now, bounds }, { result: told }, setting)
        : reportReplay(told, replay);
      tell({ type: 'failure', ...report, hash: told.hash }, [...renderFailure(report), '']);
    } else {
      tell({ type: 'story', ...told }, goodRun(told));
    }
    const same = told.hash === again.hash;
    const hashText = same
      ? told.hash
      : `${told.hash}, and ${again.hash} the second time: DIFFERENT`;
    const { seed, orders, events, hash } = told;
    const ok = same && told.violations.length === 0;
    tell({ type: 'summary', ok, seed, orders, events, hashes: [hash, again.hash] }, [
      `seed ${seed}: ${countText(orders, 'order')}, ${countText(events, 'event')}, hash ${hashText}`,
      told.violations.length === 0 ? 'No violation.' : 'FAILED',
    ]);
    return ok ? 0 : 1;
  } finally {
    await pool.close();
  }
};

const goodRun = ({ story, occurred }: SeedResult): readonly string[] => [
  ...renderStory(story, startOf(story), true),
  '',
  renderTable(['occurred', 'times'], Object.entries(occurred).sort()),
  '',
];
