/**
 * Shopify's file, line by line from where the last slice ended: each order is judged by its record and by
 * what the WMS has of it, and differences are kept in parts. Memory holds a window of lines and the WMS's
 * index, whatever the file's size.
 */
import { inChunks, inLanes } from '../../letters/lanes.ts';
import { ordersPerRead } from '../../letters/ports.ts';
import { instantOf } from '../../order/order-record.ts';
import type { AdminApi } from '../admin-api.ts';
import type { Difference } from './difference.ts';
import {
  type Circumstances,
  type Exported,
  judgeExported,
  parseExported,
} from './judge-exported.ts';
import { type Line, makeLineCutter } from './lines.ts';
import type { NightlyRun } from './nightly-item.ts';
import type { FilePiece, NightlyPorts, OpenedFile } from './nightly-ports.ts';
import { type NightlySlice, readWork, type StepEnd, workKey } from './nightly-slice.ts';
import { decodeEntries } from './wms-entries.ts';
import { makeWmsIndex } from './wms-index.ts';

/** Reads of 99 records under way at once. */
const readsMax = 8;
const windowLines = readsMax * ordersPerRead;
/** Lines after which the place is kept: a slice that dies reads no more again. */
const keptLines = 20_000;
/** Differences of one part, or a window's more. */
const partDifferences = 500;
/** Parts of the WMS's list that are read at once. */
const partsAtOnce = 4;
/** Of one file: more orders of three days than any shop has. */
const fileLinesMax = 20_000_000;

/** What of a slice is needed here: nothing is sent, and Shopify is asked for no order. */
export type Comparison = Pick<NightlySlice, 'held'> & {
  readonly ports: Pick<
    NightlyPorts,
    'shop' | 'deployment' | 'now' | 'readRecords' | 'readExport' | 'store'
  > & { readonly admin: Pick<AdminApi, 'bulk'> };
  readonly work: Pick<NightlySlice['work'], 'patience'>;
  readonly settings: Pick<NightlySlice['settings'], 'testOrders'>;
};

export const compareExport = async (slice: Comparison): Promise<StepEnd> => {
  const { ports, work, held } = slice;
  const { bulk, compared } = held.run();
  // The address is good for a week and for whoever knows it, so it is asked for and kept nowhere.
  const answer = await work.patience.ask(() => ports.admin.bulk(bulk.id ?? ''));
  if (answer.kind !== 'answered') return answer;
  const { status, url, objects } = answer.value;
  if (status !== 'completed') return held.write({ phase: 'exporting' });
  if (url === null) return held.write({ phase: 'repairing' });
  const circumstances = await circumstancesOf(slice);
  const file = await ports.readExport(url, compared.offset);
  if (file.kind === 'gone') return held.write({ phase: 'starting' });
  if (file.kind !== 'open') return file;
  try {
    return await compareFile(slice, file, circumstances, objects);
  } finally {
    await file.close();
  }
};

/** `now` is looked at anew with each window. */
const circumstancesOf = async ({
  ports,
  held,
  settings,
}: Comparison): Promise<() => Circumstances> => {
  const run = held.run();
  const { testOrders } = settings;
  const { begunAt, parts, isWhole } = run.list;
  if (begunAt === null || (parts === 0 && !isWhole)) {
    return () => ({ now: ports.now(), testOrders });
  }
  const index = makeWmsIndex();
  const all = Array.from({ length: parts }, (_, part) => part);
  for (const some of inChunks(all, partsAtOnce)) {
    const texts = await Promise.all(
      some.map((part) => readWork(ports, workKey(ports, run, 'wms', part))),
    );
    for (const text of texts) {
      if (text === undefined) throw new Error('a kept part of the list of the WMS is gone');
      decodeEntries(text, index.put);
    }
  }
  const since = instantOf(run.since);
  const list = { begunAt: Date.parse(begunAt), since, isWhole, entryOf: index.get };
  return () => ({ now: ports.now(), testOrders, list });
};

type Open = Extract<OpenedFile, { kind: 'open' }>;

const compareFile = async (
  slice: Comparison,
  file: Open,
  circumstances: () => Circumstances,
  objects: number,
): Promise<StepEnd> => {
  const { held, work } = slice;
  let reached: Reached = { ...held.run().compared, differences: [] };
  for await (const window of windowsOf(file, reached.offset)) {
    if (window.kind !== 'lines') return (await keep(slice, reached)) ?? window;
    reached = await compareWindow(slice, reached, window.lines, circumstances());
    const lines = reached.lines - held.run().compared.lines;
    const isTime = !work.patience.hasTime();
    if (isTime || lines >= keptLines || reached.differences.length >= partDifferences) {
      const stop = await keep(slice, reached);
      if (stop) return stop;
      reached = { ...reached, differences: [] };
    }
    if (isTime) return { kind: 'out_of_time' };
  }
  const stop = await keep(slice, reached);
  if (stop) return stop;
  // A file that was cut short without a word: it is read on from there.
  if (reached.lines < objects) return { kind: 'unavailable', cause: 'file_too_short' };
  const { gaps } = held.run();
  const gap = reached.unreadable > 0 ? [`export_lines:${reached.unreadable}`] : [];
  return held.write({ phase: 'repairing', gaps: [...gaps, ...gap] });
};

type Reached = NightlyRun['compared'] & {
  readonly differences: readonly Difference[];
};

type Window =
  | { readonly kind: 'lines'; readonly lines: readonly Line[] }
  | Extract<FilePiece, { kind: 'unavailable' }>;

/** As many lines together as are read at once; fewer at the file's end, and where it was cut. */
async function* windowsOf(file: Open, offset: number): AsyncGenerator<Window> {
  const cutter = makeLineCutter(offset);
  let pending: readonly Line[] = [];
  for (let lines = 0; lines < fileLinesMax; ) {
    const piece = await file.next();
    const more = piece.kind === 'piece' ? cutter.cut(piece.bytes) : [];
    const all = [...pending, ...more, ...(piece.kind === 'end' ? cutter.rest() : [])];
    const isLast = piece.kind !== 'piece';
    const whole = isLast ? all.length : all.length - (all.length % windowLines);
    for (const window of inChunks(all.slice(0, whole), windowLines)) {
      yield { kind: 'lines', lines: window };
    }
    pending = all.slice(whole);
    lines += whole;
    if (piece.kind === 'end') return;
    if (piece.kind === 'unavailable') return yield piece;
  }
}

const compareWindow = async (
  { ports, held }: Comparison,
  before: Reached,
  lines: readonly Line[],
  circumstances: Circumstances,
): Promise<Reached> => {
  const { since, until } = held.run();
  const isWithin = ({ version }: Exported): boolean =>
    instantOf(version) >= instantOf(since) && instantOf(version) <= instantOf(until);
  const parsed = lines.map(({ text }) => (text === undefined ? undefined : parseExported(text)));
  const readable = parsed.filter((one) => one !== undefined);
  const exported = readable.filter(isWithin);
  const chunks = inChunks(exported, ordersPerRead).map((some) => ({
    some,
    found: [] as Difference[],
  }));
  await inLanes(chunks, readsMax, async ({ some, found }) => {
    const keys = some.map(({ orderId }) => ({ shop: ports.shop, orderId }));
    const { recordOf } = await ports.readRecords(keys);
    for (const one of some) {
      const record = recordOf({ shop: ports.shop, orderId: one.orderId });
      const difference = judgeExported(one, record, circumstances);
      if (difference) found.push(difference);
    }
  });
  return {
    offset: lines.at(-1)?.end ?? before.offset,
    lines: before.lines + lines.length,
    orders: before.orders + exported.length,
    unreadable: before.unreadable + parsed.length - readable.length,
    differences: [...before.differences, ...chunks.flatMap(({ found }) => found)],
  };
};

/** The part first: a slice that dies in between compares the same lines again, and writes the same part. */
const keep = async (
  { ports, held }: Comparison,
  { differences, ...compared }: Reached,
): Promise<StepEnd> => {
  const run = held.run();
  if (differences.length > 0) {
    const text = JSON.stringify(differences);
    await ports.store.put(workKey(ports, run, 'differences', run.parts), text, 'application/json');
  }
  return held.write({ compared, parts: run.parts + (differences.length > 0 ? 1 : 0) });
};
