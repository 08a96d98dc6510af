/**
 * A slice of the nightly comparison of each shop: begun when it is due or asked for, gone on with where the
 * last slice ended, given up where it takes too long. Nothing waits for Shopify or the WMS in here.
 */
import { makePace } from '../../letters/pace.ts';
import { errorName } from '../../order/error-name.ts';
import { refuse, unknownShop } from '../parse-request.ts';
import { makePatience } from '../patience.ts';
import type { RunPorts } from '../ports.ts';
import type { NightlyRequest, ReconcileAnswer } from '../request.ts';
import { emptyTally, type Work } from '../work.ts';
import { compareExport } from './compare-export.ts';
import { begin, dueAt, firstNightly, isDue } from './due.ts';
import { listWms } from './list-wms.ts';
import type { Nightly, Phase, StoredNightly } from './nightly-item.ts';
import type { NightlyPorts, NightlyShared, NightlyStore } from './nightly-ports.ts';
import { writeReport } from './nightly-report.ts';
import {
  holdNightly,
  type NightlySlice,
  type Pause,
  type SliceSettings,
  type StepEnd,
} from './nightly-slice.ts';
import { repairDifferences } from './repair-differences.ts';
import { awaitExport, startExport } from './start-export.ts';
import { type NightlyEnd, type NightlyShop, toldNightly } from './told-nightly.ts';

export type NightlyRunPorts = RunPorts &
  NightlyShared & { readonly nightlyOf: (shop: string) => NightlyStore };

/** So long a comparison may take before its end is reported as it is: the next night must be free. */
const comparingMillisMax = 20 * 3_600_000;
const repairingMillisMax = 22 * 3_600_000;
/** Steps of one slice: each phase a few times over, where an export is begun anew. */
const stepsMax = 50;
/** Beyond an invocation's own end nobody works under its lease. */
const leaseMarginMillis = 5_000;

/** Kept free at the end of an invocation: for what was begun, and for writing down how far it came. */
const reserveMillis = 15_000;

export type NightlySliceOf = (
  request: NightlyRequest,
  run: string,
  remainingMillis: () => number,
) => Promise<ReconcileAnswer>;

export const makeNightly =
  (ports: NightlyRunPorts, settings: SliceSettings): NightlySliceOf =>
  async (request, run, remainingMillis) => {
    const { lease, now, shops } = ports;
    const asked = shops.filter(({ shop }) => request.shop === undefined || request.shop === shop);
    if (asked.length === 0) return refuse(unknownShop(ports));
    const until = now() + remainingMillis() + leaseMarginMillis;
    if (!(await lease.take(run, until, now()))) return { kind: 'nightly', run, shops: [] };
    const told: NightlyShop[] = [];
    try {
      for (const [place, { shop }] of asked.entries()) {
        const end = remainingMillis() - reserveMillis;
        const kept = end * (1 - 1 / (asked.length - place));
        const millisLeft = () => remainingMillis() - reserveMillis - kept;
        told.push(await sliceOf(portsOf(ports, shop), settings, request, run, millisLeft));
      }
    } finally {
      // Best effort: a lease that is not given back ends by itself.
      await lease.giveBack(run).catch(() => {});
    }
    return { kind: 'nightly', run, shops: told };
  };

const portsOf = ({ shops, nightlyOf, ...shared }: NightlyRunPorts, shop: string): NightlyPorts => {
  const own = shops.find((one) => one.shop === shop);
  if (own === undefined) throw new Error(`${shop} is no shop of this stage`);
  const others = shops.filter((one) => one !== own);
  return { ...shared, ...own, nightly: nightlyOf(shop), others };
};

const sliceOf = async (
  ports: NightlyPorts,
  settings: SliceSettings,
  request: NightlyRequest,
  run: string,
  millisLeft: () => number,
): Promise<NightlyShop> => {
  const told = async (end: NightlyEnd) => {
    const stored = await ports.nightly.read().catch(() => undefined);
    const shop = toldNightly(ports, stored, end);
    ports.tell({ kind: 'nightly', run, ...shop });
    return shop;
  };
  try {
    const stored = await currentOf(ports, settings, request, run);
    if (stored === 'busy') return await told({ kind: 'busy' });
    if (stored.current === null) return await told({ kind: 'done' });
    const held = holdNightly(ports, stored, stored.current);
    const graceMillis = settings.graceSeconds * 1_000;
    const patience = makePatience(ports.sleep, millisLeft);
    const { turn } = makePace(settings.pacePerSecond, ports);
    const work: Work = {
      ports,
      run: stored.current.run,
      patience,
      turn,
      graceMillis,
      tally: emptyTally(),
    };
    const pause = await takeSteps({ ports, settings, work, held });
    return await told(pause ?? { kind: 'done' });
  } catch (error) {
    return told({ kind: 'failed', error: errorName(error) });
  }
};

/** Reads the item, and begins a comparison where one is due or asked for and none is under way. */
const currentOf = async (
  { nightly, now }: NightlyPorts,
  settings: SliceSettings,
  { begin: isAsked, by }: NightlyRequest,
  run: string,
): Promise<StoredNightly | 'busy'> => {
  const stored = await nightly.read();
  const known: Nightly = stored ?? firstNightly(settings, now());
  const due = isDue(settings, known, now());
  if (stored !== undefined && (known.current !== null || !(due || isAsked))) return stored;
  const isBegun = known.current === null && (due || isAsked);
  const { revision = 0, ...before } = { revision: 0, ...known, ...stored };
  const after: Nightly = {
    ...before,
    ...(isBegun
      ? {
          current: begin(settings, { run, by: due ? 'schedule' : by }, now()),
          dueDone: new Date(dueAt(settings, now())).toISOString(),
        }
      : {}),
  };
  const end = await nightly.replace(stored, after);
  return end === 'overtaken' ? 'busy' : { ...after, revision: revision + 1 };
};

const takeSteps = async (slice: NightlySlice): Promise<Pause | undefined> => {
  const { held, work } = slice;
  for (let steps = 0; steps < stepsMax; steps++) {
    if (!work.patience.hasTime()) return { kind: 'out_of_time' };
    const { phase } = held.run();
    const stop = (await giveUp(slice)) ?? (await takeStep(slice));
    if (stop) return stop;
    if (phase === 'reporting') return undefined;
  }
  return { kind: 'out_of_time' };
};

/** What is not done in time is told in the report, and left to the next night. */
const giveUp = async ({ ports, held }: NightlySlice): Promise<StepEnd> => {
  const { begunAt, phase, gaps } = held.run();
  const age = ports.now() - Date.parse(begunAt);
  const gap = `unfinished:${phase}`;
  if (phase === 'reporting' || age <= comparingMillisMax) return undefined;
  if (phase !== 'repairing') return held.write({ phase: 'repairing', gaps: [...gaps, gap] });
  if (age <= repairingMillisMax) return undefined;
  return held.write({ phase: 'reporting', gaps: [...gaps, gap] });
};

const takeStep = (slice: NightlySlice): Promise<StepEnd> => {
  const steps: { readonly [Step in Phase]: () => Promise<StepEnd> } = {
    starting: () => startExport(slice),
    listing: () => listWms(slice),
    exporting: () => awaitExport(slice),
    comparing: () => compareExport(slice),
    repairing: () => repairDifferences(slice),
    reporting: () => writeReport(slice),
  };
  return steps[slice.held.run().phase]();
};
