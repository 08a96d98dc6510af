/**
 * What a nightly comparison came to, as the report has it. Ids, versions, counts and times; nothing of a
 * customer.
 */
import * as z from 'zod';
import { inChunks } from '../../letters/lanes.ts';
import {
  type DifferenceCounts,
  differenceKinds,
  endedAs,
  foundOf,
  type Handled,
  handledSchema,
  openDifferences,
} from './difference.ts';
import type { LastNightly, NightlyRun } from './nightly-item.ts';
import type { NightlyPorts, ReportKey } from './nightly-ports.ts';
import { type NightlySlice, readWork, type StepEnd, workKey } from './nightly-slice.ts';
import { reportPage } from './report-page.ts';

/** Differences that the report names; the others are counted. */
export const namedMax = 1_000;
/** Parts that are read at once. */
const partsAtOnce = 4;

/** Without these the comparison was whole: a list of the WMS is optional. */
const harmlessGaps: readonly string[] = ['wms_not_offered'];

export type Verdict =
  /** Everything was compared, and nothing was found. */
  | 'well'
  /** Whatever was found is repaired. */
  | 'repaired'
  /** A person is asked to look. */
  | 'look';

export const verdictOf = (counts: DifferenceCounts, gaps: readonly string[]): Verdict => {
  const isWhole = gaps.every((gap) => harmlessGaps.includes(gap));
  if (!isWhole || openDifferences(counts) > 0) return 'look';
  return endedAs(counts, 'repaired') > 0 ? 'repaired' : 'well';
};

export type NightlyReport = {
  readonly schemaversion: 1;
  readonly run: string;
  readonly deployment: string;
  readonly shop: string;
  readonly by: string;
  readonly verdict: Verdict;
  readonly span: { readonly since: string; readonly until: string };
  readonly begunAt: string;
  readonly finishedAt: string;
  readonly compared: {
    readonly orders: number;
    /** Orders in the list of the WMS; null where it gave none. */
    readonly wmsOrders: number | null;
  };
  /** What was not compared or not repaired, by code. */
  readonly gaps: readonly string[];
  readonly found: { readonly [Kind in (typeof differenceKinds)[number]]: number };
  readonly counts: DifferenceCounts;
  /** What somebody must look at. */
  readonly open: number;
  /** The first of them. */
  readonly differences: readonly Handled[];
  readonly differencesNotNamed: number;
  readonly work: {
    readonly slices: number;
    readonly millis: number;
    /** The most that one slice had. */
    readonly rssBytes: number;
    readonly heapBytes: number;
  };
};

/** @returns the key of both files, without their ending. */
const reportKey = ({ deployment, shop }: NightlyPorts, { run, begunAt }: NightlyRun): ReportKey =>
  `reports/${deployment}/${shop}/${begunAt.slice(0, 10)}/${run}`;

export const writeReport = async ({ ports, held }: NightlySlice): Promise<StepEnd> => {
  const run = held.run();
  const report = reportOf(ports, run, await namedDifferences(ports, run));
  const key = reportKey(ports, run);
  await ports.store.put(`${key}.json`, `${JSON.stringify(report, null, 2)}\n`, 'application/json');
  await ports.store.put(`${key}.html`, reportPage(report), 'text/html; charset=utf-8');
  const { finishedAt, gaps, counts } = report;
  const { orders } = run.compared;
  const stop = await held.finish({
    ...{ run: run.run, begunAt: run.begunAt, finishedAt, orders, counts },
    ...{ gaps: [...gaps], report: key },
  } satisfies LastNightly);
  // Only who wrote the end tells it, so that nothing is counted twice.
  if (stop === undefined) ports.tell({ kind: 'nightly-finished', shop: ports.shop, report, key });
  return stop;
};

const reportOf = (
  { deployment, shop, now }: NightlyPorts,
  run: NightlyRun,
  differences: readonly Handled[],
): NightlyReport => {
  const { counts, gaps, list, compared, slices, workMillis, rssBytes, heapBytes } = run;
  const found = Object.fromEntries(
    differenceKinds.map((kind) => [kind, foundOf(counts, kind)]),
  ) as NightlyReport['found'];
  const all = Object.values(found).reduce((sum, number) => sum + number, 0);
  return {
    schemaversion: 1,
    ...{ run: run.run, deployment, shop, by: run.by, verdict: verdictOf(counts, gaps) },
    span: { since: run.since, until: run.until },
    ...{ begunAt: run.begunAt, finishedAt: new Date(now()).toISOString() },
    compared: {
      orders: compared.orders,
      wmsOrders: list.parts > 0 || list.isWhole ? list.orders : null,
    },
    ...{ gaps, found, counts, open: openDifferences(counts), differences },
    differencesNotNamed: Math.max(0, all - differences.length),
    work: { slices, millis: workMillis, rssBytes, heapBytes },
  };
};

/** Those that were none any more when they were looked at are counted only. */
const namedDifferences = async (
  ports: NightlyPorts,
  run: NightlyRun,
): Promise<readonly Handled[]> => {
  const named: Handled[] = [];
  const parts = Array.from({ length: run.repaired.parts }, (_, part) => part);
  for (const some of inChunks(parts, partsAtOnce)) {
    const texts = await Promise.all(
      some.map((part) => readWork(ports, workKey(ports, run, 'handled', part))),
    );
    for (const text of texts) {
      const handled = z.array(handledSchema).parse(JSON.parse(text ?? '[]'));
      named.push(...handled.filter(({ outcome }) => outcome !== 'settled'));
    }
    if (named.length >= namedMax) break;
  }
  return named.slice(0, namedMax);
};
