/**
 * Virtual time: events one after the other, each with all its microtasks done before the next begins.
 *
 * The machine's event loop is used for this alone: Node.js empties its microtasks after each immediate.
 */
import type { VirtualTime } from '../contracts.ts';
import { makeEventHeap, type Scheduled } from './event-heap.ts';

export type { Scheduled } from './event-heap.ts';

export type Clockwork = VirtualTime & {
  /** Like `at`, for what may be cancelled. */
  readonly schedule: (millis: number, work: () => void) => Scheduled;
  readonly cancel: (scheduled: Scheduled) => void;
  /** How many events have begun. */
  readonly events: () => number;
};

/** The machine's own, which a run replaces. */
const { setImmediate: realImmediate } = globalThis;

/**
 * Events per turn of the machine's event loop. A turn looks for input and output and costs more than an
 * event; microtasks are emptied after each event all the same.
 */
const eventsPerTurn = 64;

/** @param startAt - epoch milliseconds at which virtual time begins. */
export const makeVirtualTime = (startAt: number): Clockwork => {
  const heap = makeEventHeap();
  let now = startAt;
  let events = 0;
  let running = false;

  const schedule = (millis: number, work: () => void) => {
    if (!Number.isFinite(millis)) throw new Error(`an event cannot be at ${millis}`);
    return heap.push(millis, work);
  };

  /** False where none is left before that time. */
  const runNext = (until: number): boolean => {
    const next = heap.peek();
    if (next === undefined || next.time >= until) return false;
    heap.pop();
    const { work } = next;
    next.work = undefined;
    now = Math.max(now, next.time);
    events += 1;
    work?.();
    return true;
  };

  const runUntil = async (until: number, afterEvent?: () => void): Promise<void> => {
    if (running) throw new Error('virtual time is running already');
    running = true;
    try {
      await inTurns(() => runNext(until), afterEvent);
      if (Number.isFinite(until)) now = Math.max(now, until);
    } finally {
      running = false;
    }
  };

  return {
    now: () => now,
    at: (millis, work) => {
      schedule(millis, work);
    },
    schedule,
    cancel: (scheduled) => {
      scheduled.work = undefined;
    },
    runUntil,
    events: () => events,
  };
};

/** Steps in an immediate of its own each, until one says false. Ends with a turn: none is left over. */
const inTurns = (step: () => boolean, afterStep?: () => void): Promise<void> =>
  new Promise((resolve, reject) => {
    let stepped = false;
    let end: (() => void) | undefined;
    const immediate = () => {
      if (end !== undefined) return;
      try {
        if (stepped) afterStep?.();
        stepped = step();
        if (!stepped) end = resolve;
      } catch (error) {
        end = () => reject(error);
      }
    };
    const turn = () => {
      if (end !== undefined) {
        end();
        return;
      }
      for (let count = 0; count < eventsPerTurn; count += 1) realImmediate(immediate);
      realImmediate(turn);
    };
    turn();
  });
