/** The walk through the queue of the dead letters: what it removes, what it finds, and what it leaves. */
import { describe, expect, it } from 'vitest';
import type { LetterQueue } from '../../../lib/letters/ports.ts';
import { isSweepDue, sweep } from '../../../lib/letters/sweep.ts';
import { encodeMessage } from '../../../lib/order/order-message.ts';
import type { StageReport } from '../../../lib/order/stage-report.ts';
import { orderMessage } from '../../builders/order-message.ts';
import { makeWorkScene, second, shop, type WorkScene } from './work-scene.ts';

const portsOf = (scene: WorkScene, queue: Partial<LetterQueue> = {}) => ({
  ...scene.world,
  queue: { ...scene.world.queue, ...queue },
  now: scene.time.now,
  report: (report: StageReport) => void scene.reports.push(report),
});
const walk = (scene: WorkScene, queue: Partial<LetterQueue> = {}) =>
  sweep(portsOf(scene, queue), () => 60_000);
const settle = async (scene: WorkScene, letterId: string) => {
  const letter = (await scene.letters.waiting()).find((one) => one.letterId === letterId);
  if (letter === undefined) throw new Error(`${letterId} does not wait`);
  await scene.letters.index.settle(letter, { how: 'replayed', at: second(50), jobId: 'job-0' });
};
const findOne = async (scene: WorkScene, letterId: string) =>
  (await scene.letters.index.find([letterId])).get(letterId)?.letter;

describe('a walk through the queue', () => {
  it('removes what is settled, and leaves what waits to be seen at once', async () => {
    const scene = makeWorkScene();
    for (const letterId of ['a1', 'b2', 'c3']) await scene.park(letterId);
    await settle(scene, 'b2');
    expect(await walk(scene)).toBe(1);
    expect(scene.reports).toEqual([]);
    expect(await scene.waiting()).toEqual(['a1', 'c3']);
    expect(await scene.letters.queue.receive()).toHaveLength(2);
  });

  it('is made after a job, also where index and queue hold as many letters', async () => {
    const scene = makeWorkScene();
    await scene.park('b2');
    const [expired] = await scene.letters.queue.receive();
    await scene.letters.queue.remove([expired?.receiptHandle ?? '']);
    await scene.park('a1');
    await scene.makeJob({ filter: { letterId: 'a1' }, letters: 1 });
    await scene.slice();
    expect(await scene.waiting()).toEqual(['b2']);
    expect(scene.letters.bodies()).toEqual([]);
  });

  it('indexes a message that SQS itself moved, so that it can be replayed', async () => {
    const scene = makeWorkScene();
    const message = orderMessage({ order: { orderId: '7' } });
    scene.letters.putBare(`${shop}/7`, encodeMessage(message));
    expect(await walk(scene)).toBe(1);
    expect(await findOne(scene, 'letter-1')).toMatchObject({
      class: 'unknown',
      reason: 'SQS moved it after 1 receives: no delivery of it came to an end',
      shop,
      orderId: '7',
      version: '2026-11-22T10:00:00Z',
      hash: message.data.hash,
      correlationId: 'shopify-order-7',
      messageId: 'letter-1',
      parkedAt: new Date(scene.time.now()).toISOString(),
      receivedAt: message.time,
    });
    await scene.makeJob({ asOf: new Date(scene.time.now()).toISOString(), letters: 1 });
    await scene.slice();
    expect(scene.sent).toMatchObject([{ deduplicationId: 'replay:letter-1' }]);
    expect(scene.reports).toMatchObject([
      { stage: 'parked', orderId: '7', facts: { class: 'unknown', letter_id: 'letter-1' } },
      { stage: 'replayed', facts: { class: 'unknown', replays: 1 } },
    ]);
    expect(scene.letters.bodies()).toEqual([]);
  });

  it.each([
    [`${shop}/7`, shop, '7', 'shopify-order-7'],
    ['something else', '', null, 'shopify-order-letter-1'],
  ])(
    'indexes what nobody can read, moved from the group %s',
    async (group, ofShop, orderId, id) => {
      const scene = makeWorkScene();
      scene.letters.putBare(group, 'not JSON');
      await walk(scene);
      expect(await findOne(scene, 'letter-1')).toMatchObject({
        class: 'unknown',
        shop: ofShop,
        orderId,
        version: null,
        hash: null,
        correlationId: id,
      });
      await scene.makeJob({ asOf: new Date(scene.time.now()).toISOString(), letters: 1 });
      await scene.slice();
      expect(scene.job()).toMatchObject({ done: 0, skipped: { unreadable: 1 } });
    },
  );

  it('indexes a letter whose parking did not come to its end, from now on', async () => {
    const scene = makeWorkScene();
    await scene.park('a1', { parkedAt: second(3) }, {}, 'unindexed');
    expect(await scene.waiting()).toEqual([]);
    expect(await walk(scene)).toBe(1);
    const letter = await findOne(scene, 'a1');
    expect(letter).toMatchObject({
      class: 'rejected',
      orderId: '1',
      parkedAt: new Date(scene.time.now()).toISOString(),
    });
    expect(letter && (await scene.letters.index.contentOf(letter))).toBe(scene.letters.bodies()[0]);
    expect(await walk(scene)).toBe(0);
  });

  it('gives a letter of the first release, whose item has no content, what lies on the queue', async () => {
    const scene = makeWorkScene();
    await scene.park('a1', { parkedAt: second(3) });
    const entry = await findOne(scene, 'a1');
    if (entry === undefined) throw new Error('a1 is not parked');
    await scene.letters.index.put({ ...entry, hash: null }, null);
    expect(await isSweepDue(portsOf(scene))).toBe(true);

    expect(await walk(scene)).toBe(1);
    expect(await findOne(scene, 'a1')).toEqual(entry);
    expect([await isSweepDue(portsOf(scene)), await walk(scene)]).toEqual([false, 0]);
    await scene.makeJob({ letters: 1, confirmed: 1 });
    await scene.slice();
    expect(scene.job()).toMatchObject({ state: 'done', done: 1, skipped: {} });
    expect(scene.sentIds()).toEqual(['a1']);
    expect(scene.letters.bodies()).toEqual([]);
  });

  it('takes a letter that was parked again after it was settled for one that waits', async () => {
    const scene = makeWorkScene();
    await scene.park('a1', { parkedAt: second(3) });
    await settle(scene, 'a1');
    await scene.time.run(scene.time.sleep(301_000));
    await scene.park('a1', { parkedAt: second(55) }, {}, 'unindexed');
    expect(await walk(scene)).toBe(2);
    expect([await scene.waiting(), scene.letters.bodies().length]).toEqual([['a1'], 1]);
  });

  it('leaves one of two letters that are the same parking', async () => {
    const scene = makeWorkScene();
    await scene.park('a1');
    await scene.time.run(scene.time.sleep(301_000));
    await scene.park('a1');
    expect(scene.letters.bodies()).toHaveLength(2);
    expect(await walk(scene)).toBe(1);
    expect([await scene.waiting(), scene.letters.bodies().length]).toEqual([['a1'], 1]);
  });

  it('that is given a letter for the second time keeps it', async () => {
    const scene = makeWorkScene();
    await scene.park('a1');
    const [letter] = await scene.letters.queue.receive();
    const given = [letter, letter, undefined];
    const removed: string[] = [];
    await walk(scene, {
      receive: async () => {
        const next = given.shift();
        return next ? [next] : [];
      },
      remove: async (handles) => {
        removed.push(...handles);
      },
    });
    expect(removed).toEqual([]);
  });
});

describe('a walk that does not come round', () => {
  it('for lack of time leaves what it holds hidden, so that the next one meets the others', async () => {
    const scene = makeWorkScene();
    for (let n = 1; n <= 100; n++) await scene.park(`parked-${n}`);
    for (let n = 1; n <= 100; n += 2) await settle(scene, `parked-${n}`);
    const hasTime = [true, true, true, true, false];
    const first = await sweep(portsOf(scene), () => (hasTime.shift() === true ? 60_000 : 4_000));
    expect(first).toBe(20);
    const rest = await walk(scene);
    expect(rest).toBe(30);
    expect(scene.letters.bodies()).toHaveLength(50);
    // Only those of the walk that came round are given back.
    let given = 0;
    for (let receives = 0; receives < 10; receives++) {
      given += (await scene.letters.queue.receive()).length;
    }
    expect(given).toBe(30);
  });

  it('since a call failed gives back what it holds, and tells of the failure', async () => {
    const scene = makeWorkScene();
    for (let n = 1; n <= 5; n++) await scene.park(`parked-${n}`);
    let receives = 0;
    const broken = walk(scene, {
      receive: async () => {
        receives += 1;
        if (receives > 1) throw new Error('SQS is away');
        return scene.letters.queue.receive();
      },
    });
    await expect(broken).rejects.toThrow('SQS is away');
    expect(await scene.letters.queue.receive()).toHaveLength(5);
    expect(receives).toBeLessThanOrEqual(5);
  });

  it('ends also where the queue gives the same letters for ever', async () => {
    const scene = makeWorkScene();
    await scene.park('a1');
    const given = await scene.letters.queue.receive();
    let receives = 0;
    const receive = async () => {
      receives += 1;
      return given;
    };
    await walk(scene, { receive });
    expect(receives).toBe(10_000);
  });
});

describe('a walk is due', () => {
  it('where the queue holds other letters than the index, and only then', async () => {
    const scene = makeWorkScene();
    expect(await isSweepDue(portsOf(scene))).toBe(false);
    for (let n = 1; n <= 3; n++) await scene.park(`parked-${n}`);
    expect(await isSweepDue(portsOf(scene))).toBe(false);
    scene.letters.putBare(`${shop}/7`, 'not JSON');
    expect(await isSweepDue(portsOf(scene))).toBe(true);
    await walk(scene);
    expect(await isSweepDue(portsOf(scene))).toBe(false);
    await settle(scene, 'parked-1');
    expect(await isSweepDue(portsOf(scene))).toBe(true);
  });

  it('not where the queue is empty: there is nothing to walk through', async () => {
    const scene = makeWorkScene();
    await scene.park('a1');
    expect(await isSweepDue(portsOf(scene, { count: async () => 0 }))).toBe(false);
  });

  it('counts many pages of the index', async () => {
    const scene = makeWorkScene();
    for (let n = 1; n <= 1_200; n++) await scene.park(`parked-${n}`);
    expect(await isSweepDue(portsOf(scene))).toBe(false);
    expect(await isSweepDue(portsOf(scene, { count: async () => 1_201 }))).toBe(true);
    expect(await isSweepDue(portsOf(scene, { count: async () => 1_199 }))).toBe(true);
  });

  it('also without a job: each slice looks', async () => {
    const scene = makeWorkScene();
    scene.letters.putBare(`${shop}/7`, 'not JSON');
    expect(await scene.slice()).toEqual({ settled: 0, swept: 1, busy: false });
    expect(await scene.slice()).toEqual({ settled: 0, swept: 0, busy: true });
  });
});
