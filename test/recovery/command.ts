/**
 * `npm run recovery` as a function of its arguments: plays the outage, prints the report, writes it.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pageOf } from '../../cdk/report/page.ts';
import { alignedText } from '../../cdk/report/table.ts';
import { type Figures, figuresOf } from './figures.ts';
import { parseRecoveryArgs, type RecoveryOptions, usage } from './options.ts';
import { plotsOf } from './outage-plots.ts';
import { makeShowProgress, type ProgressOut } from './progress-line.ts';
import { type Promised, promisesOf } from './promises.ts';
import { recordOutage } from './record-outage.ts';
import type { Recording } from './recording.ts';
import { tablesOf, titleOf, verdictOf } from './report-rows.ts';

export type CommandEdges = {
  readonly print: (text: string) => void;
  readonly complain: (line: string) => void;
  readonly progress: ProgressOut;
  /** Ends the run. */
  readonly signal: AbortSignal;
};

const beforeSeconds = 60;
const afterSeconds = 60;

/** Gives the exit code: 0 when every promise was kept, 1 when one was broken, 2 for a wrong argument. */
export const recoveryCommand = async (
  args: readonly string[],
  edges: CommandEdges,
): Promise<number> => {
  const command = parseRecoveryArgs(args);
  if (command.kind === 'wrong') {
    edges.complain(command.fault);
    return 2;
  }
  if (command.kind === 'help') {
    edges.print(usage);
    return 0;
  }
  const recording = await record(command, edges);
  const figures = figuresOf(recording);
  const promises = promisesOf(recording, figures);
  edges.print(reportText(recording, figures, promises));
  edges.print(`\n${writeReport(command, recording, figures, promises)}`);
  return promises.every(({ kept }) => kept) ? 0 : 1;
};

const record = async (
  { mode, minutes, ordersPerMinute }: RecoveryOptions,
  { progress, print, signal }: CommandEdges,
): Promise<Recording> => {
  const plan = { mode, outageSeconds: minutes * 60, ordersPerMinute, divisor: 1 };
  const { show, end } = makeShowProgress(progress);
  print('starting the local stack …');
  try {
    return await recordOutage({ ...plan, beforeSeconds, afterSeconds }, show, signal);
  } finally {
    end();
  }
};

/** The report for a terminal. */
export const reportText = (
  recording: Recording,
  figures: Figures,
  promises: readonly Promised[],
): string =>
  [
    titleOf(recording),
    ...tablesOf(recording, figures, promises).map(alignedText),
    verdictOf(promises),
  ].join('\n\n');

export const reportPage = (
  recording: Recording,
  figures: Figures,
  promises: readonly Promised[],
): string =>
  pageOf({
    title: titleOf(recording),
    verdict: verdictOf(promises),
    allKept: promises.every(({ kept }) => kept),
    when: `Recorded ${new Date(recording.startedAt).toISOString().slice(0, 16).replace('T', ' ')} UTC on the local stack: the synthesized template, the bundled functions, emulated AWS services.`,
    tables: tablesOf(recording, figures, promises),
    plots: plotsOf(recording, figures),
    legend: 'The shaded time is the outage; minutes count from its beginning.',
  });

/** Gives the page's path. */
const writeReport = (
  { out, mode }: RecoveryOptions,
  recording: Recording,
  figures: Figures,
  promises: readonly Promised[],
): string => {
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, `${mode}.json`), JSON.stringify({ figures, promises, recording }));
  const path = join(out, `${mode}.html`);
  writeFileSync(path, reportPage(recording, figures, promises));
  return path;
};
