/** Which orders are differences, what is done about each, and what is left alone. */
import { describe, expect, it } from 'vitest';
import { makeNightlyScene } from './nightly-scene.ts';
import { plantedDifferences, plantedOthers } from './planted.ts';

const later = 6 * 3_600_000;
const nothing = { missing: 0, lost: 0, stale: 0, cancelled_but_open: 0, unknown_to_shopify: 0 };

describe('a night finds an order', () => {
  it.each(plantedDifferences)('$name ($kind), and repairs it', async ({ kind, plant }) => {
    const scene = makeNightlyScene();
    await plant(scene, '1001');
    scene.pass(later);
    scene.takeSent();
    const report = await scene.night();
    await scene.bring();

    const isKnown = kind !== 'unknown_to_shopify';
    const outcome = isKnown ? 'repaired' : 'reported';
    expect(report.found).toEqual({ ...nothing, [kind]: 1 });
    expect(report.counts[kind][outcome]).toBe(1);
    expect(report.differences).toMatchObject([{ kind, orderId: '1001', outcome }]);
    expect(report.verdict).toBe(isKnown ? 'repaired' : 'look');
    expect(scene.takeSent()).toHaveLength(isKnown ? 1 : 0);
    const [order] = scene.shop().orders();
    if (order !== undefined) {
      const isOver = order.cancelled || order.financialStatus === 'refunded';
      expect(scene.wms.get('1001')).toMatchObject({ instant: Date.parse(order.version) });
      expect(isOver).toBe(kind === 'cancelled_but_open');
    }
  });

  it.each(plantedDifferences)(
    '$name once: the next night finds nothing',
    async ({ kind, plant }) => {
      const scene = makeNightlyScene();
      await plant(scene, '1001');
      scene.pass(later);
      await scene.night();
      await scene.bring();
      scene.takeSent();
      scene.pass(later);
      const report = await scene.night();

      const left = kind === 'unknown_to_shopify' ? 1 : 0;
      expect(Object.values(report.found).reduce((sum, count) => sum + count, 0)).toBe(left);
      expect(scene.takeSent()).toEqual([]);
    },
  );
});

describe('a night leaves an order alone', () => {
  it.each(plantedOthers)('$name', async ({ plant }) => {
    const scene = makeNightlyScene();
    await plant(scene, '1001');
    scene.pass(later);
    scene.takeSent();
    const before = [await scene.recordOf('1001'), scene.wms.get('1001')];
    const report = await scene.night();

    expect(report).toMatchObject({ verdict: 'well', differences: [], compared: { orders: 1 } });
    expect(scene.takeSent()).toEqual([]);
    expect([await scene.recordOf('1001'), scene.wms.get('1001')]).toEqual(before);
  });

  it('that is younger than the grace period', async () => {
    const scene = makeNightlyScene();
    scene.shop().change('1001');
    scene.pass(100_000);

    expect(await scene.night()).toMatchObject({ verdict: 'well', compared: { orders: 0 } });
  });

  it('that was delivered while the WMS was listed', async () => {
    const scene = makeNightlyScene();
    const order = scene.shop().change('1001');
    scene.pass(later);
    await scene.slice({}, { begin: true });
    await scene.webhook(order);
    await scene.bring();
    scene.wms.lose('1001');

    expect(await scene.night()).toMatchObject({ verdict: 'well', compared: { orders: 1 } });
  });

  it('that is a test order, where those are not sent', async () => {
    const scene = makeNightlyScene({ nightlySettings: { testOrders: false } });
    scene.shop().change('1001', { test: true });
    scene.pass(later);

    expect(await scene.night()).toMatchObject({ verdict: 'well', compared: { orders: 1 } });
  });
});

describe('what came after it was found wins:', () => {
  it('a webhook that brings the missing version', async () => {
    const scene = makeNightlyScene();
    const order = scene.shop().change('1001');
    scene.pass(later);
    await scene.slice({}, { begin: true });
    scene.pass(60_000);
    let isFound = false;
    const report = await scene.night({
      around: async (port, work) => {
        if (port === 'admin.order' && !isFound) {
          isFound = true;
          await scene.webhook(order);
        }
        return work();
      },
    });

    expect(report).toMatchObject({
      verdict: 'well',
      counts: { missing: { settled: 1, repaired: 0 } },
    });
    expect(scene.takeSent()).toHaveLength(1);
  });

  it('a delivery of what the WMS had lost', async () => {
    const scene = makeNightlyScene();
    const order = scene.shop().change('1001');
    await scene.webhook(order);
    await scene.bring();
    scene.wms.lose('1001');
    scene.pass(later);
    const report = await scene.night({
      around: async (port, work) => {
        const result = await work();
        if (port !== 'admin.order') return result;
        scene.wms.take(order);
        const { decided } = await scene.recordOf('1001');
        const at = new Date(scene.now()).toISOString();
        if (decided) await scene.records.markDecided(order, { ...decided, generation: 1, at });
        return result;
      },
    });

    expect(report).toMatchObject({
      verdict: 'well',
      counts: { stale: { settled: 1, repaired: 0 } },
    });
  });
});
