/** Environments: killed, frozen, standing still, and what they leave unhandled. */
import { describe, expect, it } from 'vitest';
import { makeEngine } from './engine/engine.ts';

const startAt = Date.parse('2026-11-22T10:00:00.000Z');
const hour = 3_600_000;

describe('an environment that is killed', () => {
  it('never acts again: no timer, no answer, no call, no finally', async () => {
    const { time, run, makeEnvironment } = makeEngine({ seed: 1, startAt });
    const environment = makeEnvironment('f/1', 0);
    const acts: string[] = [];
    const effects: string[] = [];
    const call = (name: string) =>
      environment.call('p', name, {}, () => {
        effects.push(name);
        if (name === 'on the wire') environment.kill();
      });
    const work = async () => {
      try {
        await call('before');
        acts.push('before');
        setTimeout(() => acts.push('timer'), 1);
        setInterval(() => acts.push('interval'), 1_000);
        await call('on the wire');
        acts.push('answered');
      } finally {
        acts.push('finally');
      }
    };
    await run(async () => {
      void environment.run(work);
      await time.runUntil(startAt + 500);
      environment.resume(() => acts.push('resumed'));
      environment.run(() => void call('after').finally(() => acts.push('after')));
      await time.runUntil(startAt + hour);
    });
    expect(environment.isAlive()).toBe(false);
    expect(effects).toEqual(['before', 'on the wire']);
    expect(acts.filter((act) => act !== 'timer')).toEqual(['before']);
  });

  it('is told of once', () => {
    const { makeEnvironment } = makeEngine({ seed: 1, startAt });
    const environment = makeEnvironment('f/1', 0);
    const causes: string[] = [];
    const forget = environment.onKilled((cause) => causes.push(`forgotten ${cause}`));
    environment.onKilled((cause) => causes.push(cause));
    forget();
    environment.kill('first');
    environment.kill('second');
    expect(causes).toEqual(['first']);
  });
});

describe('an environment that stands still', () => {
  it('hears and does nothing meanwhile, whatever it is asked to', async () => {
    const { time, run, makeEnvironment } = makeEngine({ seed: 1, startAt });
    const environment = makeEnvironment('f/1', 0);
    const seen: string[] = [];
    const see = (name: string) => seen.push(`${name} ${time.now() - startAt}`);
    await run(async () => {
      environment.run(() => setTimeout(() => see('timer'), 100));
      time.at(startAt + 50, () => environment.stall(1_000));
      time.at(startAt + 60, () => environment.stall(500));
      time.at(startAt + 600, () => environment.resume(() => see('resumed')));
      time.at(startAt + 2_000, () => environment.stall(1_000));
      time.at(startAt + 2_500, () => environment.freeze());
      time.at(startAt + 2_600, () => environment.resume(() => see('frozen, too')));
      time.at(startAt + 5_000, () => environment.thaw());
      await time.runUntil(startAt + hour);
    });
    expect(seen).toEqual(['timer 1050', 'resumed 1050', 'frozen, too 5000']);
  });
});

describe('a rejection that nobody handles', () => {
  const playWith = (work: () => unknown) => {
    const { time, run, makeEnvironment } = makeEngine({ seed: 1, startAt });
    const environment = makeEnvironment('f/1', 0);
    time.at(startAt + 10, () => environment.run(work));
    return {
      environment,
      play: () => run(() => time.runUntil(startAt + hour).then(() => time.now() - startAt)),
    };
  };

  it('ends the run, with the name of the environment', async () => {
    const { play } = playWith(() => void Promise.reject(new Error('forgotten')));
    await expect(play()).rejects.toThrow('a rejection in f/1 is not handled');
    // Nothing of it reaches the next run, nor whoever listened before.
    expect(await playWith(() => undefined).play()).toBe(hour);
  });

  it('is nobody’s in the moment of the kill', async () => {
    const { environment, play } = playWith(() => {
      environment.kill();
      void Promise.reject(new Error('left behind'));
    });
    expect(await play()).toBe(hour);
  });
});

describe('an environment that is frozen', () => {
  it('gets its answers and timers at the thaw, in the order of their times', async () => {
    const { time, run, makeEnvironment } = makeEngine({ seed: 1, startAt });
    const environment = makeEnvironment('f/1', 0);
    const seen: string[] = [];
    const see = (name: string) => seen.push(`${name} ${time.now() - startAt}`);
    await run(async () => {
      environment.run(() => {
        setTimeout(() => see('timer'), 2_000);
        const cleared = setTimeout(() => see('cleared'), 3_000);
        setTimeout(() => clearTimeout(cleared), 1_000);
        void environment.call('p', 's', {}, () => 'answer').then(see);
      });
      environment.freeze();
      await time.runUntil(startAt + 60_000);
      expect(seen).toEqual([]);
      environment.thaw();
      await time.runUntil(startAt + hour);
    });
    expect(seen).toEqual(['answer 60000', 'timer 60000']);
  });

  it('killed, has nothing left to thaw', async () => {
    const { time, run, makeEnvironment } = makeEngine({ seed: 1, startAt });
    const environment = makeEnvironment('f/1', 0);
    const seen: string[] = [];
    await run(async () => {
      environment.run(() => setTimeout(() => seen.push('timer'), 10));
      environment.freeze();
      await time.runUntil(startAt + 100);
      environment.kill();
      environment.thaw();
      await time.runUntil(startAt + hour);
    });
    expect(seen).toEqual([]);
  });
});
