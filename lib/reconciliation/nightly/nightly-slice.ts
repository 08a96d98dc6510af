/**
 * One slice of a shop's nightly comparison: what it works with, and the item as it wrote it last.
 */
import { emptyTally, type Stop, type Work } from '../work.ts';
import type { NightlySettings } from './due.ts';
import type { LastNightly, Nightly, NightlyRun, StoredNightly } from './nightly-item.ts';
import type { NightlyPorts, WorkKey } from './nightly-ports.ts';

export type SliceSettings = NightlySettings & {
  /** Whether test orders are sent. */
  readonly testOrders: boolean;
};

/** Why a slice ended before the comparison did; the next one goes on. */
export type Pause =
  | Stop
  /** Shopify still writes its file. */
  | { readonly kind: 'exporting' }
  /** The WMS, or the way to it, is not free. */
  | { readonly kind: 'wms_away' };

/** `undefined`: the step is done, and the item says what follows. */
export type StepEnd = Pause | undefined;

export type HeldNightly = {
  readonly run: () => NightlyRun;
  /** @returns `busy` where somebody else has written meanwhile. */
  readonly write: (progress: Partial<NightlyRun>) => Promise<Stop | undefined>;
  /** The comparison is over. */
  readonly finish: (last: LastNightly) => Promise<Stop | undefined>;
};

export type NightlySlice = {
  readonly ports: NightlyPorts;
  readonly settings: SliceSettings;
  readonly work: Work;
  readonly held: HeldNightly;
};

const busy = { kind: 'busy' } as const;

/** Each write has the time and memory of the slice so far. */
export const holdNightly = (
  { nightly, now, memory }: Pick<NightlyPorts, 'nightly' | 'now' | 'memory'>,
  stored: StoredNightly,
  current: NightlyRun,
): HeldNightly => {
  let known = stored;
  let run: NightlyRun = { ...current, slices: current.slices + 1 };
  let measuredAt = now();
  const measured = (): Partial<NightlyRun> => {
    const { rssBytes, heapBytes } = memory();
    const at = now();
    const workMillis = run.workMillis + Math.max(0, Math.round(at - measuredAt));
    measuredAt = at;
    return {
      workMillis,
      rssBytes: Math.max(run.rssBytes, rssBytes),
      heapBytes: Math.max(run.heapBytes, heapBytes),
    };
  };
  const replace = async (after: Nightly): Promise<Stop | undefined> => {
    if ((await nightly.replace(known, after)) === 'overtaken') return busy;
    known = { ...after, revision: known.revision + 1 };
    return undefined;
  };
  return {
    run: () => run,
    write: async (progress) => {
      const next = { ...run, ...progress, ...measured() };
      const stop = await replace({ ...withoutRevision(known), current: next });
      if (stop === undefined) run = next;
      return stop;
    },
    finish: (last) => replace({ ...withoutRevision(known), current: null, last }),
  };
};

const withoutRevision = ({ revision: _revision, ...nightly }: StoredNightly): Nightly => nightly;

/** The same work, with a tally that nothing is on yet. */
export const tallied = (work: Work): Work => ({ ...work, tally: emptyTally() });

/** Lies beside the reports: what a slice hands to the next. */
export const workKey = (
  { deployment, shop }: Pick<NightlyPorts, 'deployment' | 'shop'>,
  { run }: Pick<NightlyRun, 'run'>,
  kind: 'wms' | 'differences' | 'handled',
  part: number,
): WorkKey => `work/${deployment}/${shop}/${run}/${kind}-${String(part).padStart(5, '0')}`;

/** What an earlier slice put there; `undefined` where none did. */
export const readWork = async (
  { store }: Pick<NightlyPorts, 'store'>,
  key: WorkKey,
): Promise<string | undefined> => {
  const bytes = await store.get(key);
  return bytes && new TextDecoder().decode(bytes);
};
