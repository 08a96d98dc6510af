/** A function's environments: cold and warm, reused and recycled, frozen, timed out, crashed. */
import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import type { Environment } from './contracts.ts';
import { makeEngine } from './engine/engine.ts';
import { type FunctionOptions, type InvocationEnd, makeFunction } from './runtime/functions.ts';
import { makeInvoke } from './runtime/invoke.ts';

const startAt = Date.parse('2026-11-22T10:00:00.000Z');
const minute = 60_000;
const hour = 60 * minute;

type Work = (environment: Environment, name: string, context: Context) => Promise<unknown>;

/** A function that does the work in the environment of its event, and what came of each invocation. */
const makeScene = (work: Work, given: Partial<FunctionOptions<string>> = {}, seed = 1) => {
  const engine = makeEngine({ seed, startAt });
  const composed: string[] = [];
  const seen: { name: string; end: InvocationEnd; at: number; id: string }[] = [];
  const ids = new Map<string, string>();
  const one = makeFunction<string>(engine, {
    name: 'f',
    concurrency: 2,
    timeoutMillis: 4_000,
    compose: (environment) => {
      composed.push(environment.id);
      return (name, context) => {
        ids.set(name, environment.id);
        return work(environment, name, context);
      };
    },
    ...given,
  });
  const invokeAt = (millis: number, name: string) =>
    engine.time.at(startAt + millis, () =>
      one.invoke(name, (end) =>
        seen.push({ name, end, at: engine.time.now() - startAt, id: ids.get(name) ?? '' }),
      ),
    );
  const play = (millis = hour) => engine.run(() => engine.time.runUntil(startAt + millis));
  return { engine, one, composed, seen, invokeAt, play };
};

const wait = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis));
const ends = (seen: readonly { name: string; end: InvocationEnd }[]) =>
  Object.fromEntries(seen.map(({ name, end }) => [name, end]));

describe('environments', () => {
  it('are composed at a cold start, used again while warm, and at most so many', async () => {
    const { one, composed, seen, invokeAt, play } = makeScene(async () => {
      await wait(100);
      return { fine: true, nothing: undefined };
    });
    invokeAt(0, 'cold');
    invokeAt(1, 'beside it');
    invokeAt(2, 'too many');
    invokeAt(5_000, 'warm');
    await play();
    const fine = { kind: 'answered', payload: { fine: true } };
    expect(ends(seen)).toEqual({
      cold: fine,
      'beside it': fine,
      'too many': { kind: 'throttled' },
      warm: fine,
    });
    expect(composed).toEqual(['f/1', 'f/2']);
    expect(one.living()).toEqual(['f/1', 'f/2']);
    const cold = seen.find(({ name }) => name === 'cold');
    expect(cold?.at).toBeGreaterThanOrEqual(250);
    expect(cold?.at).toBeLessThanOrEqual(800);
    expect(seen.find(({ name }) => name === 'warm')?.at).toBe(5_100);
  });

  it('are gone after lying idle, at random, and after a deployment', async () => {
    const work = async () => 'done';
    const idle = makeScene(work, { idleMillisMax: minute });
    for (const millis of [0, minute, 3 * minute]) idle.invokeAt(millis, `${millis}`);
    await idle.play();
    expect(idle.composed).toEqual(['f/1', 'f/2']);

    const random = makeScene(work, { recycleRate: 0.5 });
    for (let call = 0; call < 100; call += 1) random.invokeAt(call * 1_000, `${call}`);
    await random.play();
    expect(random.composed.length).toBeGreaterThan(30);
    expect(random.composed.length).toBeLessThan(70);

    const deployed = makeScene(() => wait(1_000).then(() => 'old'));
    deployed.invokeAt(0, 'before');
    deployed.invokeAt(10_000, 'during');
    deployed.engine.time.at(startAt + 10_500, () => deployed.one.deploy(() => async () => 'new'));
    deployed.invokeAt(20_000, 'after');
    await deployed.play();
    expect(ends(deployed.seen)).toEqual({
      before: { kind: 'answered', payload: 'old' },
      during: { kind: 'answered', payload: 'old' },
      after: { kind: 'answered', payload: 'new' },
    });
    expect(deployed.one.living()).toEqual(['f/2']);
  });

  it('are frozen between invocations, and go on in the next one', async () => {
    const told: string[] = [];
    const { engine, invokeAt, play } = makeScene(async (environment, name) => {
      told.push(`${name} begins`);
      void environment.call('p', 's', {}, () => 'answer').then(() => told.push(`${name} answered`));
      setTimeout(() => told.push(`${name} timer`), 1_000);
      return name;
    });
    invokeAt(0, 'first');
    invokeAt(20 * 1_000, 'second');
    engine.time.at(startAt + 19_000, () => told.push('nothing of the first till now'));
    await play(10 * minute);
    expect(told).toEqual([
      'first begins',
      'nothing of the first till now',
      'first answered',
      'first timer',
      'second begins',
    ]);
  });

  it('have the skew of their clock', async () => {
    const { seen, invokeAt, play } = makeScene(async () => Date.now(), {
      skewMillisOf: () => -86_400_000,
    });
    invokeAt(0, 'x');
    await play();
    const [{ end } = { end: undefined }] = seen;
    expect(end?.kind === 'answered' && Number(end.payload) < startAt).toBe(true);
  });
});

describe('an invocation ends', () => {
  it('killed at the timeout, and the environment with it', async () => {
    const remaining: number[] = [];
    const late: string[] = [];
    const { seen, composed, invokeAt, play } = makeScene(async (_environment, name, context) => {
      remaining.push(context.getRemainingTimeInMillis());
      if (name === 'fast') return context.awsRequestId;
      await wait(3_000);
      remaining.push(context.getRemainingTimeInMillis());
      await wait(3_000);
      late.push(name);
      return 'late';
    });
    invokeAt(0, 'slow');
    invokeAt(10_000, 'fast');
    await play();
    expect(ends(seen)).toEqual({
      slow: { kind: 'killed', cause: 'timeout' },
      fast: { kind: 'answered', payload: 'f/2/1' },
    });
    expect(remaining).toEqual([4_000, 1_000, 4_000]);
    expect(late).toEqual([]);
    expect(composed).toEqual(['f/1', 'f/2']);
  });

  it('killed by a crash in a call, at once for who invoked it', async () => {
    const { seen, invokeAt, play, one } = makeScene((environment, name) =>
      environment.call('p', name, name === 'fine' ? {} : { [name]: 1 }, () => 'done'),
    );
    for (const [index, name] of ['crash-before', 'crash-after', 'fine'].entries()) {
      invokeAt(index * 10_000, name);
    }
    await play(30_000);
    expect(ends(seen)).toEqual({
      'crash-before': { kind: 'killed', cause: 'crash-before' },
      'crash-after': { kind: 'killed', cause: 'crash-after' },
      fine: { kind: 'answered', payload: 'done' },
    });
    for (const { at } of seen) expect(at % 10_000).toBeLessThan(1_000);
    expect(one.living()).toEqual(['f/3']);
  });

  it('with what the handler throws, or its start', async () => {
    const work = async (_environment: Environment, name: string) => {
      if (name === 'throws') throw new TypeError('wrong');
    };
    const { seen, composed, invokeAt, play } = makeScene(work);
    invokeAt(0, 'throws');
    invokeAt(10_000, 'says nothing');
    await play();
    expect(ends(seen)).toEqual({
      throws: { kind: 'error', errorType: 'TypeError', message: 'wrong' },
      'says nothing': { kind: 'answered', payload: null },
    });
    expect(composed).toEqual(['f/1']);

    const broken = makeScene(work, {
      compose: () => {
        throw new Error('no environment variable');
      },
    });
    broken.invokeAt(0, 'x');
    await broken.play();
    expect(ends(broken.seen)).toEqual({
      x: { kind: 'error', errorType: 'Error', message: 'no environment variable' },
    });
    expect(broken.one.living()).toEqual([]);
  });

  it('killed, whenever its environment is: frozen, or at the thaw', async () => {
    const { seen, invokeAt, play, one } = makeScene(async (environment, name) => {
      const crash = (kind: string) => void environment.call('p', kind, { [kind]: 1 }, () => 'done');
      if (name === 'leaves a crash') crash('crash-after');
      if (name === 'leaves a timer') setTimeout(() => crash('crash-before'), 1_000);
      return name;
    });
    // Dead while it was frozen: the next one gets another environment.
    invokeAt(0, 'leaves a crash');
    invokeAt(10_000, 'leaves a timer');
    // Its environment dies before it has begun.
    invokeAt(20_000, 'pays for it');
    invokeAt(30_000, 'last');
    await play(40_000);
    const ended = (payload: string) => ({ kind: 'answered', payload });
    expect(seen.map(({ name, end, id }) => [name, end, id])).toEqual([
      ['leaves a crash', ended('leaves a crash'), 'f/1'],
      ['leaves a timer', ended('leaves a timer'), 'f/2'],
      ['pays for it', { kind: 'killed', cause: 'crash-before' }, ''],
      ['last', ended('last'), 'f/3'],
    ]);
    expect(one.living()).toEqual(['f/3']);
  });

  it('for an operator, who may not hear of it', async () => {
    const { engine, one, play } = makeScene(async (_environment, name) => ({ was: name }));
    const heard: unknown[] = [];
    engine.time.at(startAt, () =>
      makeInvoke(engine, one.invoke)('replay', 'all', (end) => heard.push(end)),
    );
    engine.time.at(startAt + 10_000, () =>
      makeInvoke(engine, one.invoke, { 'lost-after': 1 })('replay', 'one', (end) =>
        heard.push(end),
      ),
    );
    await play();
    expect(heard).toEqual([
      { kind: 'answered', payload: { was: 'all' } },
      { kind: 'killed', cause: 'the answer was lost' },
    ]);
  });
});
