import { describe, expect, it } from 'vitest';
import { makeReadSecretVersion, makeReadWmsSecret } from '../../lib/adapters/secrets.ts';
import { notSetSecret } from '../../lib/config/secret-values.ts';
import { arn, fresh, kept, makeScene, textOf } from './secrets-scene.ts';

describe('the WMS’s secret', () => {
  const nothingRefused = () => false;

  it.each([
    [
      '{"clientId":"bridge","clientSecret":"hush-hush-hush-hush"}',
      { kind: 'set', value: { clientId: 'bridge', clientSecret: 'hush-hush-hush-hush' } },
    ],
    ['{"apiKey":"hush-hush-hush-hush"}', { kind: 'set', value: { apiKey: 'hush-hush-hush-hush' } }],
    [notSetSecret, { kind: 'not-set' }],
    ['hush-hush-hush-hush', { kind: 'malformed', fault: 'it is not JSON' }],
  ])('%j is read as what it is', async (text, parsed) => {
    expect(await makeReadWmsSecret(textOf(text), nothingRefused)(kept)).toEqual(parsed);
  });

  it('that is malformed is told without any part of it', async () => {
    const parsed = await makeReadWmsSecret(textOf('{"apiKey":"hush"}'), nothingRefused)(kept);
    expect(parsed.kind).toBe('malformed');
    expect(JSON.stringify(parsed)).not.toContain('hush');
  });

  it('comes with its version, whatever it is', async () => {
    const scene = makeScene(notSetSecret);
    const read = makeReadWmsSecret(scene.read, nothingRefused);
    const seen = [await read(kept)];
    scene.set('{"apiKey":"hush-hush-hush-hush"}');
    scene.pass(300);
    seen.push(await read(kept));
    expect(seen).toMatchObject([
      { kind: 'not-set', version: 'v1' },
      { kind: 'set', version: 'v2' },
    ]);
  });

  it('is read at once where a fresh one is asked for, so that a rotation is seen', async () => {
    const scene = makeScene('{"apiKey":"hush-hush-hush-hush"}');
    const read = makeReadWmsSecret(scene.read, nothingRefused);
    await read(kept);
    scene.set('{"apiKey":"another-key-of-ours"}');
    expect(await read(kept)).toMatchObject({ version: 'v1' });
    expect(await read(fresh)).toMatchObject({ value: { apiKey: 'another-key-of-ours' } });
    scene.goAway();
    await expect(read(fresh)).rejects.toThrow('Secrets Manager is away');
  });

  it('that was refused is never taken from memory', async () => {
    const scene = makeScene('{"apiKey":"hush-hush-hush-hush"}');
    const read = makeReadWmsSecret(scene.read, (version) => version === 'v1');
    await scene.read(kept);
    scene.set('{"apiKey":"another-key-of-ours"}');
    expect(await read(kept)).toMatchObject({ version: 'v2' });
    expect([await read(kept), scene.reads()]).toMatchObject([{ version: 'v2' }, 2]);
  });

  it('has the version that Secrets Manager has now, or none that can be relied on', async () => {
    const scene = makeScene();
    const readVersion = makeReadSecretVersion(scene.read, arn);
    const versions = [await readVersion()];
    scene.set('new');
    versions.push(await readVersion());
    expect(versions).toEqual(['v1', 'v2']);
    scene.goAway();
    await expect(readVersion()).rejects.toThrow('Secrets Manager is away');
  });

  it('that nobody has has no version, and is not asked for', async () => {
    const scene = makeScene();
    expect(await makeReadSecretVersion(scene.read, '')()).toBeUndefined();
    expect(scene.reads()).toBe(0);
  });
});
