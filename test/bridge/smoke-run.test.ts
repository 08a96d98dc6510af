/** Which step of a smoke test follows which, and that no order of it is ever left to be picked. */
import { describe, expect, it } from 'vitest';
import { refusal } from '../../cdk/bridge/refusal.ts';
import type { Posted } from '../../cdk/bridge/smoke/post-webhook.ts';
import type { SmokePorts } from '../../cdk/bridge/smoke/run-smoke.ts';
import { answered, makeSmokeWorld, order, type Wish } from './smoke-world.ts';

const [open, cancelled] = ['orders/create', 'orders/cancelled'];

describe('a smoke test', () => {
  it('where all is well: twice the order, once forged, then its cancellation', async () => {
    const world = makeSmokeWorld({ looks: 4 });
    const { answer, faults } = await world.run();

    expect(world.topics).toEqual([open, open, open, cancelled]);
    expect(faults).toEqual([]);
    expect(answer).not.toHaveProperty('exitCode');
    expect(
      answer.text,
    ).toBe(`Smoke test of stage production: order ${order.name}, id ${order.id}, of demo.myshopify.com

  STEP                            MS  FOUND
  the shop's secret can be read    0  OK
  order records can be read        0  OK
  a signed order is taken         40  OK
  the same once more is known     40  OK
  a forged signature is refused   40  OK
  the WMS has the order          250  OK, WMS id W1, 330 ms after it came
  its cancellation is taken       40  OK
  the WMS has the cancellation     0  OK, WMS id W1, 0 ms after it came

OK: stage production works from the webhook to the WMS.
It leaves behind: its order record; for 60 days, the keys of its deliveries; the cancelled order in the WMS.`);
  });

  it('in production: the order goes nowhere, so there is nothing to cancel', async () => {
    const world = makeSmokeWorld({ production: true, ends: 'not_sent' });
    const { answer } = await world.run();

    expect(world.topics).toEqual([open, open, open]);
    expect(answer.text).toContain('OK, not sent, as a test order, 80 ms after it came');
    expect(answer.text).toMatch(/^It leaves behind: its order record\.$/m);
    expect(answer).not.toHaveProperty('exitCode');
  });

  it('in production, where test orders are sent by mistake: it is found, and cancelled', async () => {
    const world = makeSmokeWorld({ production: true });
    const { answer, faults } = await world.run();

    expect(world.topics.at(-1)).toBe(cancelled);
    expect(faults).toMatchObject([
      { step: 'decided', fault: 'it is decided as delivered, not as not_sent', look: 'TRACE' },
    ]);
    expect(answer).toMatchObject({ exitCode: 1 });
    expect(answer.text).toContain('NOT OK: 1 of 8 steps found a fault.\nLook here: TRACE\n');
  });

  it('elsewhere, where test orders are not sent: there is nothing to cancel', async () => {
    const world = makeSmokeWorld({ ends: 'not_sent' });

    expect((await world.run()).faults).toMatchObject([
      { step: 'decided', fault: 'it is decided as not_sent, not as delivered' },
    ]);
    expect(world.topics).not.toContain(cancelled);
  });
});

describe('no order is left to be picked', () => {
  it.each<[string, Wish, string]>([
    [
      'that waits',
      { ends: 'waits' },
      'after 1 min it still waits for the WMS, since 2026-11-22T10:00:02.040Z',
    ],
    ['that was parked', { ends: 'parked' }, 'it was parked as rejected, letter L1'],
    [
      'of which nothing is heard',
      { looks: 1_000 },
      'after 1 min it is accepted, and no delivery of it has come to an end',
    ],
  ])('one %s: its cancellation follows it', async (_, given, fault) => {
    const world = makeSmokeWorld(given);
    const { steps, faults, answer } = await world.run();

    expect(faults).toMatchObject([{ step: 'decided', fault, look: 'TRACE' }]);
    expect(steps.map(({ step }) => step).at(-1)).toBe('cancelling');
    expect(world.topics.at(-1)).toBe(cancelled);
    expect(answer.text).toContain('the order, and its cancellation on the way behind it');
  });

  it.each<[string, Posted]>([
    ['answered 503', answered(503)],
    ['not answered', { kind: 'silent', code: 'TimeoutError' }],
  ])('one %s may have been taken', async (_, first) => {
    const world = makeSmokeWorld({ answers: [first] });
    const { faults } = await world.run();

    expect(world.topics).toEqual([open, cancelled]);
    expect(faults.map(({ step }) => step)).toEqual(['accepted']);
  });

  it('not even its cancellation was taken: it is said', async () => {
    const silent: Posted = { kind: 'silent', code: 'ECONNRESET' };
    const world = makeSmokeWorld({ answers: [silent, silent] });
    const { answer, faults } = await world.run();

    expect(faults).toHaveLength(2);
    expect(answer.text).toContain(
      'perhaps the order, on its way without a cancellation: see to it that nobody picks it',
    );
  });

  it('the person leaves: it is not waited for, and cancelled', async () => {
    const left = AbortSignal.abort();
    const world = makeSmokeWorld({ ends: 'waits', ports: { left } });
    const { faults } = await world.run();

    expect(faults).toMatchObject([{ step: 'decided', fault: 'not waited for any longer' }]);
    expect(world.topics.at(-1)).toBe(cancelled);
  });
});

describe('what was certainly not taken needs no cancellation', () => {
  it.each<[Posted, string, string]>([
    [
      answered(401),
      'answered 401, not 200: the functions know another secret than the one that is set',
      'SECRETS',
    ],
    [answered(404), 'answered 404, not 200', 'TRACE'],
    [answered(429), 'answered 429, not 200', 'TRACE'],
    [
      { kind: 'unreachable', code: 'ENOTFOUND' },
      "the webhook's address does not answer (ENOTFOUND)",
      'TRACE',
    ],
  ])('%j', async (first, fault, look) => {
    const world = makeSmokeWorld({ answers: [first] });
    const { faults, answer } = await world.run();

    expect(world.topics).toEqual([open]);
    expect(faults).toMatchObject([{ step: 'accepted', fault, look }]);
    expect(answer.text).toMatch(/^It leaves nothing behind\.$/m);
  });

  it.each<[string, Partial<SmokePorts>, string]>([
    [
      'secret',
      {
        readSecret: async () => {
          throw refusal('the right secretsmanager:GetSecretValue is missing', 1);
        },
      },
      'the right secretsmanager:GetSecretValue is missing',
    ],
    [
      'record',
      {
        readRecord: async () => {
          throw Object.assign(new Error('may not'), { name: 'AccessDeniedException' });
        },
      },
      'these credentials have not the right to do that: may not',
    ],
    [
      'record',
      { readRecord: async () => ({ waitingSince: 'now' }) },
      'there is an order with this id already: try again',
    ],
  ])('%s: nothing is sent before it is known that all can be seen', async (step, ports, fault) => {
    const world = makeSmokeWorld({ ports });
    const { faults } = await world.run();

    expect(faults).toMatchObject([{ step, fault }]);
    expect(world.topics).toEqual([]);
  });
});

describe('a door that does not keep its word', () => {
  const ok = answered(200);

  it.each<[string, Wish, string, string]>([
    ['takes a forged signature', { answers: [ok, ok, ok] }, 'forged', 'answered 200, not 401'],
    [
      'refuses the duplicate',
      { answers: [ok, answered(409)] },
      'duplicate',
      'answered 409, not 200',
    ],
  ])('%s', async (_, given, step, fault) => {
    const { faults } = await makeSmokeWorld(given).run();

    expect(faults[0]).toMatchObject({ step, fault });
  });
});
