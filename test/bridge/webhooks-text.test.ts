/** What Shopify sends to a stage, word for word. */
import { describe, expect, it } from 'vitest';
import type { SeenShop } from '../../cdk/bridge/reconcile/answers.ts';
import { checkAnswer } from '../../cdk/bridge/webhooks/check-text.ts';
import { now, production } from './seen-circuits.ts';

const shop = 'my-shop.myshopify.com';
const noFaults = { missing: [], elsewhere: [], otherVersion: [], doubled: [] };
const seen = (given: Partial<SeenShop> = {}): SeenShop => ({
  ...{ shop, end: { kind: 'done' }, faults: noFaults, apiVersionDaysLeft: 313 },
  ...given,
});
const answer = (...shops: readonly SeenShop[]) =>
  checkAnswer({ names: production, now, check: { kind: 'subscriptions', shops: [...shops] } });

describe('webhooks check', () => {
  it('says where all is well', () => {
    const { text, json, exitCode } = answer(seen());

    expect(exitCode).toBeUndefined();
    expect(text).toBe(`Shopify sends all webhooks of stage production.

  address       https://api.example/webhooks/shopify
  webhooks      my-shop.myshopify.com: all topics come`);
    expect(json).toEqual({
      ...{ stage: 'production', at: '2026-11-22T10:00:00.000Z', well: true, shops: [seen()] },
      webhookUrl: 'https://api.example/webhooks/shopify',
    });
  });

  it.each<[string, Partial<SeenShop>, string]>([
    ['missing', { faults: { ...noFaults, missing: ['orders/create'] } }, 'missing: orders/create'],
    [
      'in another version',
      { faults: { ...noFaults, otherVersion: [{ topic: 'orders/paid', apiVersion: '2026-07' }] } },
      'in another version of the Admin API: orders/paid in 2026-07',
    ],
    [
      'doubled',
      { faults: { ...noFaults, doubled: ['orders/paid'] } },
      'sent more than once: orders/paid',
    ],
    ['not known', { end: { kind: 'busy' } }, 'another run is at it'],
  ])('is not well with topics that are %s', (_what, given, line) => {
    const { faults: _faults, ...rest } = seen();
    const { text, exitCode } = answer(given.end ? { ...rest, ...given } : seen(given));

    expect(exitCode).toBe(1);
    expect(text).toMatch(/^Webhooks of stage production are not as they should be: my-shop\./);
    expect(text).toContain(`  ${shop}: ${line}`);
    expect(text).not.toContain('all topics come');
  });

  it('says how to have those sent that are missing, and when not to', () => {
    const { text } = answer(seen({ faults: { ...noFaults, missing: ['orders/create'] } }));

    expect(text).toMatch(
      /^ {2}register {6}npm run bridge -- webhooks register --stage production$/m,
    );
    expect(text).toContain('configuration file');
  });

  it('tells what else comes, which is not ours', () => {
    const elsewhere = [{ topic: 'orders/create', uri: 'https://old.example' }];
    const { text, exitCode } = answer(seen({ faults: { ...noFaults, elsewhere } }));

    expect(exitCode).toBeUndefined();
    expect(text).toContain('sent to another address: orders/create to https://old.example');
  });

  it('tells what was registered now, and a version that ends soon', () => {
    const { text } = answer(seen({ registered: ['orders/paid'], apiVersionDaysLeft: 89 }));

    expect(text).toContain('registered now: orders/paid');
    expect(text).toContain('ends in 89 days: take a newer release');
  });
});
