/** Calls over the network: what each fault does to the client, the service and the environment. */
import { describe, expect, it } from 'vitest';
import type { CallOptions } from './contracts.ts';
import { callFaults } from './engine/call-faults.ts';
import { makeEngine } from './engine/engine.ts';
import { NoAnswer } from './engine/network.ts';
import { serviceError } from './engine/service-errors.ts';

const startAt = Date.parse('2026-11-22T10:00:00.000Z');
const hour = 3_600_000;

/** What a client saw of one call, and when, and how often its effect happened by then and at all. */
type Seen = { outcome: string; at: number; effectsByThen: number; effects: number; alive: boolean };

const nameOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}${'code' in error ? ` ${error.code}` : ''}` : 'no error';

/** One call with that fault for certain, in a world of its own. */
const callOnce = async (
  kind: string | undefined,
  seed: number,
  given: { effect?: () => string; options?: CallOptions<string>; port?: string } = {},
): Promise<Seen> => {
  const { time, run, makeEnvironment } = makeEngine({ seed, startAt });
  const environment = makeEnvironment('f/1', 0);
  const seen: Seen = { outcome: 'pending', at: -1, effectsByThen: 0, effects: 0, alive: true };
  const effect = () => {
    seen.effects += 1;
    return given.effect?.() ?? `answer ${seen.effects}`;
  };
  const see = (outcome: string) =>
    Object.assign(seen, { outcome, at: time.now() - startAt, effectsByThen: seen.effects });
  await run(async () => {
    environment.run(() => {
      const rates = kind === undefined ? {} : { [kind]: 1 };
      environment
        .call(given.port ?? 'dynamodb.PutItem', 'order/1', rates, effect, given.options)
        .then(see, (error: unknown) => see(nameOf(error)));
    });
    await time.runUntil(startAt + hour);
  });
  return { ...seen, alive: environment.isAlive() };
};

const seeds = Array.from({ length: 40 }, (_, index) => index + 1);
const callMany = (kind: string | undefined, given = {}) =>
  Promise.all([]).then(async () => {
    const all: Seen[] = [];
    for (const seed of seeds) all.push(await callOnce(kind, seed, given));
    return all;
  });
const summary = (all: readonly Seen[]) => ({
  outcomes: [...new Set(all.map(({ outcome }) => outcome))].toSorted(),
  effects: [...new Set(all.map(({ effects }) => effects))].toSorted(),
  alive: [...new Set(all.map(({ alive }) => alive))],
});

const timeouts = ['TimeoutError ECONNRESET', 'TimeoutError ETIMEDOUT'];

describe('a call', () => {
  it('without a fault takes some milliseconds each way', async () => {
    const all = await callMany(undefined);
    expect(summary(all)).toEqual({ outcomes: ['answer 1'], effects: [1], alive: [true] });
    for (const { at } of all) expect(at).toBeGreaterThanOrEqual(2);
    expect(all.filter(({ at }) => at <= 8).length).toBeGreaterThan(seeds.length / 2);
    expect(new Set(all.map(({ at }) => at)).size).toBeGreaterThan(2);
  });

  it.each([
    ['crash-before', { outcomes: ['pending'], effects: [0], alive: [false] }],
    ['crash-after', { outcomes: ['pending'], effects: [1], alive: [false] }],
    ['lost-before', { outcomes: timeouts, effects: [0], alive: [true] }],
    ['lost-after', { outcomes: timeouts, effects: [1], alive: [true] }],
    ['applied-twice', { outcomes: ['answer 2'], effects: [2], alive: [true] }],
    ['unanswered', { outcomes: timeouts, effects: [2], alive: [true] }],
    [
      'throttled',
      {
        outcomes: [
          'ProvisionedThroughputExceededException',
          'RequestLimitExceeded',
          'ThrottlingException',
        ],
        effects: [0],
        alive: [true],
      },
    ],
    ['failed', { outcomes: ['InternalServerError'], effects: [0], alive: [true] }],
    ['retried', { outcomes: ['answer 1'], effects: [1], alive: [true] }],
    // Its own patience may end first when it goes on.
    ['stall', { outcomes: ['answer 1', 'answer 2'], effects: [1, 2], alive: [true] }],
    // Answered in time, or asked for again.
    ['slow', { outcomes: ['answer 1', 'answer 2'], effects: [1, 2], alive: [true] }],
    // The second request overtakes the first.
    ['late', { outcomes: ['answer 1'], effects: [2], alive: [true] }],
  ])('that meets %s', async (kind, wanted) => {
    expect(callFaults).toContain(kind);
    expect(summary(await callMany(kind))).toEqual(wanted);
  });

  it('is sent once by a client that repeats nothing', async () => {
    const options = { tries: 1, patienceMillis: 2_000 };
    expect(summary(await callMany('applied-twice', { options }))).toEqual({
      outcomes: timeouts,
      effects: [1],
      alive: [true],
    });
    const slow = await callMany('slow', { options });
    expect(slow.some(({ outcome, at }) => outcome === 'answer 1' && at > 1_700)).toBe(true);
    expect(slow.some(({ outcome, at }) => outcome === timeouts[1] && at === 2_000)).toBe(true);
    for (const { effects } of slow) expect(effects).toBe(1);
    const [late] = await callMany('late', { options });
    expect(late).toMatchObject({ outcome: timeouts[1], at: 2_000, effectsByThen: 0, effects: 1 });
  });

  it.each([
    ['ThrottlingException', 400, 2],
    ['InternalServerError', 500, 2],
    ['ConditionalCheckFailedException', 400, 1],
    ['AccessDeniedException', 400, 1],
  ])('that the service answers with %s', async (name, status, effects) => {
    const effect = () => {
      throw serviceError({ name, status });
    };
    expect(await callOnce(undefined, 1, { effect })).toMatchObject({ outcome: name, effects });
  });

  it('waits in vain for what the other side never answers', async () => {
    const effect = () => {
      throw new NoAnswer();
    };
    const seen = await callOnce(undefined, 1, { effect, options: { tries: 1 } });
    expect(seen).toMatchObject({ outcome: 'TimeoutError ETIMEDOUT', at: 1_500, effects: 1 });
  });

  it('takes as long as the other side says', async () => {
    const options = { delayMillis: (value: string) => (value === 'answer 1' ? 1_000 : 0) };
    const { outcome, at } = await callOnce(undefined, 2, { options });
    expect(outcome).toBe('answer 1');
    expect(at).toBeGreaterThan(1_000);
    expect(at).toBeLessThan(1_500);
  });

  it('refuses a fault that it does not know', async () => {
    await expect(callOnce('no-such-fault', 1)).rejects.toThrow(
      'a call knows no fault no-such-fault',
    );
  });

  it('is given up at once by its signal; what is on the wire arrives', async () => {
    const controller = new AbortController();
    const { time, run, makeEnvironment } = makeEngine({ seed: 1, startAt });
    const environment = makeEnvironment('f/1', 0);
    let effects = 0;
    const seen: string[] = [];
    const call = () =>
      environment
        .call('sqs.SendMessage', 'g', {}, () => (effects += 1), { signal: controller.signal })
        .catch((error: unknown) => seen.push(`${nameOf(error)} ${time.now() - startAt}`));
    await run(async () => {
      void environment.run(call);
      environment.run(() => controller.abort());
      await time.runUntil(startAt + hour);
      void environment.run(call);
      await time.runUntil(startAt + 2 * hour);
    });
    expect(seen).toEqual(['AbortError 0', `AbortError ${hour}`]);
    expect(effects).toBe(1);
  });
});

describe('faults', () => {
  const rates = { lost: 0.3, slow: 0.2 };
  const meetMany = (only?: ReadonlySet<string>, skip = 0) => {
    const { faults } = makeEngine({ seed: 9, startAt, ...(only ? { only } : {}) });
    for (let call = skip; call < 300; call += 1) faults.meet('p', `s${call % 100}`, rates);
    return faults.met();
  };

  it('have names by port, subject and count, and keep them when others are taken away', () => {
    const all = meetMany();
    expect(all.length).toBeGreaterThan(100);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const { id } of all) expect(id).toMatch(/^p\/s\d+\/[123]$/);
    const some = all.filter((_, index) => index % 7 === 0);
    expect(meetMany(new Set(some.map(({ id }) => id)))).toEqual(some);
    // Calls about other subjects move nothing either.
    const ofLast = (met: typeof all) => met.filter(({ id }) => id.startsWith('p/s99/'));
    expect(ofLast(meetMany(undefined, 50))).toEqual(ofLast(all));
  });

  it('come at their rates, and none after the healing', async () => {
    const { time, faults } = makeEngine({ seed: 9, startAt, healsAt: startAt + 10 });
    const kinds = Array.from({ length: 5_000 }, (_, index) => faults.meet('p', `${index}`, rates));
    const share = (kind: string | undefined) => kinds.filter((one) => one === kind).length / 5_000;
    expect(share('lost')).toBeCloseTo(0.3, 1);
    expect(share('slow')).toBeCloseTo(0.2, 1);
    await time.runUntil(startAt + 10);
    expect(faults.meet('p', 'healed', { lost: 1 })).toBeUndefined();
  });

  it('refuse rates of more than 1 together', () => {
    const { faults } = makeEngine({ seed: 9, startAt });
    expect(() => faults.meet('p', 's', { lost: 0.7, slow: 0.4 })).toThrow('rates add up to');
  });
});
