/** Certificates of the WMS's secret, set from files by a person, kept when the rest is renewed. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { privateAuthority } from '../contract/wms-private-authority.ts';
import { makeRun } from './run-bridge.ts';
import { giving, type NewStage, startNewStage } from './secrets-stage.ts';

const { ca, bridge, stranger } = privateAuthority;
const [first, second] = ['wms-0123456789abcdef', 'wms-fedcba9876543210'];

let stage: NewStage;
beforeAll(async () => {
  stage = await startNewStage();
  for (const [name, text] of Object.entries({
    ...{ 'ca.pem': ca, 'us.pem': `${bridge.certificate}\n`, 'us-key.pem': `\n${bridge.key}\n` },
    ...{ 'stranger-key.pem': stranger.key, 'none.pem': 'nothing', 'long.pem': 'x'.repeat(20_001) },
  }))
    writeFileSync(join(stage.stateDir, name), text);
});
afterAll(() => stage?.close());

const file = (name: string) => join(stage.stateDir, name);
const set = (text: string, ...args: readonly string[]) =>
  makeRun(stage.stateDir, Date.now, giving(text))('secrets', 'set', 'wms', ...args);
const held = () => stage.read(stage.outputs.WmsSecretArn);
const pair = () => ['--certificate', file('us.pem'), '--key', file('us-key.pem')];

it('an API key is set with the authority that vouches for the WMS', async () => {
  const { code, complaints } = await set(first, '--kind', 'api-key', '--ca', file('ca.pem'));

  expect([code, complaints]).toEqual([0, []]);
  expect(await held()).toEqual({ apiKey: first, tls: { ca } });
});

it('a new key leaves the certificates as they are, and they can be taken out', async () => {
  expect((await set(second, '--kind', 'api-key')).code).toBe(0);
  expect(await held()).toEqual({ apiKey: second, tls: { ca } });
  expect((await set(second, '--no-certificates')).code).toBe(0);
  expect(await held()).toEqual({ apiKey: second });
});

it('a certificate and its key can be all, and nothing is asked for then', async () => {
  const { code, out } = await set('', '--kind', 'mutual-tls', ...pair(), '--ca', file('ca.pem'));

  expect(code).toBe(0);
  expect(await held()).toEqual({ tls: { ca, ...bridge } });
  expect(out).not.toContain('BEGIN');
});

it.each([
  [['--ca', 'absent.pem'], '--ca: the file cannot be read'],
  [['--ca', 'none.pem'], '--ca: must be certificates in PEM'],
  [['--ca', 'long.pem'], '--ca: has 20001 characters, at most 20000 are possible'],
  [['--certificate', 'us.pem'], 'certificate and key belong together: both or neither'],
  [
    ['--certificate', 'us.pem', '--key', 'stranger-key.pem'],
    '--key: is not that of the first in --certificate',
  ],
])(
  'files are refused by the option that is wrong, and nothing is changed: %j',
  async (args, fault) => {
    const before = await held();
    const given = args.map((arg) => (arg.endsWith('.pem') ? file(arg) : arg));

    expect(await set(first, '--kind', 'api-key', ...given)).toEqual({
      ...{ code: 1, out: '', complaints: [`bridge: ${fault}`] },
    });
    expect(await held()).toEqual(before);
  },
);

it('a certificate that is valid no more is refused', async () => {
  const in2150 = () => Date.parse('2150-01-01T00:00:00Z');
  const run = makeRun(stage.stateDir, in2150, giving(''));

  expect(await run('secrets', 'set', 'wms', '--kind', 'mutual-tls', ...pair())).toMatchObject({
    ...{ code: 1, complaints: ['bridge: --certificate: is valid no more'] },
  });
});
