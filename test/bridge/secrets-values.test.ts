/** What a person gives as a secret's value: usable, or why not, without a part of it. */
import { describe, expect, it } from 'vitest';
import {
  checked,
  newSecret,
  newWmsSecret,
  type WmsKind,
  withOneMore,
} from '../../cdk/bridge/secrets/new-value.ts';

const secret = 'shpss_0123456789abcdef';
const parts = /shpss_|0123456789/;

describe("a shop's secret", () => {
  it.each([secret, `${secret}\n`, `  ${secret} \r\n`, 'x'.repeat(16), 'x'.repeat(512)])(
    'may be %j',
    (text) => {
      expect(newSecret(text)).toEqual({ kind: 'value', value: text.trim() });
    },
  );

  it.each([
    ['', 'nothing was given'],
    [' \n', 'nothing was given'],
    [`${secret}\n${secret}`, 'it has a space or a line break within'],
    [`"${secret}"`, 'give the value alone, without quotes or JSON around it'],
    [`{"secrets":["${secret}"]}`, 'give the value alone, without quotes or JSON around it'],
    ['shpss_012345678', 'it has 15 characters; a secret has 16 to 512'],
    ['0123456789'.repeat(52), 'it has 520 characters; a secret has 16 to 512'],
  ])('case %#: %s', (text, fault) => {
    expect(newSecret(text)).toEqual({ kind: 'wrong', fault });
    expect(fault).not.toMatch(parts);
  });

  it('one more comes last: Shopify signs with the oldest that is not revoked', () => {
    expect(withOneMore(['old'], 'new')).toEqual({ kind: 'value', value: ['old', 'new'] });
    expect(withOneMore([], 'new')).toEqual({ kind: 'value', value: ['new'] });
  });

  it('the same is not added twice, and five are the most', () => {
    const five = ['a', 'b', 'c', 'd', 'e'];

    expect(withOneMore(['old', 'new'], 'new')).toMatchObject({
      fault: 'the shop has this value already; nothing was changed',
    });
    expect(withOneMore(five.slice(1), 'new')).toMatchObject({ kind: 'value' });
    expect(withOneMore(five, 'new')).toMatchObject({
      fault: 'the shop has 5 values already, more cannot be; --replace leaves the new one alone',
    });
  });
});

describe('credentials of the WMS', () => {
  const client = { clientId: 'bridge', clientSecret: secret };
  const length = 'a secret of 16 to 512 characters';
  const oauth2 = '{"clientId":"…","clientSecret":"…"}';
  const apiKey = '{"apiKey":"…"}';

  it.each<[WmsKind | undefined, string, object]>([
    ['oauth2', JSON.stringify(client), client],
    [undefined, `${JSON.stringify(client)}\n`, client],
    ['api-key', `{"apiKey":"${secret}"}`, { apiKey: secret }],
    [undefined, `{"apiKey":"${secret}"}`, { apiKey: secret }],
    ['api-key', `${secret}\n`, { apiKey: secret }],
  ])('may be given as %s, case %#', (kind, text, value) => {
    expect(newWmsSecret(kind, text)).toEqual({ kind: 'value', value });
  });

  it.each<[WmsKind | undefined, string, string]>([
    ['oauth2', ' ', 'nothing was given'],
    ['oauth2', secret, `it must be ${oauth2}, ${length}`],
    [undefined, secret, `it must be ${oauth2} or ${apiKey}, ${length}`],
    ['oauth2', '{"clientId":"bridge"}', `it must be ${oauth2}, ${length}`],
    ['oauth2', '{"clientId":"bridge","clientSecret":"short"}', `it must be ${oauth2}, ${length}`],
    ['oauth2', JSON.stringify({ ...client, url: 'x' }), `it must be ${oauth2}, ${length}`],
    [
      'oauth2',
      `{"apiKey":"${secret}"}`,
      `it must be ${oauth2}: the WMS of this stage is known by oauth2`,
    ],
    [
      'api-key',
      JSON.stringify(client),
      `it must be ${apiKey}: the WMS of this stage is known by api-key`,
    ],
    ['api-key', 'shpss_012', 'it has 9 characters; a secret has 16 to 512'],
    [
      'api-key',
      `{"apiKey":"${secret}é"}`,
      'an API key goes into a header: printable ASCII, no space at its ends',
    ],
  ])('as %s, case %#: %s', (kind, text, fault) => {
    expect(newWmsSecret(kind, text)).toEqual({ kind: 'wrong', fault });
    expect(fault).not.toMatch(parts);
  });

  it('what was asked for one by one is checked, too', () => {
    expect(checked('oauth2', { clientId: '', clientSecret: secret })).toMatchObject({
      kind: 'wrong',
    });
    expect(checked('oauth2', client)).toEqual({ kind: 'value', value: client });
  });
});
