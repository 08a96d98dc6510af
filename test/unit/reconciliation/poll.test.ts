/** What a scheduled run makes of what Shopify shows. */
import { describe, expect, it } from 'vitest';
import { orderLine } from '../../builders/normal-order.ts';
import { demoShop } from '../../builders/shopify-order.ts';
import { makeReconcileScene, type ReconcileScene } from './reconcile-scene.ts';

const minutes = (count: number) => count * 60_000;

/** The first run, which makes the watermark. */
const sceneAtWork = async (options: Parameters<typeof makeReconcileScene>[0] = {}) => {
  const scene = makeReconcileScene(options);
  await scene.poll();
  scene.pass(minutes(4));
  return scene;
};
const missedOf = (scene: ReconcileScene) =>
  scene
    .takeReports()
    .filter(({ stage, facts }) => stage === 'reconciled' && facts['cause'] === 'missed');

describe('an order whose webhook did not come', () => {
  it('is read and put on the queue once the grace period is over, and told as missed', async () => {
    const scene = await sceneAtWork();
    const order = scene.shop().change('1001', { note: 'ring twice' });
    expect(await scene.poll()).toMatchObject({ end: { kind: 'done' }, stamps: { missed: 0 } });
    expect(scene.takeSent()).toEqual([]);

    scene.pass(minutes(4));
    const polled = await scene.poll();
    expect(polled).toMatchObject({ end: { kind: 'done' }, stamps: { missed: 1, known: 0 } });
    const [sent, ...others] = scene.takeSent();
    expect(others).toEqual([]);
    expect(sent?.message.data).toMatchObject({ order, origin: 'reconciliation', topic: null });
    expect(sent?.groupId).toBe(`${demoShop}/1001`);
    expect(sent?.deduplicationId).toMatch(/^reconcile:1001:2026-11-22T10:04:00Z:[0-9a-f]{16}$/);
    expect((await scene.recordOf('1001')).accepted).toMatchObject({
      version: order.version,
      source: 'reconciliation',
    });
    expect(missedOf(scene)).toMatchObject([
      { orderId: '1001', latencyMillis: minutes(4), facts: { order_name: '#1001' } },
    ]);
  });

  it('is known to the runs that come after, also while the WMS takes nothing for an hour', async () => {
    const scene = await sceneAtWork();
    scene.shop().change('1001');
    for (let runs = 0; runs < 20; runs++) {
      scene.pass(minutes(4));
      await scene.poll();
    }
    expect(scene.takeSent()).toHaveLength(1);
    expect(missedOf(scene)).toHaveLength(1);
  });

  it('is sent as it is when it is read, though it changed since it was listed', async () => {
    const scene = await sceneAtWork();
    scene.shop().change('1001', { note: 'first' });
    scene.pass(minutes(3));
    const { version } = scene.shop().change('1001', { note: 'second' });
    scene.pass(minutes(3));
    await scene.poll();
    expect(scene.takeSent().map(({ message }) => message.data.order)).toMatchObject([
      { version, note: 'second' },
    ]);
    expect(missedOf(scene)).toHaveLength(1);
  });

  it('is entered to be read again where the version it was sent with is younger than the grace', async () => {
    const scene = await sceneAtWork();
    scene.shop().change('1001', { note: 'first' });
    scene.pass(minutes(4));
    // The index shows the first version; the order has a second one already.
    const shop = scene.shop();
    const { changed } = shop.admin;
    const listed = await changed({ from: '2026-11-22T10:00:00Z', until: '2026-11-22T10:06:00Z' });
    const { version } = shop.change('1001', { note: 'second' });
    Object.assign(shop.admin, { changed: async () => listed });
    await scene.poll();
    expect(scene.takeSent()).toHaveLength(1);
    expect(await scene.records.rereads()).toMatchObject([{ orderId: '1001', version }]);
  });
});

describe('many orders whose webhooks did not come', () => {
  const shops = [demoShop, 'other.myshopify.com'];
  const sceneWithMany = async () => {
    const scene = await sceneAtWork({ shops, settings: { pacePerSecond: 5 } });
    for (const shop of shops) for (let nth = 1; nth <= 30; nth++) scene.shop(shop).change(`${nth}`);
    scene.pass(minutes(4));
    return scene;
  };

  it('are put on the queue at the stage’s pace, all shops together', async () => {
    const scene = await sceneWithMany();
    const begun = scene.now();
    await scene.poll();
    expect(scene.takeSent()).toHaveLength(60);
    expect((scene.now() - begun) / 1_000).toBeCloseTo(59 / 5, 0);
  });

  it('are gone on with by the next run where the time of one does not suffice', async () => {
    const scene = await sceneWithMany();
    // Three seconds besides the reserve, half of them for each shop.
    const end = scene.now() + 18_000;
    await scene.run({ action: 'poll' }, { remainingMillis: () => end - scene.now() });
    const first = scene.takeSent().length;
    expect(first).toBeGreaterThanOrEqual(15);
    expect(first).toBeLessThanOrEqual(15 + 2 * 4);

    scene.pass(minutes(4));
    await scene.poll();
    expect(first + scene.takeSent().length).toBe(60);
    expect(missedOf(scene)).toHaveLength(60);
  });
});

it('an order that is listed twice on a page is handled once, by its newest version', async () => {
  const scene = await sceneAtWork();
  const shop = scene.shop();
  const first = shop.change('1001', { note: 'first' });
  await scene.webhook(first);
  scene.takeSent();
  scene.pass(1_000);
  const second = shop.change('1001', { note: 'second' }).version;
  const stamps = [first.version, second, first.version].map((at) => ({
    orderId: '1001',
    version: at,
  }));
  const changed = async () => ({ kind: 'answered', value: { stamps } }) as const;
  Object.assign(shop.admin, { changed });
  scene.pass(minutes(4));
  expect((await scene.poll()).stamps).toMatchObject({ missed: 1, known: 0 });
  expect(scene.takeSent()).toHaveLength(1);
});

describe('an order whose webhook came', () => {
  it('is left alone, waiting or delivered', async () => {
    const scene = await sceneAtWork();
    await scene.webhook(scene.shop().change('1001'));
    await scene.webhook(scene.shop().change('1002'));
    await scene.deliver();
    await scene.webhook(scene.shop().change('1003'));
    scene.takeSent();
    scene.pass(minutes(4));
    expect((await scene.poll()).stamps).toMatchObject({ known: 3, missed: 0 });
    expect(scene.takeSent()).toEqual([]);
  });

  it('is left alone though Shopify now gives that version other content', async () => {
    const scene = await sceneAtWork();
    const order = scene.shop().change('1001');
    await scene.webhook({ ...order, lines: [orderLine({ title: 'Nano (webhook)' })] });
    scene.takeSent();
    scene.pass(minutes(4));
    expect((await scene.poll()).stamps).toMatchObject({ known: 1 });
    expect(scene.takeSent()).toEqual([]);
  });

  it('and whose newer version did not is missed, at that version', async () => {
    const scene = await sceneAtWork();
    await scene.webhook(scene.shop().change('1001', { note: 'first' }));
    scene.pass(1_000);
    const { version } = scene.shop().change('1001', { note: 'second' });
    scene.takeSent();
    scene.pass(minutes(4));
    await scene.poll();
    expect(scene.takeSent().map(({ message }) => message.data.order.version)).toEqual([version]);
    expect(missedOf(scene)).toMatchObject([{ facts: { order_version: version } }]);
  });

  it('while the order is read is no missed one, and its content is compared', async () => {
    const scene = await sceneAtWork();
    const order = scene.shop().change('1001');
    const other = scene.shop().change('1002');
    scene.pass(minutes(4));
    const polled = await scene.poll({
      around: async (port, work) => {
        const result = await work();
        if (port !== 'admin.order') return result;
        await scene.webhook(order);
        await scene.webhook({ ...other, note: 'in another shape' });
        return result;
      },
    });
    expect(polled).toMatchObject({ stamps: { known: 2, missed: 0 }, shapeDifferences: 1 });
    expect(missedOf(scene)).toEqual([]);
  });

  it('between the last look and the sending is counted as no missed one', async () => {
    const scene = await sceneAtWork();
    const order = scene.shop().change('1001');
    scene.pass(minutes(4));
    const polled = await scene.poll({
      around: async (port, work) => {
        if (port === 'markAccepted') await scene.webhook(order);
        return work();
      },
    });
    expect(polled.stamps).toMatchObject({ known: 1, missed: 0 });
    expect(missedOf(scene)).toEqual([]);
  });
});

describe('an order that was lost', () => {
  it('is put on the queue again once it cannot be on its way any more, and told as lost', async () => {
    const scene = await sceneAtWork({ settings: { overlapSeconds: 7_200 } });
    await scene.webhook(scene.shop().change('1001'));
    scene.takeSent();
    scene.pass(minutes(59));
    expect((await scene.poll()).stamps).toMatchObject({ known: 1, lost: 0 });
    scene.pass(minutes(2));
    expect((await scene.poll()).stamps).toMatchObject({ known: 0, lost: 1 });
    expect(scene.takeSent()).toHaveLength(1);
    expect(scene.takeReports().map(({ facts }) => facts['cause'])).toEqual(['lost']);
  });

  it('is none while it waits for the WMS', async () => {
    const scene = await sceneAtWork({ settings: { overlapSeconds: 7_200 } });
    const order = scene.shop().change('1001');
    await scene.webhook(order);
    const since = new Date(scene.now()).toISOString();
    const waiting = { instant: Date.parse(order.version), generation: 0, since, ended: true };
    await scene.records.markWaiting({ shop: demoShop, orderId: '1001' }, waiting);
    scene.takeSent();
    scene.pass(minutes(110));
    expect((await scene.poll()).stamps).toMatchObject({ known: 1, lost: 0 });
  });
});

describe('the first run of all', () => {
  it('reaches back as far as it is set, and no further', async () => {
    const scene = makeReconcileScene({ settings: { firstHours: 1 } });
    scene.shop().change('1001');
    scene.pass(minutes(20));
    scene.shop().change('1002');
    scene.pass(minutes(50));
    await scene.poll();
    expect(scene.takeSent().map(({ message }) => message.data.order.orderId)).toEqual(['1002']);
  });
});

it('says how many versions Shopify showed for the first time, and how many had come', async () => {
  const scene = await sceneAtWork();
  await scene.webhook(scene.shop().change('1001'));
  scene.shop().change('1002');
  scene.pass(minutes(4));
  expect(await scene.poll()).toMatchObject({ inShopify: 2, received: 1 });
  // Within the overlap they are shown again, and are not new.
  scene.pass(minutes(1));
  expect(await scene.poll()).toMatchObject({ inShopify: 0, received: 0, stamps: { known: 2 } });
});
