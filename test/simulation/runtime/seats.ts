/**
 * The execution environments of one function: which is given to the next invocation, and when one is gone.
 */
import type { Context } from 'aws-lambda';
import type { Environment } from '../contracts.ts';
import { happens } from '../engine/draw.ts';
import type { Engine } from '../engine/engine.ts';
import type { EnvironmentHost } from '../engine/environment.ts';

/** Like a function's handler, which gets its own copy of the event. */
export type Handler<Event> = (event: Event, context: Context) => Promise<unknown>;

/** Makes the function as its cold start does. */
export type Compose<Event> = (environment: Environment) => Handler<Event>;

export type SeatOptions<Event> = {
  /** For instance `deliver-order`. */
  readonly name: string;
  /** Environments at once. */
  readonly concurrency: number;
  /** What it throws fails the invocation. */
  readonly compose: Compose<Event>;
  /** By an environment's id. @default - none is skewed */
  readonly skewMillisOf?: (environmentId: string) => number;
  /** An environment is gone after lying idle for so long. @default 600000 */
  readonly idleMillisMax?: number;
  /** Share of invocations after which their environment is gone. @default 0 */
  readonly recycleRate?: number;
};

/** An environment and the function in it. */
export type Seat<Event> = {
  readonly host: EnvironmentHost;
  readonly generation: number;
  readonly compose: Compose<Event>;
  /** Nothing before the cold start. */
  handler: Handler<Event> | undefined;
  invocations: number;
  idleSince: number;
};

export type Seats<Event> = {
  /** Nothing where all are taken. */
  readonly take: () => Seat<Event> | undefined;
  /** After an invocation that its environment has survived. */
  readonly release: (seat: Seat<Event>) => void;
  readonly deploy: (compose: Compose<Event>) => void;
  readonly living: () => readonly string[];
};

const idleMillisMaxDefault = 600_000;

export const makeSeats = <Event>(
  { time, draw, history, makeEnvironment }: Engine,
  options: SeatOptions<Event>,
): Seats<Event> => {
  const { name, concurrency, idleMillisMax = idleMillisMaxDefault, recycleRate = 0 } = options;
  const living = new Set<Seat<Event>>();
  /** The most recently used one is last and is used first, as on AWS. */
  const idle: Seat<Event>[] = [];
  let { compose } = options;
  let generation = 1;
  let started = 0;

  const takeIdle = (): Seat<Event> | undefined => {
    for (let seat = idle.pop(); seat !== undefined; seat = idle.pop()) {
      if (!seat.host.isAlive()) continue;
      const isOld = seat.generation !== generation;
      if (!isOld && time.now() - seat.idleSince <= idleMillisMax) return seat;
      seat.host.kill(isOld ? 'replaced' : 'idle');
    }
    return undefined;
  };
  const start = (): Seat<Event> => {
    started += 1;
    const id = `${name}/${started}`;
    const host = makeEnvironment(id, options.skewMillisOf?.(id) ?? 0);
    const seat = { host, generation, compose, handler: undefined, invocations: 0, idleSince: 0 };
    living.add(seat);
    host.onKilled(() => living.delete(seat));
    history.record(`${id} starts`);
    return seat;
  };

  return {
    take: () => takeIdle() ?? (living.size < concurrency ? start() : undefined),
    release: (seat) => {
      const { host, invocations } = seat;
      host.freeze();
      seat.idleSince = time.now();
      if (seat.generation !== generation) host.kill('replaced');
      else if (happens(draw, `recycle/${host.id}/${invocations}`, recycleRate))
        host.kill('recycled');
      else idle.push(seat);
    },
    deploy: (next) => {
      compose = next;
      generation += 1;
    },
    living: () => [...living].map(({ host }) => host.id),
  };
};
