/**
 * What reconciliation did, as seen from outside: which spans it asked for and when, how far it says that it
 * has come, which orders it entered to be read again, what it put on the queue and counted. It judges nothing.
 */
import * as z from 'zod';
import type { Watermark } from '../../../lib/reconciliation/ports.ts';
import { type Handlers, handle } from './accounts.ts';
import type { TimedEvent } from './world-events.ts';

export type AskedWindow = {
  readonly from: string;
  readonly until: string;
  /** When its first page was asked for first, in this window or in the one that it goes on with. */
  readonly at: number;
};

/** The line of an order that was put on the queue. */
const reconciledSchema = z.object({
  stage: z.literal('reconciled'),
  facts: z.object({ cause: z.string(), order_version: z.string(), run: z.string() }),
});
/** The line of a whole run. */
const polledSchema = z.object({
  reconciliation: z.object({
    kind: z.literal('polled'),
    run: z.string(),
    stamps: z.object({ missed: z.int() }),
  }),
});

export type Found = z.output<typeof reconciledSchema>['facts'];
export const foundIn = (facts: object): Found | undefined =>
  reconciledSchema.safeParse(facts).data?.facts;
export const polledIn = (facts: object) => polledSchema.safeParse(facts).data?.reconciliation;

export type Polls = {
  readonly apply: (event: TimedEvent) => void;
  readonly watermark: () => Omit<Watermark, 'revision'> | undefined;
  /** Those that end there. */
  readonly windowsTo: (until: string) => readonly AskedWindow[];
  /** The version under which it waits to be read again. */
  readonly rereadOf: (orderId: string) => string | undefined;
  /** How often this version of the order was counted as missed. */
  readonly timesMissed: (orderId: string, version: string) => number;
  readonly missedInRun: (run: string) => number;
  /** When reconciliation last put this content on the queue. */
  readonly sentAt: (orderId: string, version: string, mark: string) => number | undefined;
};

export const makePolls = (): Polls => {
  const windows = new Map<string, AskedWindow[]>();
  const rereads = new Map<string, string>();
  const missed = new Map<string, number>();
  const missedInRun = new Map<string, number>();
  const sent = new Map<string, number>();
  let watermark: Omit<Watermark, 'revision'> | undefined;
  const count = (counts: Map<string, number>, key: string): void => {
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };

  const handlers: Handlers = {
    'asked-changes': ({ from, until, after, at }) => {
      const known = windows.get(until) ?? [];
      if (after !== null || known.some((one) => one.from === from)) return;
      windows.set(until, [...known, { from, until, at }]);
    },
    watermark: (event) => {
      watermark = event.watermark;
    },
    reread: ({ orderId, version }) => {
      if (version === null) rereads.delete(orderId);
      else rereads.set(orderId, version);
    },
    queued: ({ queue, origin, orderId, version, mark, at }) => {
      if (queue === 'orders' && origin === 'reconciliation') {
        sent.set(`${orderId} ${version} ${mark}`, at);
      }
    },
    told: ({ facts, orderId }) => {
      const found = foundIn(facts);
      if (found?.cause !== 'missed') return;
      count(missed, `${orderId} ${found.order_version}`);
      count(missedInRun, found.run);
    },
  };
  return {
    apply: (event) => handle(handlers, event),
    watermark: () => watermark,
    windowsTo: (until) => windows.get(until) ?? [],
    rereadOf: (orderId) => rereads.get(orderId),
    timesMissed: (orderId, version) => missed.get(`${orderId} ${version}`) ?? 0,
    missedInRun: (run) => missedInRun.get(run) ?? 0,
    sentAt: (orderId, version, mark) => sent.get(`${orderId} ${version} ${mark}`),
  };
};
