/**
 * `npm run bench` as a function of its arguments: measures, prints the tables, writes page and JSON.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pageOf } from '../../cdk/report/page.ts';
import { alignedText, type Table } from '../../cdk/report/table.ts';
import { measureCold } from './cold/cold-section.ts';
import { measureCost } from './cost/cost-section.ts';
import { measureLoads, measureSaturation } from './load-section.ts';
import { type BenchOptions, type Part, parseBenchArgs, usage } from './options.ts';
import { measureReceiver } from './receiver/receiver-section.ts';
import type { Bound, Section, Watch } from './section.ts';

export type BenchEdges = Watch & {
  readonly print: (text: string) => void;
  readonly complain: (line: string) => void;
};

type Measured = { readonly part: Part; readonly section: Section };

const measure = (part: Part, { full }: BenchOptions, watch: Watch): Promise<Section> => {
  switch (part) {
    case 'receiver':
      return measureReceiver(watch);
    case 'cold':
      return measureCold(watch);
    case 'cost':
      return measureCost(watch);
    case 'load':
      return measureLoads(full, watch);
    case 'saturation':
      return measureSaturation(watch);
  }
};

/** Gives the exit code: 0 when every bound was kept, 1 when one was not, 2 for a wrong argument. */
export const benchCommand = async (args: readonly string[], edges: BenchEdges): Promise<number> => {
  const options = parseBenchArgs(args);
  if (options.kind === 'wrong') {
    edges.complain(options.fault);
    return 2;
  }
  if (options.kind === 'help') {
    edges.print(usage);
    return 0;
  }
  const startedAt = new Date();
  const measured: Measured[] = [];
  for (const part of options.parts) {
    edges.tell(`${part} …`);
    const section = await measure(part, options, edges);
    measured.push({ part, section });
    edges.print(`${section.tables.map(alignedText).join('\n\n')}\n`);
  }
  const bounds = measured.flatMap(({ section }) => section.bounds);
  edges.print(alignedText(boundsTable(bounds)));
  edges.print(`\n${verdictOf(bounds)}\n${writeReport(options, measured, startedAt)}`);
  return bounds.every(({ kept }) => kept) ? 0 : 1;
};

const boundsTable = (bounds: readonly Bound[]): Table => ({
  title: 'Bounds',
  head: ['what', 'measured', 'bound', ''],
  rows: bounds.map(({ what, measured, bound, kept }) => [
    ...[what, measured, bound],
    kept ? 'kept' : 'BROKEN',
  ]),
});

const verdictOf = (bounds: readonly Bound[]): string => {
  const broken = bounds.filter(({ kept }) => !kept).length;
  return broken === 0
    ? `All ${bounds.length} bounds were kept.`
    : `${broken} of ${bounds.length} bounds ${broken === 1 ? 'was' : 'were'} not kept.`;
};

/** Gives the page's path. */
const writeReport = (
  { out }: BenchOptions,
  measured: readonly Measured[],
  startedAt: Date,
): string => {
  mkdirSync(out, { recursive: true });
  const bounds = measured.flatMap(({ section }) => section.bounds);
  const json = Object.fromEntries(measured.map(({ part, section }) => [part, section.json]));
  writeFileSync(join(out, 'bench.json'), JSON.stringify({ startedAt, bounds, ...json }));
  const path = join(out, 'bench.html');
  writeFileSync(path, benchPage(measured, startedAt));
  return path;
};

export const benchPage = (measured: readonly Measured[], startedAt: Date): string => {
  const bounds = measured.flatMap(({ section }) => section.bounds);
  return pageOf({
    title: 'What a webhook and an order cost',
    verdict: verdictOf(bounds),
    allKept: bounds.every(({ kept }) => kept),
    when: `Measured ${startedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC, Node.js ${process.version}, on the local stack: the synthesized template, the bundled functions, emulated AWS services.`,
    tables: [boundsTable(bounds), ...measured.flatMap(({ section }) => section.tables)],
    plots: measured.map(({ section }) => section.plots).join(''),
    legend:
      'Prices are those of us-east-1 without free tiers; test/bench/cost/prices.ts has each with its source.',
  });
};
