/** What a nightly comparison came to, word for word, and where its page lies. */
import { describe, expect, it } from 'vitest';
import { nightsAnswer, type ToldNights } from '../../cdk/bridge/reconcile/nightly-text.ts';
import {
  addCounts,
  type Handled,
  noDifferences,
} from '../../lib/reconciliation/nightly/difference.ts';
import type { LastNightly } from '../../lib/reconciliation/nightly/nightly-item.ts';
import { now, production } from './seen-circuits.ts';

const shop = 'my-shop.myshopify.com';
const key = `reports/production/${shop}/2026-11-22/0a1b`;
const last = (handled: readonly Pick<Handled, 'kind' | 'outcome'>[], given = {}): LastNightly => ({
  ...{ run: '0a1b', begunAt: '2026-11-22T02:00:00.000Z', finishedAt: '2026-11-22T02:06:11.000Z' },
  ...{ orders: 100_000, counts: addCounts(noDifferences, handled), gaps: [], report: key },
  ...given,
});
const answer = (night: LastNightly | null, given: Partial<ToldNights> = {}) =>
  nightsAnswer({ names: production, now, nights: [{ shop, last: night }], ...given });

describe('the last nightly comparison', () => {
  it('that found nothing is well, and ends well', () => {
    const { text, exitCode } = answer(last([]));

    expect(exitCode).toBeUndefined();
    expect(text).toBe(`my-shop.myshopify.com: All is well: 100000 orders compared, no differences.

  finished      2026-11-22 02:06:11 UTC, 7 h 53 min ago
  page          s3://reports/${key}.html`);
  });

  it('that repaired everything says what, and ends well', () => {
    const { text, exitCode } = answer(
      last([
        { kind: 'missing', outcome: 'repaired' },
        { kind: 'missing', outcome: 'settled' },
        { kind: 'cancelled_but_open', outcome: 'repaired' },
      ]),
    );

    expect(exitCode).toBeUndefined();
    expect(
      text,
    ).toBe(`my-shop.myshopify.com: All is well again: 100000 orders compared, 2 differences found and repaired. Nothing is to be done.

  finished      2026-11-22 02:06:11 UTC, 7 h 53 min ago
  missing       1 in Shopify, and never came to the bridge
  cancelled     1 cancelled, and open at the WMS
  page          s3://reports/${key}.html`);
  });

  it('after which somebody must look ends with 1, and says what was not compared', () => {
    const { text, exitCode, json } = answer(
      last([{ kind: 'unknown_to_shopify', outcome: 'reported' }], { gaps: ['wms_unfinished'] }),
    );

    expect(exitCode).toBe(1);
    expect(
      text,
    ).toBe(`my-shop.myshopify.com: Somebody must look: 1 of 1 difference among 100000 orders could not be repaired. See what to do below.

  finished      2026-11-22 02:06:11 UTC, 7 h 53 min ago
  unknown       1 at the WMS, and unknown to Shopify
  not whole     The list of the WMS did not come to its end within two hours.
  page          s3://reports/${key}.html`);
    expect(json).toMatchObject({
      shops: [{ shop, last: { verdict: 'look', found: { unknown_to_shopify: 1 } } }],
    });
  });

  it('that never was is said, and ends with 1', () => {
    expect(answer(null)).toMatchObject({
      text: 'my-shop.myshopify.com: no nightly comparison is finished yet.',
      ...{ exitCode: 1, json: { shops: [{ shop }] } },
    });
  });

  it('is shown beside the one that is under way, which is not waited for any longer', () => {
    const under = [
      {
        ...{ shop, end: { kind: 'exporting' } },
        current: { run: '2c3d', phase: 'exporting', listed: 800, compared: 0 },
      },
    ];
    const { text, exitCode } = answer(last([]), { under });

    expect(exitCode).toBe(1);
    expect(text).toContain(
      '  under way     exporting, Shopify is at it\n                the schedule goes on with it',
    );
  });
});
