/** What Shopify answers besides orders, and what of ours fails. */
import { describe, expect, it } from 'vitest';
import type { AdminTrouble } from '../../../lib/reconciliation/admin-api.ts';
import type { AdminQuestion } from '../../fakes/admin-api.ts';
import { makeReconcileScene, type SceneOptions } from './reconcile-scene.ts';

const everyMillis = 240_000;
type Trouble = (question: AdminQuestion) => AdminTrouble | undefined;

/** The first run is over, and trouble can begin. */
const sceneAtWork = async (options: SceneOptions = {}) => {
  let current: Trouble = () => undefined;
  const scene = makeReconcileScene({ ...options, trouble: (question) => current(question) });
  await scene.poll();
  const trouble = (next: Trouble) => {
    current = next;
  };
  return { ...scene, trouble };
};
const unavailable: AdminTrouble = { kind: 'unavailable', cause: 'timeout' };
const sentOrders = (scene: Pick<ReturnType<typeof makeReconcileScene>, 'takeSent'>) =>
  scene.takeSent().map(({ message }) => message.subject);

describe('a trouble of the whole shop', () => {
  it.each<AdminTrouble>([
    { kind: 'not_configured' },
    { kind: 'refused', status: 401 },
    { kind: 'denied', scopes: ['read_orders'] },
    unavailable,
    { kind: 'malformed', fault: 'data: invalid_type' },
  ])(
    '($kind) ends its run, is told, and makes no watermark before the first answer',
    async (given) => {
      const scene = makeReconcileScene({ trouble: () => given });
      expect(await scene.poll()).toMatchObject({ end: given, stamps: { missed: 0 } });
      expect(scene.told).toMatchObject([{ kind: 'polled', end: given }]);
      expect(await scene.shop().watermark.read()).toBeUndefined();
      expect(await scene.shop().watermark.lastRun()).toMatchObject({ trouble: given.kind });
      expect(scene.shop().takeQuestions()).toHaveLength(1);
    },
  );

  it('does not keep the other shops, nor does one that takes all the time', async () => {
    const [slow, denied, fine] = ['slow', 'denied', 'fine'].map((name) => `${name}.myshopify.com`);
    if (!slow || !denied || !fine) throw new Error('three shops are needed');
    const scene = makeReconcileScene({ shops: [slow, denied, fine] });
    scene.shop(denied).lackScopes('read_orders');
    for (const shop of [slow, fine]) scene.shop(shop).change('1001');
    scene.pass(everyMillis);
    const answer = await scene.run(
      { action: 'poll' },
      {
        around: async (port, work) => {
          const result = await work();
          // Each answer of the first shop takes two minutes.
          if (port.startsWith('admin') && scene.told.length === 0) scene.pass(120_000);
          return result;
        },
      },
    );
    expect(answer).toMatchObject({
      shops: [
        { shop: slow, end: { kind: 'unfinished' } },
        { shop: denied, end: { kind: 'denied', scopes: ['read_orders'] } },
        { shop: fine, end: { kind: 'done' }, stamps: { missed: 1 } },
      ],
    });
  });

  it('leaves the watermark where it was, and the next run brings what waited', async () => {
    const scene = await sceneAtWork();
    scene.shop().change('1001');
    scene.trouble(({ kind }) => (kind === 'changed' ? unavailable : undefined));
    for (let runs = 0; runs < 90; runs++) {
      scene.pass(everyMillis);
      expect((await scene.poll()).end).toEqual(unavailable);
    }
    scene.trouble(() => undefined);
    scene.pass(everyMillis);
    // Six hours.
    expect((await scene.poll()).stamps.missed).toBe(1);
  });
});

describe('a throttled question', () => {
  it('is asked again after the time that Shopify says', async () => {
    const scene = await sceneAtWork();
    scene.shop().change('1001');
    scene.pass(everyMillis);
    let times = 0;
    scene.trouble(() => {
      times += 1;
      return times % 2 === 1 ? { kind: 'throttled', seconds: 3 } : undefined;
    });
    expect(await scene.poll()).toMatchObject({ end: { kind: 'done' }, stamps: { missed: 1 } });
    expect(scene.sleeps).toEqual([3_000, 3_000, 3_000]);
  });

  it('ends the run where the time does not last, or where it is throttled again and again', async () => {
    const scene = await sceneAtWork();
    scene.trouble(() => ({ kind: 'throttled', seconds: 3_600 }));
    expect((await scene.poll()).end).toMatchObject({ kind: 'throttled' });
    expect(scene.sleeps).toEqual([]);
    scene.trouble(() => ({ kind: 'throttled', seconds: 1 }));
    expect((await scene.poll()).end).toMatchObject({ kind: 'throttled' });
    expect(scene.sleeps).toHaveLength(5);
  });
});

describe('one order that cannot be read', () => {
  const only =
    (orderId: string, trouble: AdminTrouble): Trouble =>
    (question) =>
      question.orderId === orderId ? trouble : undefined;

  it('keeps no other, is entered to be read again, and is sent once it can be', async () => {
    const scene = await sceneAtWork();
    for (const orderId of ['1001', '1002', '1003']) scene.shop().change(orderId);
    scene.pass(everyMillis);
    scene.trouble(only('1002', unavailable));
    expect(await scene.poll()).toMatchObject({
      end: { kind: 'done' },
      stamps: { missed: 2, postponed: 1 },
    });
    for (let runs = 0; runs < 5; runs++) {
      await scene.deliver();
      scene.pass(everyMillis);
      expect((await scene.poll()).drift?.orders).toBe(1);
    }
    scene.trouble(() => undefined);
    scene.pass(everyMillis);
    expect((await scene.poll()).stamps.missed).toBe(1);
    expect(sentOrders(scene).sort()).toEqual(['1001', '1002', '1003']);
    expect(await scene.records.rereads()).toEqual([]);
  });

  it('for a day is a letter, so that a person looks', async () => {
    const scene = await sceneAtWork();
    scene.shop().change('1002');
    scene.pass(everyMillis);
    scene.trouble(only('1002', unavailable));
    for (let runs = 0; runs < 3; runs++) {
      await scene.poll();
      scene.pass(everyMillis);
    }
    expect(await scene.letters.waiting()).toEqual([]);
    scene.pass(86_400_000);
    await scene.poll();
    expect(await scene.letters.waiting()).toMatchObject([{ class: 'malformed', orderId: '1002' }]);
    expect(await scene.records.rereads()).toEqual([]);
    expect((await scene.poll()).drift?.orders).toBe(0);
  });

  it('in an answer of another shape is parked, and sent once it can be read', async () => {
    const scene = await sceneAtWork();
    scene.shop().change('1001');
    scene.pass(everyMillis);
    scene.trouble(only('1001', { kind: 'malformed', fault: 'lineItems: invalid_type' }));
    expect(await scene.poll()).toMatchObject({ end: { kind: 'done' }, stamps: { parked: 1 } });
    expect(await scene.letters.waiting()).toMatchObject([
      { class: 'malformed', orderId: '1001', reason: 'lineItems: invalid_type' },
    ]);
    expect(scene.takeReports().map(({ stage }) => stage)).toEqual(['parked']);
    // Within the overlap it is listed once more, and is not parked twice.
    scene.pass(60_000);
    expect((await scene.poll()).stamps).toMatchObject({ known: 1, parked: 0 });

    scene.trouble(() => undefined);
    expect(await scene.poll()).toMatchObject({ lettersSettled: 1 });
    expect(sentOrders(scene)).toEqual(['1001']);
    expect(await scene.letters.waiting()).toEqual([]);
  });

  it('is a trouble of the shop where there are many: the run ends, and nothing is passed', async () => {
    const scene = await sceneAtWork();
    for (let nth = 1; nth <= 20; nth++) scene.shop().change(String(nth));
    // Longer than the overlap, so that nothing but the watermark brings them.
    scene.pass(600_000);
    scene.trouble(({ kind }) => (kind === 'order' ? unavailable : undefined));
    expect(await scene.poll()).toMatchObject({ end: unavailable, stamps: { postponed: 3 } });
    scene.trouble(() => undefined);
    scene.pass(everyMillis);
    await scene.poll();
    expect(new Set(sentOrders(scene)).size).toBe(20);
  });

  it('is hidden where Shopify lists it and does not give it', async () => {
    const scene = await sceneAtWork();
    scene.shop().change('1001');
    scene.shop().remove('1001');
    scene.pass(everyMillis);
    expect(await scene.poll()).toMatchObject({
      end: { kind: 'done' },
      stamps: { hidden: 1, missed: 0 },
      drift: { orders: 0 },
    });
  });

  it('is read again where Shopify gives it as it was before the change that it lists', async () => {
    const scene = await sceneAtWork();
    await scene.webhook(scene.shop().change('1001'));
    scene.pass(60_000);
    const { version } = scene.shop().change('1001', { note: 'changed' });
    scene.shop().readStale('1001', true);
    scene.takeSent();
    scene.pass(everyMillis);
    expect((await scene.poll()).stamps).toMatchObject({ postponed: 1, missed: 0 });
    scene.shop().readStale('1001', false);
    scene.pass(everyMillis);
    expect((await scene.poll()).stamps.missed).toBe(1);
    expect(scene.takeSent().map(({ message }) => message.data.order.version)).toEqual([version]);
  });
});

describe('scopes', () => {
  it('read_all_orders that is missing is said, and from when on orders are seen', async () => {
    const scene = await sceneAtWork();
    scene.shop().lackScopes('read_all_orders');
    expect(await scene.poll()).toMatchObject({
      end: { kind: 'done' },
      missingScopes: ['read_all_orders'],
      hiddenBefore: '2026-09-23T10:00:00Z',
    });
  });
});
