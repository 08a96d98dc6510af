import { describe, expect, it } from 'vitest';
import {
  adminSecretSchema,
  notSetSecret,
  parseSecret,
  shopSecretSchema,
  wmsSecretSchema,
} from '../../../lib/config/secret-values.ts';

const secret = 'shpss_0123456789abcdef';

describe('a secret that nobody has set', () => {
  it('holds this very text, which CloudFormation must never write again', () => {
    expect(notSetSecret).toBe('{"state":"not set"}');
  });

  it.each([shopSecretSchema, wmsSecretSchema, adminSecretSchema])(
    'is known as such, case %#',
    (schema) => {
      expect(parseSecret(schema, '{"state":"not set"}')).toEqual({ kind: 'not-set' });
    },
  );
});

describe('a secret that is set', () => {
  it('holds the client secrets of a shop in the order in which they are tried', () => {
    const value = { secrets: [secret, `${secret}-older`] };

    expect(parseSecret(shopSecretSchema, JSON.stringify(value))).toEqual({ kind: 'set', value });
  });

  it.each([{ clientId: 'bridge', clientSecret: secret }, { apiKey: secret }])(
    'holds what the WMS asks for, case %#',
    (value) => {
      expect(parseSecret(wmsSecretSchema, JSON.stringify(value))).toEqual({ kind: 'set', value });
    },
  );
});

describe('the secret of a shop’s Admin API', () => {
  it.each([{ clientId: 'app', clientSecret: secret }, { accessToken: secret }])(
    'holds an app’s credentials or its permanent token, case %#',
    (value) => {
      expect(parseSecret(adminSecretSchema, JSON.stringify(value))).toEqual({ kind: 'set', value });
    },
  );

  it.each(['{"clientId":"app"}', `{"apiKey":"${secret}"}`, '{"accessToken":"short"}'])(
    'holds nothing else: %s',
    (text) => {
      expect(parseSecret(adminSecretSchema, text).kind).toBe('malformed');
    },
  );
});

describe('a secret that could be guessed', () => {
  const kindsOf = (length: number) => {
    const short = 'x'.repeat(length);
    return [
      parseSecret(shopSecretSchema, JSON.stringify({ secrets: [short] })),
      parseSecret(shopSecretSchema, JSON.stringify({ secrets: [secret, short] })),
      parseSecret(wmsSecretSchema, JSON.stringify({ clientId: 'bridge', clientSecret: short })),
      parseSecret(wmsSecretSchema, JSON.stringify({ apiKey: short })),
      parseSecret(adminSecretSchema, JSON.stringify({ clientId: 'app', clientSecret: short })),
      parseSecret(adminSecretSchema, JSON.stringify({ accessToken: short })),
    ].map(({ kind }) => kind);
  };

  it.each([0, 1, 8, 15])('since it has %i characters is refused, whosever it is', (length) => {
    expect(kindsOf(length)).toEqual(Array(6).fill('malformed'));
  });

  it('has fewer than sixteen characters', () => {
    expect(kindsOf(16)).toEqual(Array(6).fill('set'));
    expect(kindsOf(512)).toEqual(Array(6).fill('set'));
    expect(kindsOf(513)).toEqual(Array(6).fill('malformed'));
  });
});

describe('a malformed secret', () => {
  it.each([
    ['', 'it is not JSON'],
    [secret, 'it is not JSON'],
    ['null', 'the value: invalid_type'],
    ['{"secrets":[]}', 'secrets: too_small'],
    [`{"secrets":["${secret}",7]}`, 'secrets.1: invalid_type'],
    ['{"secrets":["too-short"]}', 'secrets.0: too_small'],
    [`{"secrets":["${secret}"],"note":"x"}`, 'the value: unrecognized_keys'],
  ])('says what is wrong with its shape, case %#', (text, fault) => {
    expect(parseSecret(shopSecretSchema, text)).toEqual({ kind: 'malformed', fault });
  });

  it.each([secret, `{"secrets":"${secret}"}`, `{"${secret}":1}`, `{"secrets":["${secret}",{}]}`])(
    'never shows a part of its value, case %#',
    (text) => {
      expect(JSON.stringify(parseSecret(shopSecretSchema, text))).not.toContain(secret.slice(0, 6));
      expect(JSON.stringify(parseSecret(wmsSecretSchema, text))).not.toContain(secret.slice(0, 6));
    },
  );
});

describe('certificates in the WMS’s secret', () => {
  const certificate = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
  const key = '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----';
  const faultOf = (value: object) => {
    const parsed = parseSecret(wmsSecretSchema, JSON.stringify(value));
    return parsed.kind === 'malformed' ? parsed.fault : parsed.kind;
  };

  it.each([
    [{ apiKey: secret, tls: { ca: certificate } }],
    [{ clientId: 'bridge', clientSecret: secret, tls: { ca: certificate, certificate, key } }],
    [{ apiKey: secret, tls: { certificate: `${certificate}\n${certificate}\n`, key } }],
    [{ tls: { certificate, key } }],
    [{ tls: { ca: certificate, certificate, key: key.replaceAll('PRIVATE', 'EC PRIVATE') } }],
  ])('lie beside other credentials, or alone: case %#', (value) => {
    expect(faultOf(value)).toBe('set');
  });

  it.each([
    [{ apiKey: secret, tls: { ca: 'MIIB' } }, 'tls.ca: must be certificates in PEM'],
    [{ apiKey: secret, tls: { ca: key } }, 'tls.ca: must be certificates in PEM'],
    [
      { apiKey: secret, tls: { certificate } },
      'tls: certificate and key belong together: both or neither',
    ],
    [
      { tls: { certificate, key: key.replaceAll('PRIVATE', 'ENCRYPTED PRIVATE') } },
      'tls.key: must be a private key without a passphrase in PEM',
    ],
    [{ tls: { ca: certificate, certificate } }, 'tls.key: invalid_type'],
    [{ apiKey: secret, tls: { ca: certificate, crl: 'x' } }, 'tls: unrecognized_keys'],
  ])('are told by the member that is wrong: case %#', (value, fault) => {
    expect(faultOf(value)).toBe(fault);
  });
});
