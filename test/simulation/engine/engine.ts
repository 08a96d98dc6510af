/**
 * The engine of one run: virtual time, chance, faults, the history, environments, and the process's
 * clock for as long as it runs.
 */
import type { Draw, FaultId } from '../contracts.ts';
import { makeDraw } from './draw.ts';
import { type EnvironmentHost, makeEnvironment } from './environment.ts';
import { type CountedFaults, makeFaults } from './faults.ts';
import { type History, makeHistory } from './history.ts';
import { watchRejections } from './unhandled.ts';
import { installVirtualGlobals } from './virtual-globals.ts';
import { type Clockwork, makeVirtualTime } from './virtual-time.ts';

export type EngineOptions = {
  readonly seed: number;
  /** Epoch milliseconds. */
  readonly startAt: number;
  /** From then on no fault is met. @default - never */
  readonly healsAt?: number;
  readonly only?: ReadonlySet<FaultId>;
  /** Told of each line of the history. */
  readonly listen?: (line: string) => void;
};

export type Engine = {
  readonly time: Clockwork;
  readonly draw: Draw;
  readonly faults: CountedFaults;
  readonly history: History;
  readonly makeEnvironment: (id: string, skewMillis: number) => EnvironmentHost;
  /**
   * Does the work (which runs virtual time) with the process's clock, timers and chance replaced, and
   * puts them back whatever happens. Only one at a time in a process. Fails, too, for a rejection that
   * nobody handles.
   */
  readonly run: <Value>(work: () => Promise<Value>) => Promise<Value>;
};

export const makeEngine = ({ seed, startAt, healsAt, only, listen }: EngineOptions): Engine => {
  const time = makeVirtualTime(startAt);
  const draw = makeDraw(seed);
  const history = makeHistory(time.now, listen);
  const faults = makeFaults({
    draw,
    now: time.now,
    healsAt: healsAt ?? Number.POSITIVE_INFINITY,
    ...(only === undefined ? {} : { only }),
  });
  const network = { time, draw, faults, record: history.record };
  return {
    time,
    draw,
    faults,
    history,
    makeEnvironment: (id, skewMillis) => makeEnvironment({ id, skewMillis, network }),
    run: async (work) => {
      const restore = installVirtualGlobals(time);
      let unhandled: Error | undefined;
      const unwatch = watchRejections(({ environment = 'the world', reason }) => {
        const error = new Error(`a rejection in ${environment} is not handled`, { cause: reason });
        unhandled ??= error;
        // Ends virtual time, too, where it would run on.
        time.at(time.now(), () => {
          throw error;
        });
      });
      try {
        const value = await work();
        if (unhandled !== undefined) throw unhandled;
        return value;
      } finally {
        unwatch();
        restore();
      }
    },
  };
};
