/**
 * Calls over the network as the SDK makes them: the request travels, has its effect in the world, and
 * the answer travels back. Each of the three is an event of its own, and each can fail alone.
 */
import type { CallOptions, Draw } from '../contracts.ts';
import { type Fate, fateOf, latencyOf, stallOf } from './call-faults.ts';
import type { CountedFaults } from './faults.ts';
import type { RetryBudget } from './retry-budget.ts';
import {
  aborted,
  connectionReset,
  requestTimeout,
  serverFailure,
  throttling,
} from './service-errors.ts';
import type { Clockwork } from './virtual-time.ts';

export type NetworkParts = {
  readonly time: Clockwork;
  readonly draw: Draw;
  readonly faults: CountedFaults;
  readonly record: (text: string) => void;
};

/** Who calls. */
export type Caller = {
  readonly id: string;
  readonly resume: (continuation: () => void) => void;
  readonly kill: (cause: string) => void;
  readonly stall: (millis: number) => void;
  readonly budgetOf: (port: string) => RetryBudget;
};

export type Call<Value> = {
  readonly port: string;
  readonly subject: string;
  readonly rates: Readonly<Record<string, number>>;
  readonly effect: () => Value;
  readonly options: CallOptions<Value>;
};

type Result<Value> =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'error'; readonly error: unknown };

/** Thrown by an effect that happened, or was refused, without an answer: the caller waits in vain. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** How AWS clients are set up (lib/adapters/aws-clients.ts). */
const triesDefault = 2;
const patienceMillisDefault = 1_500;

/** Half of what is lost is noticed at once, by a connection that broke. */
const resetShare = 0.5;
const timersFirstShare = 0.5;

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : String(error));

/** Never settles: for what is asked by, or of, those who are no more. */
export const never = <Value>(): Promise<Value> => new Promise(() => undefined);

export const callOver = <Value>(
  parts: NetworkParts,
  caller: Caller,
  call: Call<Value>,
): Promise<Value> => {
  const { signal } = call.options;
  if (signal?.aborted) return Promise.reject(aborted());
  const { id, kind } = parts.faults.encounter(call.port, call.subject, call.rates);
  parts.record(`${caller.id} asks ${id}${kind === undefined ? '' : ` meets ${kind}`}`);
  if (kind === 'crash-before') {
    caller.kill(kind);
    return never();
  }
  return new Promise((resolve, reject) => {
    const end = exchange(parts, caller, { ...call, id, kind }, (result) => {
      signal?.removeEventListener('abort', abort);
      if (result.kind === 'value') resolve(result.value);
      else reject(result.error);
    });
    const abort = () => caller.resume(() => end({ kind: 'error', error: aborted() }));
    signal?.addEventListener('abort', abort, { once: true });
  });
};

type NamedCall<Value> = Call<Value> & { readonly id: string; readonly kind: string | undefined };

/** Tries until one counts. Gives a way to end it from outside; what is on the wire then stays there. */
const exchange = <Value>(
  parts: NetworkParts,
  caller: Caller,
  call: NamedCall<Value>,
  settle: (result: Result<Value>) => void,
): ((result: Result<Value>) => void) => {
  const { time, draw } = parts;
  const { id, options } = call;
  const { tries = triesDefault, patienceMillis = patienceMillisDefault } = options;
  const budget = caller.budgetOf(call.port);
  let over = false;
  let spent = 0;

  const end = (result: Result<Value>) => {
    if (over) return;
    over = true;
    settle(result);
  };
  const tryOnce = (nth: number): void => {
    let heard = false;
    const hear = (result: Result<Value>) => {
      if (over || heard) return;
      heard = true;
      time.cancel(patience);
      if (result.kind === 'value') budget.succeed(spent);
      const retry = result.kind === 'error' && nth < tries ? budget.retry(result.error) : undefined;
      if (retry === undefined) return end(result);
      spent = retry.cost;
      const pause = Math.floor(draw(`backoff/${id}/${nth}`) * retry.delayMillis);
      time.schedule(time.now() + pause, () =>
        caller.resume(() => {
          if (!over) tryOnce(nth + 1);
        }),
      );
    };
    const patience = time.schedule(time.now() + patienceMillis, () =>
      caller.resume(() => hear({ kind: 'error', error: requestTimeout() })),
    );
    const fate = fateOf(call.kind, nth, draw, id);
    const send = { ...call, name: `${id}/${nth}`, fate, patienceMillis };
    travel(parts, caller, send, (result) => caller.resume(() => hear(result)));
  };
  tryOnce(1);
  return end;
};

type Sent<Value> = NamedCall<Value> & {
  readonly name: string;
  readonly fate: Fate;
  readonly patienceMillis: number;
};

type Hear<Value> = (result: Result<Value>) => void;

/** One request there, and its answer back. */
const travel = <Value>(
  parts: NetworkParts,
  caller: Caller,
  sent: Sent<Value>,
  hear: Hear<Value>,
): void => {
  const { time, draw } = parts;
  const { name, port, fate } = sent;
  const latency = latencyOf(fate, draw, `latency/${name}`, sent.patienceMillis);
  const after = (millis: number, work: () => void) => time.schedule(time.now() + millis, work);
  const fail = (error: Error, millis: number) =>
    after(millis, () => hear({ kind: 'error', error }));

  if (fate.refused !== undefined) {
    const refuse = fate.refused === 'throttling' ? throttling : serverFailure;
    fail(refuse(port, draw(`refused/${name}`)), latency.request + latency.answer);
  } else if (fate.reaches) {
    after(latency.request, () =>
      arrive(parts, caller, { ...sent, backMillis: latency.answer }, hear),
    );
  } else if (breaks(draw, sent)) {
    fail(connectionReset(), latency.request);
  }
};

/** What is lost is silence, or a connection that breaks. */
const breaks = (draw: Draw, { name, fate }: Pick<Sent<never>, 'name' | 'fate'>): boolean =>
  fate.pace === undefined && draw(`reset/${name}`) < resetShare;

/** The request has its effect, and its answer sets out, unless something is in the way. */
const arrive = <Value>(
  { time, draw, record }: NetworkParts,
  caller: Caller,
  sent: Sent<Value> & { readonly backMillis: number },
  hear: Hear<Value>,
): void => {
  const { name, fate, backMillis } = sent;
  const after = (millis: number, work: () => void) => time.schedule(time.now() + millis, work);
  const result = happen(sent);
  record(`${name} ${result.kind === 'value' ? 'done' : nameOf(result.error)}`);
  if (result.kind === 'error' && result.error instanceof NoAnswer) return;
  if (fate.kills) {
    after(backMillis, () => caller.kill('crash-after'));
    return;
  }
  if (!fate.answered) {
    const broken = { kind: 'error', error: connectionReset() } as const;
    if (breaks(draw, sent)) after(backMillis, () => hear(broken));
    return;
  }
  const { delayMillis } = sent.options;
  const millis = backMillis + (result.kind === 'value' ? (delayMillis?.(result.value) ?? 0) : 0);
  if (!fate.stalls) {
    after(millis, () => hear(result));
    return;
  }
  const stallMillis = stallOf(draw, name);
  // Afterwards Node.js looks first at its timers or at its sockets, as it happens to stand.
  const timersFirst = draw(`timers/${name}`) < timersFirstShare;
  after(millis, () => caller.stall(stallMillis));
  after(timersFirst ? millis + stallMillis + 1 : millis, () => hear(result));
};

const happen = <Value>({ effect }: Call<Value>): Result<Value> => {
  try {
    return { kind: 'value', value: effect() };
  } catch (error) {
    return { kind: 'error', error };
  }
};
