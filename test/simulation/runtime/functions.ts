/**
 * One Lambda function: each event in an execution environment of its own, and how it ended there.
 *
 * A cold environment composes the real function anew; between invocations it is frozen. The function's
 * timeout and a crash kill it, and whoever invoked it is told only that.
 */
import type { Context } from 'aws-lambda';
import { between } from '../engine/draw.ts';
import type { Engine } from '../engine/engine.ts';
import { lambdaContext } from './lambda-context.ts';
import { type Compose, type Handler, makeSeats, type Seat, type SeatOptions } from './seats.ts';

export type { Compose, Handler } from './seats.ts';

export type InvocationEnd =
  /** `payload` as it travels: what JSON makes of it. */
  | { readonly kind: 'answered'; readonly payload: unknown }
  | { readonly kind: 'error'; readonly errorType: string; readonly message: string }
  /** Its environment was, in the middle of it: by a crash, the timeout … */
  | { readonly kind: 'killed'; readonly cause: string }
  /** No environment was free. */
  | { readonly kind: 'throttled' };

export type FunctionOptions<Event> = SeatOptions<Event> & { readonly timeoutMillis: number };

export type SimulatedFunction<Event> = {
  /** @param done - called as an event of its own, outside any environment. */
  readonly invoke: (event: Event, done: (end: InvocationEnd) => void) => void;
  /** New environments are made this way from now on; those of before end with their invocation. */
  readonly deploy: (compose: Compose<Event>) => void;
  /** Ids of the environments that are running or lie idle. */
  readonly living: () => readonly string[];
};

/** A cold start: from a small bundle to a busy day. */
const startMillisMin = 150;
const startMillisMax = 700;
/** From the end of a process to its being noticed. */
const noticeMillis = 5;

/** One event on its way through one environment. */
type Invocation<Event> = {
  readonly seat: Seat<Event>;
  readonly event: Event;
  readonly finish: (end: InvocationEnd) => void;
};

export const makeFunction = <Event>(
  engine: Engine,
  options: FunctionOptions<Event>,
): SimulatedFunction<Event> => {
  const { time, draw, history } = engine;
  const seats = makeSeats(engine, options);
  const soon = (work: () => void, millis = 0) => time.schedule(time.now() + millis, work);

  const handle = (invocation: Invocation<Event>) => handleIn(engine, options, invocation);
  const begin = (invocation: Invocation<Event>): void => {
    const { seat, finish } = invocation;
    const { host } = seat;
    if (seat.handler !== undefined) {
      host.thaw();
      // Behind everything that waited for the thaw.
      soon(() => handle(invocation));
      return;
    }
    try {
      seat.handler = host.run(() => seat.compose(host));
    } catch (error) {
      host.kill('could not start');
      soon(() => finish(failure(error)));
      return;
    }
    soon(
      () => handle(invocation),
      between(draw, `start/${host.id}`, startMillisMin, startMillisMax),
    );
  };

  return {
    invoke: (event, done) => {
      const seat = seats.take();
      if (seat === undefined) {
        soon(() => done({ kind: 'throttled' }));
        return;
      }
      let over = false;
      const finish = (end: InvocationEnd) => {
        if (over) return;
        over = true;
        forget();
        history.record(`${seat.host.id}/${seat.invocations} ${describe(end)}`);
        if (seat.host.isAlive()) seats.release(seat);
        done(end);
      };
      const forget = seat.host.onKilled((cause) =>
        soon(() => finish({ kind: 'killed', cause }), noticeMillis),
      );
      begin({ seat, event, finish });
    },
    deploy: seats.deploy,
    living: seats.living,
  };
};

/** The handler's part of it. What waited for the thaw may have killed the environment before. */
const handleIn = <Event>(
  { time, history }: Engine,
  { name, timeoutMillis }: FunctionOptions<Event>,
  { seat, event, finish }: Invocation<Event>,
): void => {
  const { host, handler } = seat;
  if (handler === undefined || !host.isAlive()) return;
  seat.invocations += 1;
  const requestId = `${host.id}/${seat.invocations}`;
  const endsAt = time.now() + timeoutMillis;
  const timeout = time.schedule(endsAt, () => host.kill('timeout'));
  history.record(`${requestId} begins`);
  host.resume(() => {
    const context = lambdaContext(name, requestId, () => endsAt - time.now());
    void run(handler, event, context).then((end) => {
      // What settles in the very moment of the kill is not heard any more.
      if (!host.isAlive()) return;
      time.cancel(timeout);
      time.schedule(time.now(), () => finish(end));
    });
  });
};

const run = async <Event>(
  handler: Handler<Event>,
  event: Event,
  context: Context,
): Promise<InvocationEnd> => {
  try {
    const answer: unknown = await handler(event, context);
    const text: string | undefined = JSON.stringify(answer);
    return { kind: 'answered', payload: text === undefined ? null : JSON.parse(text) };
  } catch (error) {
    return failure(error);
  }
};

const failure = (error: unknown): InvocationEnd => ({
  kind: 'error',
  errorType: error instanceof Error ? error.name : 'Error',
  message: error instanceof Error ? error.message : String(error),
});

const describe = (end: InvocationEnd): string => {
  if (end.kind === 'answered') return `answers ${JSON.stringify(end.payload)}`;
  return end.kind === 'killed' ? `killed: ${end.cause}` : end.kind;
};
