/** The command that has the WMS's credentials rotated, and how it tells the end. */
import { describe, expect, it } from 'vitest';
import { awaitRotation, rotationMillisMax } from '../../cdk/bridge/secrets/await-rotation.ts';
import { rotatedAnswer } from '../../cdk/bridge/secrets/rotate-wms.ts';
import { now as at, production } from './seen-circuits.ts';

/** Each look finds the next of these; the last one for ever. */
const watch = async (...labels: readonly (readonly string[] | undefined)[]) => {
  let now = 0;
  let looks = 0;
  const told: number[] = [];
  const end = await awaitRotation({
    labels: async () => labels[Math.min(looks++, labels.length - 1)],
    pause: async (millis) => {
      now += millis;
    },
    left: new AbortController().signal,
    now: () => now,
    tell: (seconds) => told.push(seconds),
  });
  return { end, told, millis: now };
};

describe('a rotation is watched', () => {
  it('until its version is in use', async () => {
    expect(await watch(['AWSPENDING'], ['AWSPENDING'], ['AWSCURRENT'])).toEqual({
      ...{ end: 'in-use', told: [0, 1], millis: 2_000 },
    });
  });

  it('until its function gives the version up', async () => {
    expect((await watch(['AWSPENDING'], undefined)).end).toBe('given-up');
  });

  it('for three minutes at most', async () => {
    const { end, millis } = await watch(['AWSPENDING']);

    expect([end, millis]).toEqual(['under-way', rotationMillisMax]);
  });

  it('and no longer than somebody is there', async () => {
    const left = new AbortController();
    left.abort();
    const end = await awaitRotation({
      ...{ labels: async () => ['AWSPENDING'], pause: async () => undefined },
      ...{ left: left.signal, now: () => 0, tell: () => undefined },
    });

    expect(end).toBe('under-way');
  });
});

describe('what is told of it', () => {
  it('when the credentials are new: how long the old ones stay good', () => {
    const { text, json, exitCode } = rotatedAnswer({
      ...{ names: production, at, version: 'v2', end: 'in-use' },
    });

    expect(exitCode).toBeUndefined();
    expect(text).toBe(`The WMS's credentials of stage production are new.

  the old       stay good until the next rotation; two in a row end them now
  check         npm run bridge -- smoke --stage production
  audit         2026-11-22T10:00:00.000Z secrets rotate wms stage=production version=v2 how=in-use`);
    expect(json).toEqual({
      audit: {
        ...{ at: '2026-11-22T10:00:00.000Z', command: 'secrets rotate wms' },
        ...{ stage: 'production', version: 'v2', how: 'in-use' },
      },
    });
  });

  it.each([
    ['given-up', 'are the old ones: the rotation was given up'],
    ['under-way', 'are the old ones: the rotation is not at its end'],
  ] as const)('when it is %s: where to look, and that it is not done', (end, words) => {
    const answer = rotatedAnswer({ names: production, at, version: 'v2', end });

    expect(answer.exitCode).toBe(1);
    expect(answer.text).toContain(words);
    expect(answer.text).toContain('the log of rotate-wms-key says at which step');
  });
});
