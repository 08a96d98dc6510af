import { describe, expect, it } from 'vitest';
import { makeDeadLettersWorld } from './dead-letters-world.ts';

describe('browse-dead-letters', () => {
  it('answers what lies there, what a replay would do, and how the jobs stand', async () => {
    const world = makeDeadLettersWorld();
    await world.park('1', '2');

    expect(await world.browse({ action: 'list' })).toMatchObject({ kind: 'letters', total: 2 });
    expect(await world.browse({ action: 'plan', filter: { orderId: '1' } })).toMatchObject({
      ...{ kind: 'plan', plan: { letters: 1, replay: 1 } },
    });
    expect(await world.browse({ action: 'show', letterId: 'letter-1' })).toMatchObject({
      ...{ kind: 'letter', letter: { orderId: '1' }, fate: 'replay' },
    });
    expect(await world.browse({ action: 'jobs' })).toEqual({ kind: 'jobs', jobs: [] });
    expect(await world.browse({ action: 'job', jobId: 'job-1' })).toMatchObject({
      ...{ kind: 'refused', code: 'not_found' },
    });
  });

  it.each([
    { action: 'replay', confirm: 1, asOf: '2026-11-22T12:00:00.000Z' },
    { action: 'discard', confirm: 1, asOf: '2026-11-22T12:00:00.000Z', reason: 'by hand' },
    { action: 'stop', jobId: 'job-1' },
    { action: 'resume', jobId: 'job-1' },
    { action: 'work' },
  ])('refuses $action: it only looks', async (event) => {
    const world = makeDeadLettersWorld();
    await world.park('1');

    expect(await world.browse(event)).toEqual({
      kind: 'refused',
      code: 'invalid_request',
      fault: `action must be one of list, show, plan, jobs, job; ask replay-dead-letters to ${event.action}`,
    });
    expect([world.jobs.seen().jobs, world.lines, world.orders.bodies()]).toEqual([[], [], []]);
  });

  it.each([undefined, {}, { action: 'list', filter: { clas: 'rejected' } }])(
    'asked %j says in a sentence how to ask',
    async (event) => {
      expect(await makeDeadLettersWorld().browse(event)).toMatchObject({
        ...{ kind: 'refused', code: 'invalid_request' },
        fault: expect.stringMatching(/^(the request|action|filter\.clas) /),
      });
    },
  );

  it('fails where the table is away, and answers nothing made up', async () => {
    const readState = async () => Promise.reject(new Error('the table is away'));
    const world = makeDeadLettersWorld({ readState });
    await world.park('1');

    await expect(world.browse({ action: 'plan' })).rejects.toThrow('the table is away');
  });
});
