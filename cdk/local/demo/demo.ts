/**
 * What the first minute shows: an order that fails and recovers by itself, and one that is refused,
 * parked, and delivered by a replay; each told in plain sentences as it happens.
 *
 * Deterministic: the orders are its own, and its faults are for them alone. Knows the stack as ports.
 */
import type { Fault } from '../wms/faults.ts';
import type { HeardLine } from './hearing.ts';

/** In milliseconds; all of it is over within a minute. */
export type DemoTimes = {
  /** After the start: time to find the page. */
  readonly intro: number;
  readonly untilFirst: number;
  readonly untilSecond: number;
  /** How long the refused order lies in the dead letters. */
  readonly untilMended: number;
  /** A WMS that somebody has switched off meanwhile delivers nothing. */
  readonly patience: number;
};
export const demoTimes: DemoTimes = {
  intro: 1_000,
  untilFirst: 12_000,
  untilSecond: 6_000,
  untilMended: 10_000,
  patience: 120_000,
};

/** They are outside of what the simulated shop gives to its orders. */
export const demoOrders = { failing: '6199000000001', refused: '6199000000002' } as const;

export type DemoPorts = {
  /** Gives the status that its webhook was answered in the end. */
  readonly placeOrder: (orderId: string) => Promise<number>;
  readonly addFault: (fault: Fault) => string;
  readonly clearFault: (id: string) => void;
  readonly replay: (orderId: string) => Promise<string>;
  /** The next line about this order in one of these stages; null after so long without one. */
  readonly hear: (
    orderId: string,
    stages: readonly HeardLine['stage'][],
    millisMax: number,
  ) => Promise<HeardLine | null>;
  /** @throws Error when the stack stops. */
  readonly pause: (millis: number) => Promise<void>;
  readonly say: (text: string, orderId: string | null) => void;
};

const retryAfterSeconds = 2;

const place = async ({ placeOrder, say }: DemoPorts, orderId: string): Promise<boolean> => {
  const status = await placeOrder(orderId);
  const placed = status >= 200 && status < 300;
  if (!placed)
    say(`The webhook of order ${orderId} was answered ${status}: no demonstration.`, null);
  return placed;
};

const seconds = (millis: number): string => `${(millis / 1_000).toFixed(1)} s`;

/** Tells how an order that should be delivered was, or that it was not. */
const tellDelivery = async (
  { hear, say }: DemoPorts,
  orderId: string,
  times: DemoTimes,
  tell: (line: HeardLine) => string,
): Promise<boolean> => {
  const line = await hear(orderId, ['processed'], times.patience);
  if (line === null) say(`Order ${orderId} is not delivered yet: its story says why.`, orderId);
  else say(tell(line), orderId);
  return line !== null;
};

/** Two answers 503, and the third attempt. */
const showRecovery = async (ports: DemoPorts, times: DemoTimes): Promise<boolean> => {
  const { addFault, say } = ports;
  const orderId = demoOrders.failing;
  addFault({ kind: 'status', status: 503, retryAfter: retryAfterSeconds, orderId, count: 2 });
  say(
    `Order ${orderId} is placed now. The WMS answers it 503 twice and asks for ${retryAfterSeconds} s of patience each time: watch attempt 3 deliver it.`,
    orderId,
  );
  if (!(await place(ports, orderId))) return false;
  return tellDelivery(
    ports,
    orderId,
    times,
    ({ attempts, latencyMillis }) =>
      `Order ${orderId} was delivered at attempt ${attempts}, ${seconds(latencyMillis)} after its webhook. No other order waited for it.`,
  );
};

/** Refused, parked, mended, replayed. */
const showReplay = async (ports: DemoPorts, times: DemoTimes): Promise<boolean> => {
  const { addFault, clearFault, hear, pause, replay, say } = ports;
  const orderId = demoOrders.refused;
  const fault = addFault({ kind: 'status', status: 422, orderId });
  say(
    `Order ${orderId} is placed now, and the WMS refuses it with 422, which no retry can mend: watch it become a dead letter.`,
    orderId,
  );
  if (!(await place(ports, orderId))) return false;
  if ((await hear(orderId, ['parked'], times.patience)) === null) {
    say(`Order ${orderId} is not parked yet: its story says why.`, orderId);
    return false;
  }
  const wait = Math.round(times.untilMended / 1_000);
  say(
    `Order ${orderId} was tried once and is parked: it lies in the dead letters, and the others go on. In ${wait} s the WMS is mended and its letter replayed.`,
    orderId,
  );
  await pause(times.untilMended);
  clearFault(fault);
  const said = await replay(orderId);
  say(`The WMS is mended, and order ${orderId} is replayed: ${said}`, orderId);
  return tellDelivery(
    ports,
    orderId,
    times,
    () => `Order ${orderId} was delivered after all, once. Nobody had to send it again.`,
  );
};

/** @throws Error when the stack stops meanwhile, and where a port does. */
export const runDemo = async (ports: DemoPorts, times: DemoTimes): Promise<void> => {
  const { pause, say } = ports;
  await pause(times.intro);
  const soon = Math.round(times.untilFirst / 1_000);
  say(
    `Orders of the simulated shop flow to the simulated WMS. In ${soon} s one of them fails and recovers.`,
    null,
  );
  await pause(times.untilFirst);
  if (!(await showRecovery(ports, times))) return;
  await pause(times.untilSecond);
  if (!(await showReplay(ports, times))) return;
  say(
    'That was the demonstration. Now switch a fault on yourself, and watch the orders wait.',
    null,
  );
};
