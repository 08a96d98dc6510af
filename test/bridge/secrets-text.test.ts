/** What is known of a secret without reading it, and what an operator is told, word for word. */
import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../cdk/bridge/refusal.ts';
import { describedOf } from '../../cdk/bridge/secrets/described-secret.ts';
import { listJson, listText } from '../../cdk/bridge/secrets/list-text.ts';
import { setAnswer, shopNotes, wmsNotes } from '../../cdk/bridge/secrets/set-text.ts';
import {
  chooseShop,
  neededSecretsOf,
  pagerSecretOf,
  shopSecretsOf,
  wmsSecretOf,
} from '../../cdk/bridge/secrets/stage-secrets.ts';
import type { StageNames } from '../../cdk/bridge/stage-names.ts';
import { madeNotSet } from '../../lib/config/secret-values.ts';
import { local, now, past, production } from './seen-circuits.ts';

const made = `Client secrets that sign the webhooks of demo.myshopify.com (${madeNotSet})`;
const changed = { LastChangedDate: new Date(past(300)) };
const current = { v1: ['AWSCURRENT'] };
const another = { v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT'] };

describe('without reading a secret', () => {
  it.each([
    ['as the stack made it', { VersionIdsToStages: current, Description: made }, 'not_set', 'v1'],
    ['with a later value', { VersionIdsToStages: another, Description: made }, 'set', 'v2'],
    ["the team's own, with its first", { VersionIdsToStages: current }, 'set', 'v1'],
    ["the team's own, with none yet", { VersionIdsToStages: {} }, 'not_set', undefined],
    ['with a value that is to come', { VersionIdsToStages: { v3: ['AWSPENDING'] } }, 'not_set'],
    ['deleted', { VersionIdsToStages: another, DeletedDate: new Date(now) }, 'deleted', 'v2'],
  ])('it is known of one %s', (_, described, state, version?: string) => {
    expect(describedOf({ ...described, ...changed })).toEqual({
      ...{ state, changedAt: past(300) },
      ...(version === undefined ? {} : { version }),
    });
  });
});

describe('which shop is meant', () => {
  const two: StageNames = {
    ...production,
    shopSecrets: { 'a-b.myshopify.com': 'A', 'c.myshopify.com': 'C' },
  };
  const refusedFor = (asked: string | undefined, names = two) => {
    try {
      return chooseShop(names, asked).shop;
    } catch (error) {
      return [exitCodeOf(error), error instanceof Error && error.message];
    }
  };

  it.each([
    ['a-b', 'a-b.myshopify.com'],
    ['C.MyShopify.com', 'c.myshopify.com'],
  ])('%s is %s', (asked, shop) => {
    expect(refusedFor(asked)).toBe(shop);
  });

  it('need not be said where there is one, and must be where there are two', () => {
    expect(refusedFor(undefined, production)).toBe('my-shop.myshopify.com');
    expect(refusedFor(undefined)).toEqual([
      2,
      'say which shop, with --shop: stage production has a-b.myshopify.com, c.myshopify.com',
    ]);
    expect(refusedFor('other')).toEqual([
      2,
      'stage production has no shop other; it has a-b.myshopify.com, c.myshopify.com',
    ]);
  });
});

describe('secrets list', () => {
  const names = { ...production, wmsSecret: 'arn:wms' };
  const [shop] = shopSecretsOf(names);
  const wms = wmsSecretOf(names);
  if (shop === undefined || wms === undefined) throw new Error('the stage has both');
  const set = { state: 'set', version: '945b41ca-2c1f', changedAt: past(300) } as const;
  const seen = (state: 'set' | 'not_set' | 'missing' | 'deleted') => ({
    ...{ names, now },
    secrets: [
      { ...shop, ...set },
      { ...wms, ...(state === 'missing' ? { state } : { ...set, state }) },
    ],
  });

  it('is a table, and reads nothing', () => {
    expect(listText(seen('set'))).toBe(
      `The secrets of stage production. None was read, so it is not told how many values a shop has.

  SECRET OF                   STATE  VERSION   LAST CHANGED                        IN USE, LAST 4 H
  shop my-shop.myshopify.com  set    945b41ca  2026-11-22 09:55:00 UTC, 5 min ago  -
  WMS                         set    945b41ca  2026-11-22 09:55:00 UTC, 5 min ago  -`,
    );
  });

  it('tells which of a shop’s several secrets sign, and since when none did', () => {
    const value = [
      { position: 0, lastAt: past(120) },
      { position: 1, lastAt: past(0) },
    ];
    const secrets = [{ ...shop, ...set, use: { kind: 'read' as const, value } }];

    expect(listText({ names, now, secrets }).split('\n').at(-1)).toMatch(
      / {2}oldest, 2 min ago; 2nd, just now$/,
    );
    expect(listJson({ names, now, secrets })).toMatchObject({
      secrets: [
        {
          signedWith: [
            { position: 0, lastAt: '2026-11-22T09:58:00.000Z' },
            { position: 1, lastAt: '2026-11-22T10:00:00.000Z' },
          ],
        },
      ],
    });
  });

  it('says why it is not known which of them sign', () => {
    const use = { kind: 'unreadable', why: 'no right' } as const;
    const secrets = [{ ...shop, ...set, use }];
    const text = listText({ names, now, secrets });

    expect(text).toContain(
      '  not known\n\n  shop my-shop.myshopify.com: which is in use is not known: no right',
    );
    expect(listJson({ names, now, secrets })).toMatchObject({
      secrets: [{ signedWith: { notReadable: 'no right' } }],
    });
  });

  it.each([
    ['not_set', '  WMS: npm run bridge -- secrets set wms --stage production'],
    ['missing', '  WMS: there is no secret arn:wms: deploy the stage again'],
    ['deleted', '  WMS: restore it: aws secretsmanager restore-secret --secret-id arn:wms'],
  ] as const)('says what to do about one that is %s', (state, remedy) => {
    expect(listText(seen(state)).split('\n').at(-1)).toBe(remedy);
  });

  it('says when the address of the pager is needed, which a stage may do without', () => {
    const pager = pagerSecretOf({ ...names, pagerSecret: 'arn:pager' });
    if (pager === undefined) throw new Error('the stage tells it');
    const secrets = [{ ...pager, state: 'not_set' as const }];

    expect(listText({ names, now, secrets }).split('\n').at(-1)).toBe(
      '  pager: npm run bridge -- secrets set pager --stage production (only before alarms.pagerDuty is true)',
    );
    expect(pagerSecretOf(names)).toBeUndefined();
    expect(neededSecretsOf({ ...names, pagerSecret: 'arn:pager' })).not.toContainEqual(pager);
  });

  it('is JSON for a program', () => {
    const { title: secret, arn } = wms;

    expect(listJson(seen('missing'))).toEqual({
      ...{ stage: 'production', at: '2026-11-22T10:00:00.000Z' },
      secrets: [
        {
          ...{ secret: 'shop my-shop.myshopify.com', arn: 'arn:shop', state: 'set' },
          ...{ version: '945b41ca-2c1f', changedAt: '2026-11-22T09:55:00.000Z' },
        },
        { secret, arn, state: 'missing' },
      ],
    });
  });
});

describe('secrets set', () => {
  const [shop] = shopSecretsOf(local);
  if (shop === undefined) throw new Error('the stage has a shop');
  const before = { state: 'set' } as const;
  const setting = { names: local, now, before, version: '945b41ca-2c1f' };

  it('one more: what is taken when, what comes next, and a line for the record', () => {
    const notes = shopNotes('added', 'set', local.flag);
    const { text, json } = setAnswer({ ...setting, secret: shop, how: 'added', values: 2, notes });

    expect(text).toBe(`The secret of shop my-shop.myshopify.com of the local stack is set.

  version       945b41ca, 2 values
  used          webhooks signed with it are taken within 1 min; the others are as before
  then          after 5 min revoke the old one in Shopify; secrets list tells which signs;
                once the old one does not any more: npm run bridge -- secrets retire shop
  audit         2026-11-22T10:00:00.000Z secrets set shop stage=local secret="shop my-shop.myshopify.com" how=added before=set version=945b41ca-2c1f`);
    expect(json).toEqual({
      audit: {
        ...{ at: '2026-11-22T10:00:00.000Z', command: 'secrets set shop', stage: 'local' },
        ...{ secret: 'shop my-shop.myshopify.com', how: 'added', before: 'set' },
        version: '945b41ca-2c1f',
      },
      ...{ values: 2, usedAfterSecondsMax: 300 },
    });
  });

  it('another one instead: until when the old one is taken', () => {
    expect(shopNotes('replaced', 'set', '')[1]).toEqual([
      'the old',
      'is turned away after 5 min at most, whoever signs with it',
    ]);
    expect(shopNotes('replaced', 'not_set', '')).toHaveLength(1);
  });

  it('the first one: how to see that it works', () => {
    expect(shopNotes('set', 'not_set', ' --stage production')[1]).toEqual([
      'check',
      'npm run bridge -- smoke --stage production',
    ]);
  });

  it("the WMS's: when it is used, also in a hold", () => {
    const secret = { kind: 'wms', arn: 'arn:wms', title: 'WMS', command: '' } as const;
    const notes = wmsNotes(production);
    const { text, json } = setAnswer({ ...setting, secret, how: 'replaced', notes });

    expect(text).toContain(
      '  used          within 5 min; at once where the WMS refuses the old one',
    );
    expect(text).toContain('npm run bridge -- circuit show --stage production');
    expect(json).toMatchObject({ audit: { command: 'secrets set wms', secret: 'WMS' } });
    expect(json).not.toHaveProperty('values');
  });
});
