/** What the memory of a secret promises, whatever keeps the secret. */
import { describe, expect, it } from 'vitest';
import {
  fresh,
  kept,
  type MakeKeeper,
  makeScene as makeSceneOf,
  now,
  value,
} from './secrets-scene.ts';

export const describeSecret = (name: string, makeKeeper: MakeKeeper) => {
  const makeScene = (first?: string) => makeSceneOf(first, makeKeeper);
  describe(`a secret (${name})`, () => {
    it('is read once for five minutes, then again', async () => {
      const scene = makeScene('old');
      await scene.readValue(kept);
      scene.set('new');
      scene.pass(299);
      expect([await scene.readValue(kept), scene.reads()]).toEqual(['old', 1]);
      scene.pass(1);
      expect([await scene.readValue(kept), scene.reads()]).toEqual(['new', 2]);
    });

    it('is read afresh on demand, at most once a minute', async () => {
      const scene = makeScene('old');
      await scene.readValue(kept);
      scene.set('new');
      scene.pass(59);
      expect([await scene.readValue(fresh), scene.reads()]).toEqual(['old', 1]);
      scene.pass(1);
      expect([await scene.readValue(fresh), scene.reads()]).toEqual(['new', 2]);
      scene.pass(59);
      for (let n = 0; n < 100; n++) await scene.readValue(fresh);
      expect(scene.reads()).toBe(2);
    });

    it('that was read afresh counts as read for everybody', async () => {
      const scene = makeScene('old');
      await scene.readValue(kept);
      scene.pass(250);
      await scene.readValue(fresh);
      scene.pass(250);
      await scene.readValue(kept);
      expect(scene.reads()).toBe(2);
    });

    it('keeps its old value while Secrets Manager is away, and asks every ten seconds', async () => {
      const scene = makeScene('old');
      await scene.readValue(kept);
      scene.pass(300);
      scene.goAway();
      expect(await scene.readValue(kept)).toBe('old');
      scene.pass(9);
      expect([await scene.readValue(kept), await scene.readValue(fresh), scene.reads()]).toEqual([
        'old',
        'old',
        2,
      ]);
      scene.pass(1);
      scene.goAway(false);
      scene.set('new');
      expect([await scene.readValue(kept), scene.reads()]).toEqual(['new', 3]);
    });

    it('that was never read throws while Secrets Manager is away, and is asked for each time', async () => {
      const scene = makeScene();
      scene.goAway();
      await expect(scene.readValue(kept)).rejects.toThrow('Secrets Manager is away');
      await expect(scene.readValue(kept)).rejects.toThrow('Secrets Manager is away');
      scene.goAway(false);
      expect([await scene.readValue(kept), scene.reads()]).toEqual([value, 3]);
    });

    it('is read once for all who ask at the same time', async () => {
      const scene = makeScene();
      const letGo = scene.hold();
      const readers = Array.from({ length: 20 }, () => scene.readValue(kept));
      letGo();
      expect(new Set(await Promise.all(readers))).toEqual(new Set([value]));
      expect(scene.reads()).toBe(1);
    });

    it('that cannot be read is not remembered as such by those who asked at the same time', async () => {
      const scene = makeScene();
      scene.goAway();
      const readers = await Promise.allSettled([scene.readValue(kept), scene.readValue(kept)]);
      expect(readers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      scene.goAway(false);
      expect(await scene.readValue(kept)).toBe(value);
    });

    it('says which version it has, also from memory', async () => {
      const scene = makeScene('old');
      const seen = [await scene.read(kept)];
      scene.set('new');
      seen.push(await scene.read(kept), await scene.read(now), await scene.read(kept));
      const [first, second] = scene.versions();
      expect(seen).toEqual([
        { text: 'old', version: first },
        { text: 'old', version: first },
        { text: 'new', version: second },
        { text: 'new', version: second },
      ]);
      expect(first).not.toBe(second);
      expect(scene.reads()).toBe(2);
    });

    it('as it is now is asked for each time, and an old value does not answer', async () => {
      const scene = makeScene();
      await scene.read(now);
      await scene.read(now);
      expect(scene.reads()).toBe(2);
      scene.goAway();
      await expect(scene.read(now)).rejects.toThrow('Secrets Manager is away');
      expect(await scene.readValue(kept)).toBe(value);
    });
  });
};
