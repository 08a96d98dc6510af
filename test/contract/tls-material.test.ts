import { describe, expect, it } from 'vitest';
import { makeReadWmsSecret } from '../../lib/adapters/secrets.ts';
import { tlsFault } from '../../lib/adapters/tls-material.ts';
import { kept, textOf } from './secrets-scene.ts';
import { privateAuthority } from './wms-private-authority.ts';

const { ca, bridge, stranger } = privateAuthority;
/** As certificates look, with nothing of one within. */
const hollow = '-----BEGIN CERTIFICATE-----\nTm90IG9uZQ==\n-----END CERTIFICATE-----';
const hollowKey = '-----BEGIN PRIVATE KEY-----\nTm90IG9uZQ==\n-----END PRIVATE KEY-----';

describe('certificates of a secret', () => {
  it.each([
    [{}],
    [{ ca }],
    [{ ca: `${ca}\n${stranger.certificate}` }],
    [{ ...bridge }],
    [{ ca, certificate: `${bridge.certificate}\n${ca}`, key: bridge.key }],
  ])('can be used, case %#', (tls) => {
    expect(tlsFault(tls, Date.parse('2026-12-31T00:00:00Z'))).toBeUndefined();
  });

  it.each([
    [{ ca: hollow }, 'tls.ca: certificate 1 of 1 cannot be read'],
    [{ ca: `${ca}\n${hollow}` }, 'tls.ca: certificate 2 of 2 cannot be read'],
    [{ ca: Array(11).fill(ca).join('\n') }, 'tls.ca: has 11 certificates, at most 10 are possible'],
    [{ ...bridge, certificate: hollow }, 'tls.certificate: certificate 1 of 1 cannot be read'],
    [{ ...bridge, key: hollowKey }, 'tls.key: cannot be read'],
    [{ ...bridge, key: stranger.key }, 'tls.key: is not that of the first in tls.certificate'],
  ])('cannot be used, and the member is named: case %#', (tls, fault) => {
    expect(tlsFault(tls)).toBe(fault);
  });

  it('that are valid no more are told where somebody asks for that', () => {
    expect(tlsFault(bridge, Date.parse('2150-01-01T00:00:00Z'))).toBe(
      'tls.certificate: is valid no more',
    );
    expect(tlsFault(bridge)).toBeUndefined();
  });

  it('that cannot be read make the secret malformed, without any part of them', async () => {
    const secret = { apiKey: 'hush-hush-hush-hush', tls: { ...bridge, key: stranger.key } };
    const read = makeReadWmsSecret(textOf(JSON.stringify(secret)), () => false);

    expect(await read(kept)).toEqual({
      ...{ kind: 'malformed', fault: 'tls.key: is not that of the first in tls.certificate' },
    });
  });
});
