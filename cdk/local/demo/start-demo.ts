/**
 * Starts the demonstration on the running stack, keeps what it says, and ends it with the stack.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { DemoLine } from '../console/console-state.ts';
import type { LogRecord } from '../functions/log-lines.ts';
import type { SimulatedWms } from '../wms/simulated-wms.ts';
import { type DemoTimes, demoOrders, runDemo } from './demo.ts';
import { makeHearing } from './hearing.ts';
import { placeOrder, type Shop } from './place-order.ts';

export type DemoSettings = {
  readonly shop: Shop;
  readonly wms: Pick<SimulatedWms, 'faults'>;
  readonly replay: (orderId: string) => Promise<string>;
  readonly times: DemoTimes;
  /** Told each sentence as it is said. */
  readonly note: (line: string) => void;
};

export type Demo = {
  /** To be told every record that a function logs. */
  readonly hear: (record: LogRecord) => void;
  /** What it has said, oldest first: a dozen sentences at most. */
  readonly said: () => readonly DemoLine[];
  readonly close: () => Promise<void>;
};

const nameOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export const startDemo = ({ shop, wms, replay, times, note }: DemoSettings): Demo => {
  const stop = new AbortController();
  const { signal } = stop;
  const said: DemoLine[] = [];
  const hearing = makeHearing(Object.values(demoOrders), signal);
  const say = (text: string, orderId: string | null): void => {
    said.push({ atMillis: Date.now(), text, orderId });
    note(`▶ ${text}`);
  };
  const ports = {
    placeOrder: (orderId: string) => placeOrder(shop, orderId, signal),
    addFault: wms.faults.add,
    clearFault: wms.faults.clear,
    replay,
    hear: hearing.waitFor,
    pause: (millis: number) => delay(millis, undefined, { signal }),
    say,
  };
  const finished = runDemo(ports, times).catch((error) => {
    // A stack that stops is no failure, and a demonstration that fails must not stop the stack.
    if (!signal.aborted) say(`The demonstration ended early: ${nameOf(error)}`, null);
  });
  return {
    hear: hearing.hear,
    said: () => said,
    close: () => {
      stop.abort();
      return finished;
    },
  };
};
