/** What a person gives as a secret's value: usable, or why not, without a part of it. */
import { describe, expect, it } from 'vitest';
import { type AdminKind, adminForm } from '../../cdk/bridge/secrets/admin-credentials.ts';
import { checkedCredentials, newCredentials } from '../../cdk/bridge/secrets/credential-form.ts';
import { newSecret, withOneMore } from '../../cdk/bridge/secrets/new-value.ts';
import { newPagerAddress } from '../../cdk/bridge/secrets/pager-address.ts';
import { type WmsKind, wmsForm } from '../../cdk/bridge/secrets/wms-credentials.ts';

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
  const certificate = '{"tls":{"certificate":"…","key":"…"}}';

  it.each<[WmsKind | undefined, string, object]>([
    ['oauth2', JSON.stringify(client), client],
    [undefined, `${JSON.stringify(client)}\n`, client],
    ['api-key', `{"apiKey":"${secret}"}`, { apiKey: secret }],
    [undefined, `{"apiKey":"${secret}"}`, { apiKey: secret }],
    ['api-key', `${secret}\n`, { apiKey: secret }],
  ])('may be given as %s, case %#', (kind, text, value) => {
    expect(newCredentials(wmsForm, kind, text)).toEqual({ kind: 'value', value });
  });

  it.each<[WmsKind | undefined, string, string]>([
    ['oauth2', ' ', 'nothing was given'],
    ['oauth2', secret, `it must be ${oauth2}, ${length}`],
    [undefined, secret, `it must be ${oauth2} or ${apiKey} or ${certificate}, ${length}`],
    ['mutual-tls', '{}', `it must be ${certificate}, ${length}`],
    [
      'mutual-tls',
      `{"apiKey":"${secret}"}`,
      `it must be ${certificate}: the WMS knows us by mutual-tls`,
    ],
    ['oauth2', '{"clientId":"bridge"}', `it must be ${oauth2}, ${length}`],
    ['oauth2', '{"clientId":"bridge","clientSecret":"short"}', `it must be ${oauth2}, ${length}`],
    ['oauth2', JSON.stringify({ ...client, url: 'x' }), `it must be ${oauth2}, ${length}`],
    ['oauth2', `{"apiKey":"${secret}"}`, `it must be ${oauth2}: the WMS knows us by oauth2`],
    ['api-key', JSON.stringify(client), `it must be ${apiKey}: the WMS knows us by api-key`],
    ['api-key', 'shpss_012', 'it has 9 characters; a secret has 16 to 512'],
    [
      'api-key',
      `{"apiKey":"${secret}é"}`,
      'an API key goes into a header: printable ASCII, no space at its ends',
    ],
  ])('as %s, case %#: %s', (kind, text, fault) => {
    expect(newCredentials(wmsForm, kind, text)).toEqual({ kind: 'wrong', fault });
    expect(fault).not.toMatch(parts);
  });

  it('what was asked for one by one is checked, too', () => {
    expect(
      checkedCredentials(wmsForm, 'oauth2', { clientId: '', clientSecret: secret }),
    ).toMatchObject({
      kind: 'wrong',
    });
    expect(checkedCredentials(wmsForm, 'oauth2', client)).toEqual({ kind: 'value', value: client });
  });
});

describe('credentials of a shop’s Admin API', () => {
  const app = { clientId: '0a1b2c', clientSecret: secret };
  const length = 'a secret of 16 to 512 characters';

  it.each<[AdminKind | undefined, string, object]>([
    ['client', JSON.stringify(app), app],
    [undefined, JSON.stringify(app), app],
    ['token', `${secret}\n`, { accessToken: secret }],
    ['token', `{"accessToken":"${secret}"}`, { accessToken: secret }],
  ])('may be given as %s, case %#', (kind, text, value) => {
    expect(newCredentials(adminForm, kind, text)).toEqual({ kind: 'value', value });
  });

  it.each<[AdminKind | undefined, string, string]>([
    [
      undefined,
      secret,
      `it must be {"clientId":"…","clientSecret":"…"} or {"accessToken":"…"}, ${length}`,
    ],
    ['client', `{"accessToken":"${secret}"}`, 'it must be {"clientId":"…","clientSecret":"…"}'],
    ['token', JSON.stringify(app), 'it must be {"accessToken":"…"}: Shopify knows us by token'],
    ['token', `{"accessToken":"${secret}é"}`, 'an access token goes into a header'],
  ])('as %s, case %#: %s', (kind, text, fault) => {
    const given = newCredentials(adminForm, kind, text);

    expect(given).toMatchObject({ kind: 'wrong', fault: expect.stringContaining(fault) });
    expect(JSON.stringify(given)).not.toMatch(parts);
  });
});

describe('the address of the pager', () => {
  const key = 'f0'.repeat(16);
  const url = `https://events.pagerduty.com/integration/${key}/enqueue`;

  it.each([
    [url, url],
    [`  ${url}\r\n`, url],
    [JSON.stringify({ url }), url],
    [url.replace('events.', 'events.eu.'), url.replace('events.', 'events.eu.')],
  ])('may be given so, case %#', (text, address) => {
    expect(newPagerAddress(text)).toEqual({ kind: 'value', value: { url: address } });
  });

  it.each([
    key,
    `"${url}"`,
    `{"url":"${url}"`,
    JSON.stringify({ url, more: 1 }),
    JSON.stringify({ URL: url }),
    url.replace('https:', 'http:'),
    url.replace('pagerduty.com', 'pagerduty.com.example'),
    url.replace('//', '//events.pagerduty.com@pager.example/'),
    url.replace('//', '//somebody@'),
    url.replace('.com/', '.com:8443/'),
    url.replace(key, 'short'),
    url.replace(`${key}/enqueue`, 'KEY'),
    url.replace('/enqueue', '/../../v2/enqueue'),
    `${url}?to=somebody`,
    `${url} ${url}`,
    `${url}\n${url}`,
  ])('may be nothing else, case %#', (text) => {
    const given = newPagerAddress(text);

    expect(given).toMatchObject({ kind: 'wrong', fault: expect.stringMatching(/^it must be /) });
    expect(JSON.stringify(given)).not.toMatch(/f0f0|somebody|example/);
  });

  it('must be given', () => {
    expect(newPagerAddress(' \n')).toEqual({ kind: 'wrong', fault: 'nothing was given' });
  });
});
