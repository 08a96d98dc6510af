/** What a backfill came to, word for word, and what comes next. */
import { describe, expect, it } from 'vitest';
import type { SeenEnd } from '../../cdk/bridge/reconcile/answers.ts';
import { backfillAnswer } from '../../cdk/bridge/reconcile/backfill-text.ts';
import { endText, isPassing } from '../../cdk/bridge/reconcile/end-text.ts';
import type { Backfill, Ended } from '../../cdk/bridge/reconcile/run-backfill.ts';
import { now as at, local, production } from './seen-circuits.ts';

const shop = 'my-shop.myshopify.com';
const since = '2026-11-22T00:00:00Z';
const request: Backfill = { action: 'backfill', since, dryRun: false, by: 'ada' };
const counts = { known: 40, missed: 2, lost: 1, repaired: 0, parked: 0, hidden: 0, postponed: 0 };
const whole: Ended = {
  ...{ counts, orders: [`${shop}/1`, `${shop}/2`], kept: [], hiddenBefore: [], slices: 1 },
  troubles: new Map(),
};
const answer = (ended: Partial<Ended> = {}, given: object = {}) =>
  backfillAnswer({
    ...{ names: production, at, request, isLeft: false },
    ended: { ...whole, ...ended },
    ...given,
  });

describe('a backfill', () => {
  it('that is done says what it put on the queue', () => {
    const { text, exitCode } = answer();

    expect(exitCode).toBeUndefined();
    expect(text).toBe(`3 of stage production were put on the queue.

  looked at     43 changed since 2026-11-22T00:00:00Z
  missed        2 that no webhook had brought
  lost          1 that had been accepted and were nowhere
  orders        my-shop.myshopify.com/1
                my-shop.myshopify.com/2
                and 1 more`);
  });

  it('that found nothing says so', () => {
    const nothing = { counts: { ...counts, missed: 0, lost: 0 }, orders: [] };

    expect(answer(nothing).text).toMatch(/^Nothing of stage production was missing\.$/m);
  });

  it('that was only tried gives the command that does it', () => {
    const dry = { ...request, until: '2026-11-22T06:00:00Z', shop, dryRun: true };
    const { text } = answer({}, { request: dry });

    expect(text).toMatch(/^3 of stage production would be put on the queue; nothing was\.$/m);
    expect(text).toMatch(
      /^ {2}send them {5}npm run bridge -- reconcile --since 2026-11-22T00:00:00Z --until 2026-11-22T06:00:00Z --shop my-shop\.myshopify\.com --stage production$/m,
    );
  });

  it('of one order names it, and says how its story is told', () => {
    const one = { action: 'backfill', orderId: '17', dryRun: false };
    const { text } = answer({}, { request: one, names: local });

    expect(text).toMatch(/^ {2}looked at {5}43 for 17$/m);
    expect(text).toMatch(/^ {2}its story {5}npm run bridge -- trace 17$/m);
  });

  it('of one order that was delivered says that it is sent once more', () => {
    const one = { action: 'backfill', orderId: '17', dryRun: false };
    const repaired = {
      counts: { ...counts, known: 0, missed: 0, lost: 0, repaired: 1 },
      orders: [`${shop}/17`],
    };

    expect(
      answer(repaired, { request: one }).text,
    ).toBe(`1 of stage production was put on the queue.

  looked at     1 for 17
  repaired      1 that was delivered or decided before: it is sent once more, under a new Idempotency-Key
  orders        my-shop.myshopify.com/17
  its story     npm run bridge -- trace 17 --stage production`);
    expect(answer(repaired, { request: { ...one, dryRun: true } }).text).toMatch(
      /^ {2}send them {5}npm run bridge -- reconcile --order 17 --stage production$/m,
    );
  });

  it.each([
    ['waiting', undefined, 'it is on its way or waits on the queue, and is sent by itself'],
    ['parked', 'letter-1', 'it is a dead letter; mend its cause, then replay it'],
    ['overtaken', undefined, 'Shopify gave an older version than is known; ask again in a minute'],
    ['of_a_later_release', undefined, 'of_a_later_release'],
  ])('of one order that is left alone (%s) says why, and what to do', (why, letterId, said) => {
    const one = { action: 'backfill', orderId: '17', dryRun: false };
    const kept = [{ shop, why, ...(letterId === undefined ? {} : { letterId }) }];
    const nothing = { ...counts, known: 1, missed: 0, lost: 0 };
    const { text, exitCode } = answer({ counts: nothing, orders: [], kept }, { request: one });

    expect(exitCode).toBeUndefined();
    expect(text).toMatch(/^Nothing of stage production was put on the queue\.$/m);
    expect(text).toContain(`\n  left alone    my-shop.myshopify.com: ${said}\n`);
    const replay =
      '  replay it     npm run bridge -- dead-letters plan --order 17 --stage production';
    expect(text.includes(replay)).toBe(letterId !== undefined);
  });

  it('that could not be brought to its end says why, and how to go on from there', () => {
    const { text, exitCode } = answer({
      troubles: new Map<string, SeenEnd>([[shop, { kind: 'unavailable', cause: 'timeout' }]]),
      left: {
        until: '2026-11-22T10:00:00Z',
        places: [{ shop, after: 'x', upTo: '2026-11-22T05:00:00Z' }],
      },
    });

    expect(exitCode).toBe(1);
    expect(text).toMatch(/^Reconciling stage production could not be brought to its end\.$/m);
    expect(text).toMatch(
      /^ {2}trouble {7}my-shop\.myshopify\.com: Shopify does not answer \(timeout\)$/m,
    );
    expect(text).toMatch(/^ {2}go on {9}.* reconcile --since 2026-11-22T05:00:00Z --stage/m);
  });

  it('that a person left goes on from the beginning where a shop was not begun', () => {
    const left = { until: since, places: [{ shop, upTo: '2026-11-22T05:00:00Z' }, { shop: 'b' }] };
    const { text } = answer({ left }, { isLeft: true });

    expect(text).toMatch(/^Reconciling stage production has stopped before its end, as you wished/);
    expect(text).toContain(' reconcile --since 2026-11-22T00:00:00Z --stage production');
  });

  it('says which orders Shopify does not show', () => {
    expect(answer({ hiddenBefore: [{ shop, day: '2026-09-23T10:00:00Z' }] }).text).toMatch(
      /^ {2}not shown {5}my-shop\.myshopify\.com shows no orders created before 2026-09-23T10:00:00Z: the app has not been granted read_all_orders$/m,
    );
  });

  it('is JSON for a program', () => {
    expect(answer().json).toEqual({
      ...{ stage: 'production', at: '2026-11-22T10:00:00.000Z', complete: true, slices: 1 },
      request: { since, dryRun: false, by: 'ada' },
      ...{ counts, orders: whole.orders, kept: [], hiddenBefore: [], troubles: [] },
    });
  });
});

describe('why a shop could not be asked', () => {
  it.each<[SeenEnd, string]>([
    [{ kind: 'throttled', seconds: 4 }, 'Shopify asks to wait for 4 s'],
    [{ kind: 'unavailable', cause: 'reset' }, 'Shopify does not answer (reset)'],
    [
      { kind: 'refused', status: 401 },
      `Shopify does not take the credentials (401): npm run bridge -- secrets set admin --shop ${shop} --stage production`,
    ],
    [
      { kind: 'denied', scopes: ['read_orders', 'read_products'] },
      'the app has not been granted read_orders,read_products',
    ],
    [
      { kind: 'not_configured' },
      `nobody has set its credentials: npm run bridge -- secrets set admin --shop ${shop} --stage production`,
    ],
    [{ kind: 'malformed', fault: 'data.orders' }, "Shopify's answer cannot be read (data.orders)"],
    [{ kind: 'rejected', fault: 'uri: is invalid' }, 'Shopify did not do it: uri: is invalid'],
    [{ kind: 'busy' }, 'another run is at it'],
    [
      { kind: 'failed', error: 'TimeoutError' },
      'the function failed (TimeoutError); its log says more',
    ],
    [{ kind: 'of_a_later_release' }, 'of_a_later_release'],
  ])('%j', (end, text) => {
    expect(endText(end, shop, production)).toBe(text);
  });

  it('passes by itself, or needs a person', () => {
    const kinds = ['throttled', 'unavailable', 'failed', 'busy', 'refused', 'denied', 'rejected'];

    expect(kinds.filter((kind) => isPassing({ kind }))).toEqual(kinds.slice(0, 4));
  });
});
