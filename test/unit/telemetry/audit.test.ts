import { beforeAll, describe, expect, it } from 'vitest';
import type { AuditLine } from '../../../lib/letters/audit.ts';
import { indexedLetter } from '../../builders/indexed-letter.ts';
import { replayJob } from '../../builders/job.ts';
import { type Told, tellAll } from './told.ts';

const wish = {
  jobId: 'job-1',
  kind: 'replay',
  filter: { class: 'rejected' },
  asOf: '2026-11-22T12:00:00.000Z',
  force: false,
  by: 'Ada',
  confirmed: 8,
  letters: 10,
  pacePerSecond: 50,
} as const;
const requested = {
  job_id: 'job-1',
  filter: { class: 'rejected' },
  as_of: '2026-11-22T12:00:00.000Z',
  force: false,
  by: 'Ada',
  confirmed: 8,
  letters: 10,
};
const counts = {
  job_id: 'job-1',
  asked_by: 'Ada',
  filter: { class: 'rejected' },
  confirmed: 8,
  letters: 10,
  done: 4,
  gone: 0,
  skipped: { superseded: 1 },
};
const { pacePerSecond: _unset, ...unpaced } = wish;
const discard = replayJob({ kind: 'discard', reason: 'shipped by hand' });
const held = replayJob({ state: 'stopped', why: 'circuit_hold' });

/** Every line of the audit: its message, and what it says besides what all lines say. */
const cases: readonly (readonly [AuditLine, message: string, facts: object])[] = [
  [
    { kind: 'letter-shown', letter: indexedLetter({ letterId: 'letter-1' }), by: 'Ada' },
    'letter.shown',
    {
      correlation_id: 'shopify-order-820982911946154508',
      shopify_order_id: '820982911946154508',
      by: 'Ada',
      letter_id: 'letter-1',
      class: 'rejected',
      shop: 'demo.myshopify.com',
    },
  ],
  [
    { kind: 'letter-shown', letter: indexedLetter({ letterId: 'L', orderId: null }), by: 'Ada' },
    'letter.shown',
    {
      correlation_id: 'shopify-order-820982911946154508',
      by: 'Ada',
      letter_id: 'L',
      class: 'rejected',
      shop: 'demo.myshopify.com',
    },
  ],
  [{ kind: 'job-requested', wish }, 'replay.requested', { ...requested, pace_per_second: 50 }],
  [
    { kind: 'job-requested', wish: { ...unpaced, kind: 'discard', reason: 'shipped by hand' } },
    'discard.requested',
    { ...requested, reason: 'shipped by hand' },
  ],
  [
    { kind: 'job-stopped', job: replayJob({ state: 'stopped', why: 'operator' }), by: 'Bob' },
    'replay.stopped',
    { ...counts, by: 'Bob', why: 'operator' },
  ],
  [
    { kind: 'job-resumed', job: replayJob(), by: 'Bob' },
    'replay.resumed',
    { ...counts, by: 'Bob' },
  ],
  [{ kind: 'job-stopped', job: discard, by: 'Bob' }, 'discard.stopped', { ...counts, by: 'Bob' }],
  [{ kind: 'job-ended', job: held }, 'replay.stopped', { ...counts, why: 'circuit_hold' }],
  [{ kind: 'job-ended', job: replayJob({ state: 'done' }) }, 'replay.done', counts],
];

let told: readonly Told[] = [];
beforeAll(async () => {
  told = await tellAll(cases.map(([line]) => ({ audits: [line] })));
});

describe('the audit of the dead letters', () => {
  it.each(cases.map(([, message], index) => [message, index] as const))(
    'has one line %s (%i) with who, what and how many',
    (message, index) => {
      const lines = told[index]?.logs.filter((line) => line['message'] === message);
      expect(lines).toEqual([
        {
          level: 'INFO',
          message,
          timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
          service: 'deliver-order',
          deployment: 'production',
          version: '1.2.3',
          correlation_id: 'dead-letters',
          shopify_order_id: null,
          attempt: 0,
          ...cases[index]?.[2],
        },
      ]);
    },
  );

  it('counts nothing: looking and deciding move no metric', () => {
    expect(told.flatMap(({ metrics }) => metrics)).toEqual([]);
    expect(told).toHaveLength(cases.length);
  });
});
