/** Counts that add up, whatever sequence the lines come in. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeLedger, type Totals } from '../../cdk/local/console/ledger.ts';
import { readStageLine, type StageLine } from '../../cdk/local/console/stage-line.ts';

const base = {
  ...{ shopify_order_id: '42', correlation_id: 'shopify-order-42', shop: 'demo.myshopify.com' },
  ...{ attempt: 0, latency_ms: 1, order_version: '2026-11-22T10:00:00Z' },
};

const lineOf = (given: object): StageLine => {
  const line = readStageLine({ ...base, ...given });
  if (line === undefined) throw new Error('the test wrote no stage line');
  return line;
};

/** The two lines of a webhook. */
const webhook = (stage: string, given: object = {}): readonly StageLine[] => {
  const service = { service: 'accept-webhook', ...given };
  return [lineOf({ ...service, stage: 'received', answer: 200 }), lineOf({ ...service, stage })];
};
const refused = (answer: number): readonly StageLine[] => [
  lineOf({ service: 'accept-webhook', stage: 'received', answer, shopify_order_id: null }),
];
const delivery = (stage: string, message_id: string, given: object = {}): readonly StageLine[] => [
  lineOf({ service: 'deliver-order', stage, message_id, ...given }),
];
const replay = (given: object = {}): readonly StageLine[] => [
  lineOf({ service: 'replay-dead-letters', stage: 'replayed', ...given }),
];

const totalsOf = (...lines: readonly (readonly StageLine[])[]): Totals => {
  const ledger = makeLedger();
  for (const line of lines.flat()) ledger.hear(line);
  return ledger.totals();
};

describe('the counts of the page', () => {
  it('make each webhook one of six things', () => {
    const { webhooks } = totalsOf(
      ...['enqueued', 'duplicate', 'duplicate', 'superseded', 'ignored', 'parked'].map((stage) =>
        webhook(stage),
      ),
      refused(401),
      refused(503),
    );

    expect(webhooks).toEqual({
      ...{ received: 8, enqueued: 1, duplicate: 2, superseded: 1 },
      ...{ ignored: 1, parked: 1, refused: 2 },
    });
  });

  it('give each message one ending, or let it wait', () => {
    const stages = ['processed', 'unchanged', 'superseded', 'ignored', 'parked', 'failed'];
    const version = (place: number) => ({ order_version: `2026-11-22T10:00:0${place}Z` });

    const { messages } = totalsOf(
      ...stages.map((_, place) => webhook('enqueued', version(place))),
      ...stages.map((stage, place) => delivery(stage, `m${place}`, version(place))),
      webhook('enqueued', version(7)),
    );

    expect(messages).toEqual({
      ...{ replayed: 0, reconciled: 0, twins: 0, messages: 7 },
      ...{ delivered: 1, unchanged: 1, superseded: 1, notSent: 1, parked: 1, waiting: 2 },
    });
  });

  it('count a message once that fails, is delivered, and comes again after that', () => {
    const { messages } = totalsOf(
      webhook('enqueued'),
      delivery('failed', 'm1'),
      delivery('deferred', 'm1'),
      delivery('processed', 'm1'),
      delivery('unchanged', 'm1'),
    );

    expect(messages).toMatchObject({ messages: 1, delivered: 1, unchanged: 0, waiting: 0 });
  });

  it('tell a twin that the queue dropped from two messages of one version', () => {
    const twins = totalsOf(webhook('enqueued'), webhook('enqueued'), delivery('processed', 'm1'));
    const both = totalsOf(
      webhook('enqueued'),
      webhook('enqueued'),
      delivery('processed', 'm1'),
      delivery('processed', 'm2'),
    );

    expect(twins.messages).toMatchObject({ messages: 1, twins: 1, delivered: 1, waiting: 0 });
    expect(both.messages).toMatchObject({ messages: 2, twins: 0, delivered: 2, waiting: 0 });
  });

  it('count a replay as another message, also where it is told after its delivery', () => {
    const parked = [webhook('enqueued'), delivery('parked', 'm1')];
    const ended = delivery('processed', 'm2', { origin: 'replay' });

    const before = totalsOf(...parked, replay(), ended);
    const after = totalsOf(...parked, ended, replay());

    expect(before.messages).toMatchObject({ messages: 2, replayed: 1, parked: 1, delivered: 1 });
    expect(after).toEqual(before);
  });

  it('add up after any lines, in any sequence', () => {
    const one = fc.constantFrom('1', '2', '3').chain((order) => {
      const given = { shopify_order_id: order };
      return fc.constantFrom(
        ...['enqueued', 'duplicate', 'superseded', 'ignored', 'parked'].map((stage) =>
          webhook(stage, given),
        ),
        ...['processed', 'failed', 'parked', 'superseded', 'unchanged', 'deferred'].flatMap(
          (stage) => ['a', 'b'].map((id) => delivery(stage, `${order}${id}`, given)),
        ),
        replay(given),
        refused(401),
      );
    });
    fc.assert(
      fc.property(fc.array(one), (lines) => {
        const { webhooks, messages } = totalsOf(...lines);
        const { received, ...outcomes } = webhooks;
        const { messages: sent, replayed, reconciled, twins, ...endings } = messages;
        const sum = (counts: object) => Object.values(counts).reduce((a, b) => a + b, 0);

        expect(sum(outcomes)).toBe(received);
        expect(sum(endings)).toBe(sent);
        expect(Math.min(twins, ...Object.values(endings))).toBeGreaterThanOrEqual(0);
        expect(replayed + reconciled + webhooks.enqueued - twins).toBeLessThanOrEqual(sent);
      }),
    );
  });
});
