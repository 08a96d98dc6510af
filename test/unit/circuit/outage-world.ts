/**
 * An outage of any length in virtual time: messages that come back when they may, five environments with
 * a pace, one circuit, and a WMS that is away and returns.
 */
import { setImmediate } from 'node:timers/promises';
import type { Lease } from '../../../lib/circuit/circuit.ts';
import { type CircuitGuard, makeCircuitGuard } from '../../../lib/circuit/guard.ts';
import { lessJitter, probeIntervalSeconds } from '../../../lib/circuit/spacing.ts';
import { makeFakeCircuitItem } from '../../fakes/circuit-item.ts';
import { makeDraw } from '../../simulation/engine/draw.ts';
import { makeEventHeap } from '../../simulation/engine/event-heap.ts';
import { hour, second, settings, start } from './circuits.ts';

export type Outage = {
  readonly seed: number;
  readonly seconds: number;
  /** When each order arrives, in seconds after the outage began. */
  readonly arrivals: readonly number[];
  /** What the WMS does while it is away: nothing for two seconds, refuse at once, or ask to wait. */
  readonly as: 'hang' | 'refuse' | { readonly retryAfterSeconds: number };
  /** The first order fails always, whether or not the WMS is there. */
  readonly poison?: boolean;
};

const environmentsCount = 5;
const seatsCount = 20;
const turnMillis = 556;
const hangMillis = 2 * second;
const answerMillis = 50;
const tableMillis = 5;
/** What the WMS asks for where it names no time: our backoff. */
const backoffMillis = 250;
/** After so many receives a message would be an endless loop of this test. */
const receivesMax = 2_000;

const makeClock = () => {
  const heap = makeEventHeap();
  let time = start;
  const sleep = (millis: number): Promise<void> =>
    new Promise((resolve) => heap.push(time + Math.max(0, millis), resolve));
  /** Until nothing is left to do. */
  const run = async (): Promise<void> => {
    for (;;) {
      await setImmediate();
      const event = heap.pop();
      if (event === undefined) return;
      time = Math.max(time, event.time);
      event.work?.();
    }
  };
  return { now: () => time, sleep, run };
};
type Clock = ReturnType<typeof makeClock>;

type Environment = { readonly guard: CircuitGuard; turnAt: number };

const makeEnvironments = ({ now, sleep }: Clock, random: () => number): Environment[] => {
  const item = makeFakeCircuitItem();
  let holders = 0;
  return Array.from({ length: environmentsCount }, () => ({
    turnAt: 0,
    guard: makeCircuitGuard(settings, {
      read: async () => {
        await sleep(tableMillis);
        return item.read();
      },
      replace: async (circuit, revision) => {
        await sleep(tableMillis);
        return item.replace(circuit, revision);
      },
      tell: () => undefined,
      readSecretVersion: async () => 'v1',
      makeHolder: () => `h${holders++}`,
      now,
      random,
    }),
  }));
};

type Answer = 'served' | 'failed' | { readonly retryAfterSeconds: number };

const makeWms = ({ seconds, as, poison }: Outage, { now, sleep }: Clock) => {
  const counts = { calls: 0, whileAway: 0 };
  const send = async (order: string): Promise<Answer> => {
    const isAway = now() < start + seconds * second;
    counts.calls += 1;
    if (isAway) counts.whileAway += 1;
    await sleep(isAway && as === 'hang' ? hangMillis : answerMillis);
    if (isAway && typeof as === 'object') return as;
    return isAway || (poison && order === 'o0') ? 'failed' : 'served';
  };
  return { counts, send };
};

type Parts = {
  readonly clock: Clock;
  readonly random: () => number;
  readonly send: ReturnType<typeof makeWms>['send'];
};

/** One delivery: the seconds until the next one, or nothing where it was the last. */
const deliver = async (
  { clock, random, send }: Parts,
  environment: Environment,
  order: string,
  failedAt: number,
): Promise<number | undefined> => {
  const { guard } = environment;
  const waitSeconds = async () => {
    const standing = await guard.standing(order);
    return standing.kind === 'wait' ? standing.seconds : 0;
  };
  const leave = await guard.enter(order);
  if (leave.kind === 'wait') return leave.seconds;
  const by: { readonly lease?: Lease } = leave.lease ? { lease: leave.lease } : {};
  const turnAt = Math.max(clock.now(), environment.turnAt + turnMillis);
  environment.turnAt = turnAt;
  await clock.sleep(turnAt - clock.now());
  if (!(await guard.mayPass(leave.lease ?? 'attempt'))) return waitSeconds();
  const answer = await send(order);
  if (answer === 'served') {
    await guard.learn({ kind: 'alive', order });
    return undefined;
  }
  if (answer !== 'failed') {
    const millis = Math.max(answer.retryAfterSeconds * second, backoffMillis);
    await guard.learn({ kind: 'throttled', order, until: clock.now() + millis, ...by });
    return waitSeconds();
  }
  await guard.learn({ kind: 'failure', order, nextTryAt: clock.now(), told: true, ...by });
  if (leave.lease) return waitSeconds();
  const interval = probeIntervalSeconds(settings, clock.now() - failedAt);
  return lessJitter(settings, interval, random);
};

/** A seat for each message of each environment's batch. */
const makeSeats = (count: number) => {
  const waiting: (() => void)[] = [];
  let free = count;
  return {
    take: async (): Promise<void> => {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
    },
    leave: (): void => {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    },
  };
};

export const runOutage = async (outage: Outage) => {
  const clock = makeClock();
  const draw = makeDraw(outage.seed);
  let draws = 0;
  const random = () => draw(String(draws++));
  const wms = makeWms(outage, clock);
  const environments = makeEnvironments(clock, random);
  const seats = makeSeats(seatsCount);
  const returnAt = start + outage.seconds * second;
  const giveUpAt = returnAt + outage.seconds * second + hour;
  const waits: number[] = [];
  const receives: number[][] = [];

  const message = async (order: string, arrival: number): Promise<void> => {
    await clock.sleep(arrival * second);
    const arrivedAt = clock.now();
    const at: number[] = [];
    receives.push(at);
    while (clock.now() < giveUpAt && at.length < receivesMax) {
      await seats.take();
      at.push(clock.now());
      const environment = environments[Math.floor(random() * environmentsCount)];
      if (environment === undefined) throw new Error('chance is below 1');
      const seconds = await deliver(
        { clock, random, send: wms.send },
        environment,
        order,
        arrivedAt,
      );
      seats.leave();
      if (seconds === undefined) {
        waits.push((clock.now() - Math.max(returnAt, arrivedAt)) / second);
        return;
      }
      // SQS hides for whole seconds, and needs a moment to hand a message out.
      await clock.sleep(Math.ceil(seconds) * second + random() * answerMillis);
    }
  };

  const messages = outage.arrivals.map((arrival, n) => message(`o${n}`, arrival));
  await clock.run();
  await Promise.all(messages);
  return {
    ...wms.counts,
    delivered: waits.length,
    /** The longest time from the return of the WMS, or the order's arrival, to its delivery. */
    waitSecondsMax: Math.max(...waits),
    receivesMax: Math.max(...receives.map(({ length }) => length)),
    receivesInAnHourMax: Math.max(...receives.map(mostInAnHour)),
  };
};

const mostInAnHour = (at: readonly number[]): number =>
  Math.max(...at.map((from, n) => at.slice(n).filter((time) => time < from + hour).length));
