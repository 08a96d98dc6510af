/** `simulate --seeds`: runs them, shrinks what failed, prints what occurred, and says how it ended. */
import type { Mistake } from '../mistakes/mistake.ts';
import { type Campaign, runCampaign } from './campaign.ts';
import type { CommandPorts, ExitCode } from './command.ts';
import { examplesOf, renderFailure, reportFailure, shrinkBounds } from './failure.ts';
import { tooRare } from './occurrences.ts';
import type { SeedsOptions } from './options.ts';
import type { Pool } from './pool.ts';
import { makeProgress } from './progress.ts';
import { countText, numberText, renderTable, spanText } from './table.ts';

/** Failures of different invariants that are shrunk; the others are only counted. */
const examplesMax = 3;
/** Of the seeds of the control arm so many must fail: else what we check would find nothing. */
const naiveFailingRatioMin = 0.9;

export const seedsCommand = async (
  ports: CommandPorts,
  options: SeedsOptions,
  mistake: Mistake | undefined,
): Promise<ExitCode> => {
  const { now, startPool } = ports;
  const pool = startPool(options.workers, mistake);
  try {
    const campaign = await watchCampaign(ports, options, pool);
    const exampled = options.naive ? 1 : examplesMax;
    for (const failure of examplesOf(campaign.failures, exampled)) {
      const { naive } = options;
      const setting = {
        ...(naive ? { naive } : {}),
        ...(mistake === undefined ? {} : { mistake: mistake.name }),
      };
      const bounds = ports.shrinkBounds ?? shrinkBounds;
      const report = await reportFailure({ pool, now, bounds }, failure, setting);
      ports.tell({ type: 'failure', ...report }, [...renderFailure(report), '']);
    }
    return sumUp(ports, options, campaign);
  } finally {
    await pool.close();
  }
};

const watchCampaign = async (
  { now, tell, progress: output, regressions, rule }: CommandPorts,
  { range, naive, workers, mistake }: SeedsOptions,
  pool: Pool,
): Promise<Campaign> => {
  const progress = makeProgress(output, 'seeds');
  const limits =
    range.minutes === undefined ? { total: range.count } : { millisMax: range.minutes * 60_000 };
  const isOurs = !naive && mistake === undefined;
  const campaign = await runCampaign(
    {
      ...{ pool, lanes: workers, now },
      observe: ({ story: _story, planParts: _parts, faults, ...result }, state, millis) => {
        progress.show({ done: state.seeds, failing: state.failures.length, millis, ...limits });
        tell({ type: 'seed', ...result, faults: faults.length }, []);
      },
    },
    {
      range,
      options: naive ? { naive } : {},
      regressions: isOurs ? regressions : [],
      // What the control arm and a planted mistake bring about says nothing about the world.
      rule: isOurs ? rule : { ...rule, names: [] },
    },
  );
  progress.clear();
  return campaign;
};

const sumUp = (
  { tell }: CommandPorts,
  { naive, range, workers }: SeedsOptions,
  campaign: Campaign,
): ExitCode => {
  const { seeds, orders, events, millis, compared, occurrences, failures, differences } = campaign;
  const rare = tooRare(occurrences);
  const failed = naive
    ? failures.length < naiveFailingRatioMin * seeds
    : failures.length > 0 || rare.length > 0;
  const ok = !failed && differences.length === 0;
  const facts = {
    ...{ from: range.from, seeds, orders, events, millis: Math.round(millis), workers, compared },
    ...{ ok, naive, failing: countInvariants(campaign), differences, occurrences, tooRare: rare },
  };
  const speed = ((seeds * 1_000) / millis).toFixed(1);
  const last = range.from + seeds - 1;
  tell({ type: 'summary', ...facts }, [
    ...occurrenceLines(campaign),
    `${countText(seeds, 'seed')} (${range.from} to ${last}), ${countText(orders, 'order')}, ${countText(events, 'event')} in ${spanText(millis)}: ${speed} seeds per second on ${countText(workers, 'worker')}.`,
    ...differences.map(
      ({ seed, hashes: [one, other] }) => `DIFFERENCE  seed ${seed} gave ${one} and ${other}`,
    ),
    ...(differences.length === 0
      ? [`${countText(compared, 'seed')} run twice, with the same hash each.`]
      : []),
    ...rare.map(
      ({ name, times, timesMin = 0 }) =>
        `TOO RARE  ${name} occurred ${countText(times, 'time')}, ${numberText(timesMin)} are needed`,
    ),
    verdict(naive, campaign),
  ]);
  return ok ? 0 : 1;
};

const countInvariants = ({ failures }: Campaign): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const { result } of failures) {
    const name = result.violations[0]?.invariant ?? '';
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
};

const occurrenceLines = ({ occurrences }: Campaign): readonly string[] =>
  occurrences.length === 0
    ? []
    : [
        renderTable(
          ['occurred', 'times', 'in seeds', 'needed'],
          occurrences.map(({ name, times, seeds, timesMin = '' }) => [
            ...[name, times, seeds],
            timesMin,
          ]),
        ),
        '',
      ];

const listMax = 10;

const verdict = (naive: boolean, campaign: Campaign): string => {
  const { failures, seeds } = campaign;
  if (failures.length === 0) return naive ? controlText(campaign) : 'No violation.';
  const counts = Object.entries(countInvariants(campaign))
    .sort(([, one], [, other]) => other - one)
    .map(([name, count]) => `${name} ${numberText(count)}`);
  if (naive) return `${controlText(campaign)} Broken: ${counts.join(', ')}.`;
  const which = failures.slice(0, listMax).map(({ result }) => String(result.seed));
  const more = failures.length > listMax ? ', …' : '';
  return `FAILED  ${numberText(failures.length)} of ${countText(seeds, 'seed')}: ${counts.join(', ')} (${which.join(', ')}${more}).`;
};

const controlText = ({ failures, seeds }: Campaign): string => {
  const percent = Math.floor((failures.length * 100) / seeds);
  const needed = `${naiveFailingRatioMin * 100} % are needed`;
  return `The control arm failed in ${numberText(failures.length)} of ${countText(seeds, 'seed')} (${percent} %, ${needed}).`;
};
