/**
 * One run's hold on a shop's watermark: the lease under which it polls, and the watermark as it wrote it last.
 *
 * Two runs at once would do no harm, only everything twice. Whoever was overtaken stops.
 */
import type { ReconcilePorts, Watermark } from './ports.ts';
import { firstWatermark, type WindowSettings } from './window.ts';

/** A run that died blocks the others for no longer; each page prolongs it, and within a page each read of records. */
export const leaseMillis = 120_000;

export type Progress = Partial<Omit<Watermark, 'revision' | 'worker'>>;

export type HeldWatermark = {
  /** As it was read or written last. */
  readonly mark: () => Omit<Watermark, 'revision'>;
  /** Under a lease that begins anew. */
  readonly write: (progress: Progress) => Promise<'written' | 'overtaken'>;
  /** Only where the lease has come to its half. */
  readonly prolong: () => Promise<'written' | 'overtaken'>;
  /** Writes it and gives the lease back. */
  readonly leave: (progress: Progress) => Promise<'written' | 'overtaken'>;
};

export const holdWatermark = async (
  { watermark, now }: Pick<ReconcilePorts, 'watermark' | 'now'>,
  settings: Pick<WindowSettings, 'firstHours'>,
  holder: string,
): Promise<HeldWatermark | 'busy'> => {
  let known: Watermark | undefined = await watermark.read();
  if (known?.worker && known.worker.until > now()) return 'busy';
  let mark: Omit<Watermark, 'revision'> = known ?? firstWatermark(settings, now());

  const replace = async (next: Omit<Watermark, 'revision'>): Promise<'written' | 'overtaken'> => {
    const end = await watermark.replace(known, next);
    if (end === 'overtaken') return end;
    mark = next;
    known = { ...next, revision: (known?.revision ?? 0) + 1 };
    return end;
  };
  const write: HeldWatermark['write'] = (progress) => {
    const worker = { holder, until: now() + leaseMillis };
    return replace({ ...withoutWorker(mark), ...progress, worker });
  };
  if ((await write({})) === 'overtaken') return 'busy';
  return {
    mark: () => mark,
    write,
    prolong: async () => {
      const until = mark.worker?.until ?? 0;
      return until - now() > leaseMillis / 2 ? 'written' : write({});
    },
    leave: (progress) => replace({ ...withoutWorker(mark), ...progress }),
  };
};

const withoutWorker = ({
  worker: _worker,
  ...mark
}: Omit<Watermark, 'revision'>): Omit<Watermark, 'revision'> => mark;
