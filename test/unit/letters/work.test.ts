/** A replay that nothing disturbs: what is sent, what is skipped and why, and what is counted. */
import { describe, expect, it } from 'vitest';
import { encodeMessage } from '../../../lib/order/order-message.ts';
import { orderMessage } from '../../builders/order-message.ts';
import { makeWorkScene, order, second, shop } from './work-scene.ts';

const version = (n: number) => `2026-11-22T10:00:0${n}Z`;
const instant = (n: number) => Date.parse(version(n));
const delivered = (n: number, hash = 'ab'.repeat(32)) => ({
  version: version(n),
  instant: instant(n),
  hash,
  generation: 0,
  at: second(30),
  outcome: 'delivered' as const,
});

describe('a replay', () => {
  it('sends every letter’s message again, takes it out of the index and off the queue', async () => {
    const scene = makeWorkScene();
    await scene.park('a1');
    await scene.park('b2');
    await scene.makeJob({ letters: 2 });
    expect(await scene.slice()).toEqual({ settled: 2, swept: 2, busy: false });
    expect(scene.sentIds()).toEqual(['a1', 'b2']);
    expect([await scene.waiting(), scene.letters.bodies()]).toEqual([[], []]);
    expect(scene.job()).toMatchObject({ state: 'done', done: 2, skipped: {}, gone: 0, inHand: [] });
    expect(scene.told).toEqual([scene.job()]);
  });

  it('changes nothing else of the message, so that its key and its story stay', async () => {
    const scene = makeWorkScene();
    const message = orderMessage({ order: { orderId: '1', note: 'ring twice' } });
    await scene.park('a1', { replays: 2 }, { order: { note: 'ring twice' } });
    await scene.makeJob();
    await scene.slice();
    expect(scene.sent).toMatchObject([
      {
        groupId: `${shop}/1`,
        deduplicationId: 'replay:a1',
        body: encodeMessage({
          ...message,
          data: { ...message.data, origin: 'replay', replays: 3 },
        }),
      },
    ]);
  });

  it('is told by ids and codes', async () => {
    const scene = makeWorkScene();
    await scene.park('a1');
    await scene.makeJob();
    await scene.slice();
    expect(scene.reports).toEqual([
      {
        stage: 'replayed',
        correlationId: 'shopify-order-1',
        orderId: '1',
        latencyMillis: expect.any(Number),
        attempts: 0,
        facts: {
          shop,
          order_version: '2026-11-22T10:00:00Z',
          message_id: 'letter-1',
          letter_id: expect.any(String),
          job_id: expect.any(String),
          class: 'rejected',
          replays: 1,
        },
      },
    ]);
    expect(scene.reports[0]?.latencyMillis).toBeGreaterThan(298_000);
  });

  it('of one class leaves the others where they are', async () => {
    const scene = makeWorkScene();
    await scene.park('a1');
    await scene.park('b2', { class: 'exhausted' });
    await scene.makeJob({ filter: { class: 'exhausted' }, letters: 1 });
    await scene.slice();
    expect([scene.sentIds(), await scene.waiting()]).toEqual([['b2'], ['a1']]);
    expect(scene.job()).toMatchObject({ state: 'done', done: 1, skipped: {}, gone: 0 });
  });

  it('of what was parked until then leaves what was parked later', async () => {
    const scene = makeWorkScene();
    await scene.park('a1', { parkedAt: second(1) });
    await scene.park('b2', { parkedAt: second(2) });
    await scene.park('c3', { parkedAt: second(3) });
    await scene.makeJob({ asOf: second(2) });
    await scene.slice();
    expect(scene.sentIds()).toEqual(['a1', 'b2']);
  });

  it('skips what would be in vain, counts why, and leaves it', async () => {
    const scene = makeWorkScene();
    await scene.park('sent1', {}, { data: { hash: 'ab'.repeat(32) } });
    await scene.records.markDecided(order('1'), delivered(0));
    await scene.park('old2');
    await scene.records.markDecided(order('2'), delivered(5));
    await scene.park('often3', { replays: 5 });
    await scene.parkWithout('nobody4', 'malformed');
    await scene.parkWithout('deleted5', 'deleted');
    await scene.park('good6');
    await scene.makeJob({ letters: 6 });
    expect(await scene.slice()).toMatchObject({ settled: 1 });
    expect(scene.sentIds()).toEqual(['good6']);
    expect(scene.job()).toMatchObject({
      state: 'done',
      done: 1,
      gone: 0,
      skipped: {
        delivered: 1,
        superseded: 1,
        replayed_often: 1,
        needs_shopify: 1,
        deleted_in_shopify: 1,
      },
    });
    expect(await scene.waiting()).toHaveLength(5);
    expect(scene.letters.bodies()).toHaveLength(5);
  });

  it('by force sends what came back often', async () => {
    const scene = makeWorkScene();
    await scene.park('often3', { replays: 5 });
    await scene.makeJob({ force: true });
    await scene.slice();
    expect(scene.sentIds()).toEqual(['often3']);
  });

  it('of letters of one fate counts no others', async () => {
    const scene = makeWorkScene();
    await scene.park('often1', { replays: 5 });
    await scene.park('good2');
    await scene.makeJob({ filter: { fate: 'replay' }, letters: 1 });
    await scene.slice();
    expect(scene.job()).toMatchObject({ done: 1, skipped: {}, gone: 0 });
  });

  it('skips a letter whose content nobody can read, or that has none', async () => {
    const scene = makeWorkScene();
    await scene.park('a1');
    await scene.park('b2');
    const [one, other] = await scene.letters.waiting();
    if (one) await scene.letters.index.put(one, 'not JSON');
    if (other) await scene.letters.index.put(other, null);
    await scene.makeJob({ letters: 2 });
    await scene.slice();
    expect(scene.job().skipped).toEqual({ unreadable: 1, needs_shopify: 1 });
    expect(await scene.waiting()).toHaveLength(2);
  });

  it('counts as gone what somebody else has settled since the plan', async () => {
    const scene = makeWorkScene();
    await scene.park('a1');
    await scene.park('b2');
    await scene.makeJob({ letters: 2 });
    await scene.makeJob({ jobId: 'job-2', letters: 2 });
    expect(await scene.slice()).toMatchObject({ settled: 2 });
    expect(scene.job('job-1')).toMatchObject({ state: 'done', done: 2, gone: 0 });
    expect(scene.job('job-2')).toMatchObject({ state: 'done', done: 0, gone: 2 });
    expect(scene.sent).toHaveLength(2);
  });

  it('of nothing is done at once; without a job there is nothing to do', async () => {
    const scene = makeWorkScene();
    expect(await scene.slice()).toEqual({ settled: 0, swept: 0, busy: true });
    await scene.makeJob();
    expect(await scene.slice()).toEqual({ settled: 0, swept: 0, busy: false });
    expect(scene.job()).toMatchObject({ state: 'done', done: 0 });
    expect(scene.store.seen()).not.toHaveProperty('worker');
  });
});
