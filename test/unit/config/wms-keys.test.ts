/** When a stage may rotate the WMS's credentials, and how often. */
import { describe, expect, it } from 'vitest';
import { parseStage } from '../../../lib/config/stage.ts';

const oauth2 = { kind: 'oauth2', tokenUrl: 'https://wms.example.com/oauth/token' };
type Parts = { readonly wms?: object; readonly delivery?: object };
const parsed = (wmsKeys: object, auth: object = oauth2, more: Parts = {}) => {
  const stage = parseStage({
    shops: [{ domain: 'demo.myshopify.com' }],
    wms: { baseUrl: 'https://wms.example.com', auth, ...more.wms },
    delivery: more.delivery ?? {},
    wmsKeys,
  });
  return stage.kind === 'stage' ? stage.settings.wmsKeys : stage.faults;
};

describe('the rotation of the WMS’s credentials', () => {
  it('is every 90 days unless another number is set', () => {
    expect(parsed({})).toEqual({ everyDays: 90 });
    expect(parsed({ everyDays: 30, scope: 'keys' })).toEqual({ everyDays: 30, scope: 'keys' });
  });

  it.each([
    [
      { everyDays: 91 },
      oauth2,
      'wmsKeys.everyDays: is 91, must not exceed alarms.wmsSecretDaysMax (90), or each rotation is preceded by a ticket',
    ],
    [
      {},
      { kind: 'none' },
      'wmsKeys: must be left out where wms.auth.kind is none: there are no credentials',
    ],
    [
      {},
      { kind: 'mutualTls' },
      'wmsKeys: must be left out where wms.auth.kind is mutualTls: a certificate is no key of /keys',
    ],
    [{ scope: 'keys' }, { kind: 'apiKey' }, 'wmsKeys.scope: is of OAuth 2.0 alone; leave it out'],
  ])('%j with %j is refused', (wmsKeys, auth, fault) => {
    expect(parsed(wmsKeys, auth)).toEqual([fault]);
  });

  it('needs a WMS that takes a request a second: its share of fewer is too little', () => {
    const slow = (limitPerSecond: number) =>
      parsed({}, oauth2, {
        wms: { limitPerSecond, pacePerSecond: 0.4 },
        delivery: { concurrency: 2 },
      });

    expect(slow(1)).toEqual({ everyDays: 90 });
    expect(slow(0.9)).toEqual([
      'wms.limitPerSecond: is 0.9, must be at least 1 with wmsKeys: 5 % of it is too little for a rotation; raise it, or leave wmsKeys out',
    ]);
  });
});
