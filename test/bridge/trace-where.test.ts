/** Where an order is now, and the command that comes next. */
import { describe, expect, it } from 'vitest';
import { whereNow } from '../../cdk/bridge/trace/where-now.ts';
import { instantOf, type OrderRecord } from '../../lib/order/order-record.ts';
import { open, production } from './seen-circuits.ts';
import { ago, seenLetter } from './seen-letters.ts';
import {
  accepted,
  decided,
  line,
  orderId,
  parked,
  read,
  seen,
  unreadable,
  version,
} from './trace-scene.ts';

const newer = '2026-11-22T09:30:00Z';
const newerAccepted = { ...accepted, version: newer, instant: instantOf(newer), at: ago(60) };
const letter = seenLetter({ letterId: 'm1', version, parkedAt: ago(1_800) });
const where = (
  record: OrderRecord,
  more: Parameters<typeof seen>[1] = {},
  moments = [] as never[],
) => whereNow(seen(record, more), moments);

describe('decided', () => {
  it.each([
    [
      'delivered',
      'The WMS has it as W-1, version 2026-11-22T09:00:00Z, since 2026-11-22 09:59:00 UTC, 1 min ago.',
    ],
    [
      'superseded',
      'The WMS has a newer version than 2026-11-22T09:00:00Z; it said so at 2026-11-22 09:59:00 UTC, 1 min ago.',
    ],
    [
      'not_sent',
      'Version 2026-11-22T09:00:00Z was knowingly not sent, decided 2026-11-22 09:59:00 UTC, 1 min ago; an update that changes this is sent.',
    ],
    [
      'discarded',
      'A person discarded version 2026-11-22T09:00:00Z, 2026-11-22 09:59:00 UTC, 1 min ago: the WMS does not get it.',
    ],
  ] as const)('%s: nothing is to be done', (outcome, text) => {
    expect(where({ accepted, decided: decided(outcome), wmsOrderId: 'W-1' })).toEqual({
      state: outcome,
      text: `${text} Nothing is to be done.`,
    });
  });

  it('not sent says why, where the log knows', () => {
    const moments = [line(60, 'deliver-order', 'ignored', { reason: 'waiting_for_payment' })];
    const { text } = whereNow(seen({ accepted, decided: decided('not_sent') }), moments);

    expect(text).toContain('1 min ago (waiting_for_payment); an update');
  });

  it('delivered, and an older letter has nothing to do any more', () => {
    const letters = read([seenLetter({ version: '2026-11-22T08:00:00Z' })]);

    expect(where({ accepted, decided: decided('delivered') }, { letters }).state).toBe('delivered');
  });
});

it('a repair of what was delivered that is parked is a dead letter', () => {
  const letters = read([seenLetter({ letterId: 'm1', version, generation: 1 })]);

  expect(where({ accepted, decided: decided('delivered'), parked }, { letters })).toMatchObject({
    state: 'dead_letter',
    command: `npm run bridge -- dead-letters plan --order ${orderId}`,
  });
});

describe('waiting', () => {
  const waits = { accepted, waitingSince: ago(120) };

  it('behind a circuit that is not closed', () => {
    expect(where(waits, { block: read(open), names: production })).toEqual({
      state: 'waiting',
      text: 'It waits on the queue, since 2026-11-22 09:58:00 UTC, 2 min ago: the circuit is open. It is sent by itself, and nothing is lost.',
      command: 'npm run bridge -- circuit show --stage production',
    });
  });

  it('for its next try, with an older version among the dead letters', () => {
    const { text, command } = where(waits, { letters: read([letter]) });

    expect(text).toMatch(/: its delivery failed, and it is tried again\. /);
    expect(text).toMatch(/An older version lies among the dead letters: m1\.$/);
    expect(command).toBe('npm run bridge -- status');
  });
});

describe('parked', () => {
  it('lies there until a person acts', () => {
    expect(where({ accepted, parked }, { letters: read([letter]) })).toEqual({
      state: 'dead_letter',
      text: 'It lies among the dead letters (rejected: the WMS answered 422), since 2026-11-22 09:30:00 UTC, 30 min ago, and stays there until a person acts. Mend the cause, then plan its replay; or see the letter: npm run bridge -- dead-letters show m1',
      command: 'npm run bridge -- dead-letters plan --order 820982911946154508',
    });
  });

  it('a letter that never was a message counts, too', () => {
    const odd = seenLetter({ class: 'malformed', version: null });

    expect(where({ decided: decided('delivered') }, { letters: read([odd]) }).state).toBe(
      'dead_letter',
    );
  });

  it('replayed: on its way', () => {
    const moments = [line(5, 'replay-dead-letters', 'replayed', { replays: 1 })];

    expect(whereNow(seen({ accepted, parked }), moments)).toMatchObject({
      state: 'on_its_way',
      text: 'It was replayed and is on its way to the WMS; look again in a moment.',
    });
  });

  it('whether it still lies there may not be readable', () => {
    expect(where({ accepted, parked }, { letters: unreadable })).toEqual({
      state: 'unknown',
      text: 'It was parked 30 min ago as letter m1; whether it still lies there is not readable.',
    });
  });
});

describe('neither', () => {
  it('on its way, for an hour at most', () => {
    const young = { decided: decided('delivered'), accepted: newerAccepted };
    const old = { ...newerAccepted, at: ago(3_600) };

    expect(where(young)).toMatchObject({
      state: 'on_its_way',
      text: 'It was enqueued and is on its way to the WMS; look again in a moment.',
    });
    expect(where({ ...young, accepted: old })).toMatchObject({
      state: 'lost',
      text: 'It is lost from sight: last heard of 2026-11-22 09:00:00 UTC, 1 h ago, and neither delivered nor parked nor waiting. If the queue is empty, it can be put there again, from Shopify.',
      command: `npm run bridge -- reconcile --order ${orderId}`,
    });
  });

  it('a repair of what was delivered: on its way, until it is decided', () => {
    const repair = { ...accepted, source: 'repair' as const, generation: 1, at: ago(30) };
    const done = { ...decided('delivered'), generation: 1 };

    expect(where({ accepted: repair, decided: decided('delivered') }).state).toBe('on_its_way');
    expect(where({ accepted: repair, decided: done }).state).toBe('delivered');
  });

  it('of the same second with other content: on its way, if it came later', () => {
    const twin = { ...accepted, hash: 'other', at: ago(30) };

    expect(where({ accepted: twin, decided: decided('delivered') }).state).toBe('on_its_way');
    expect(where({ accepted: { ...twin, at: ago(90) }, decided: decided('delivered') }).state).toBe(
      'delivered',
    );
  });

  it('it never came onto the queue', () => {
    const moments = [line(60, 'accept-webhook', 'ignored', { reason: 'unknown_order' })];

    expect(whereNow(seen({}), moments)).toEqual({
      state: 'not_enqueued',
      text: 'It never came onto the queue (not sent: unknown_order).',
    });
  });

  it('nobody may read its record', () => {
    const moments = [line(60, 'deliver-order', 'processed')];

    expect(whereNow(seen({}, { record: unreadable }), moments)).toEqual({
      state: 'unknown',
      text: 'Where it is now is not known: its record is not readable (no right). The last that is told of it: delivered.',
    });
  });
});
