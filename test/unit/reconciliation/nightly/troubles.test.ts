/** What stands in the way of a night ends nothing but a slice, and at last is told in the report. */
import { describe, expect, it } from 'vitest';
import type { WmsPage } from '../../../../lib/reconciliation/nightly/nightly-ports.ts';
import { deliverNow, hour, makeNightlyScene } from './nightly-scene.ts';

const later = 6 * hour;

const lostAtWms = async (scene: ReturnType<typeof makeNightlyScene>, orderId: string) => {
  await deliverNow(scene, scene.shop().change(orderId));
  scene.wms.lose(orderId);
};

describe('the schedule', () => {
  it('begins a night by itself when it is due, once', async () => {
    const scene = makeNightlyScene();
    await scene.slice();
    scene.pass(16 * hour);
    expect((await scene.slice())[0]?.current?.phase).toBe('exporting');
    const { run, by } = (await scene.item())?.current ?? {};
    scene.pass(60_000);
    expect(await scene.slice()).toMatchObject([{ end: { kind: 'done' }, last: { run } }]);
    expect(by).toBe('schedule');
    scene.pass(22 * hour);
    expect((await scene.slice())[0]).not.toHaveProperty('current');
    scene.pass(2 * hour);
    expect((await scene.slice())[0]).toHaveProperty('current');
  });

  it('tells how long ago the last one was finished, also before there was one', async () => {
    const scene = makeNightlyScene();
    expect((await scene.slice())[0]?.ageSeconds).toBe(0);
    scene.pass(hour);
    expect((await scene.slice())[0]?.ageSeconds).toBe(3_600);
    await scene.night();
    scene.pass(hour);
    expect((await scene.slice())[0]?.ageSeconds).toBe(3_600);
  });

  it('that is doubled has one worker: the other one does nothing', async () => {
    const scene = makeNightlyScene();
    const [one, two] = await Promise.all([
      scene.slice({}, { begin: true }),
      scene.slice({}, { begin: true }),
    ]);

    expect([one.length, two.length].sort()).toEqual([0, 1]);
    expect(scene.shop().bulks.count()).toBe(1);
  });

  it('begins none beside one that is under way', async () => {
    const scene = makeNightlyScene();
    await scene.slice({}, { begin: true });
    const before = (await scene.item())?.current?.run;
    await scene.slice({}, { begin: true });
    expect((await scene.item())?.current?.run).toBe(before);
  });
});

describe('the WMS', () => {
  it.each<[Exclude<WmsPage, { kind: 'page' }>['kind'], string]>([
    ['not_offered', 'repaired'],
    ['refused', 'look'],
    ['not_configured', 'look'],
    ['malformed', 'look'],
  ])('whose list is %s is not compared with: %s', async (kind, verdict) => {
    const scene = makeNightlyScene();
    await lostAtWms(scene, '1001');
    scene.shop().change('1002');
    scene.pass(later);
    scene.wms.answer({ kind });
    const report = await scene.night();

    expect(report).toMatchObject({
      ...{ verdict, gaps: [`wms_${kind}`], compared: { wmsOrders: null } },
      found: { missing: 1, stale: 0 },
    });
  });

  it.each(['unavailable', 'throttled'] as const)('that is %s is asked again', async (kind) => {
    const scene = makeNightlyScene();
    await lostAtWms(scene, '1001');
    scene.pass(later);
    scene.wms.answer({ kind });
    await scene.slice({}, { begin: true });
    scene.pass(60_000);
    expect(await scene.slice()).toMatchObject([{ end: { kind: 'wms_away' } }]);
    scene.wms.answer(undefined);

    expect(await scene.night()).toMatchObject({ gaps: [], found: { stale: 1 } });
  });

  it('whose circuit is not closed is not asked, and after two hours left out', async () => {
    const scene = makeNightlyScene();
    await lostAtWms(scene, '1001');
    scene.pass(later);
    scene.setWmsFree(false);
    await scene.slice({}, { begin: true });
    scene.pass(2 * hour);
    const report = await scene.night();

    expect(report).toMatchObject({
      verdict: 'look',
      gaps: ['wms_unavailable'],
      found: { stale: 0 },
    });
  });

  it('with more unknown orders than Shopify is asked for has the rest counted', async () => {
    const scene = makeNightlyScene({ wmsPage: 250 });
    for (let n = 0; n < 230; n++) {
      scene.wms.put({ orderId: String(5_000 + n), instant: scene.now(), status: 'open' });
    }
    scene.pass(later);

    expect((await scene.night()).counts.unknown_to_shopify).toMatchObject({
      ...{ reported: 200, unasked: 30, repaired: 0 },
    });
  });
});

describe('an export', () => {
  it('that fails is begun anew, and nothing is counted twice', async () => {
    const scene = makeNightlyScene();
    scene.shop().change('1001');
    scene.pass(later);
    scene.shop().bulks.fate('failed', 'expired');

    expect(await scene.night()).toMatchObject({ gaps: [], counts: { missing: { repaired: 1 } } });
    expect(scene.shop().bulks.count()).toBe(3);
  });

  it('that fails three times is given up, and the WMS’s unknown orders are told all the same', async () => {
    const scene = makeNightlyScene();
    scene.shop().change('1001');
    scene.wms.put({ orderId: '5000', instant: scene.now(), status: 'open' });
    scene.pass(later);
    scene.shop().bulks.fate('failed', 'failed', 'failed');
    const report = await scene.night();

    expect(report).toMatchObject({
      verdict: 'look',
      gaps: ['export_failed'],
      compared: { orders: 0 },
    });
    expect(report.found).toMatchObject({ missing: 0, unknown_to_shopify: 1 });
    expect(scene.shop().bulks.count()).toBe(3);
  });

  it('that Shopify does not bring to its end within 20 hours is given up', async () => {
    const scene = makeNightlyScene({ bulkMillis: 30 * hour });
    await scene.slice({}, { begin: true });
    scene.pass(20 * hour + 1);

    expect(await scene.night()).toMatchObject({ verdict: 'look', gaps: ['unfinished:exporting'] });
  });

  it('whose file is cut short is read on from there', async () => {
    const scene = makeNightlyScene();
    for (let n = 0; n < 30; n++) scene.shop().change(String(1_001 + n));
    scene.pass(later);
    for (const at of [0, 1_500, 4_000]) {
      scene.cutFile(at);
      await scene.slice({}, { begin: true });
      scene.pass(60_000);
    }

    expect(await scene.night()).toMatchObject({
      ...{ gaps: [], compared: { orders: 30 }, counts: { missing: { repaired: 30 } } },
    });
  });
});

describe('an order', () => {
  it('that Shopify does not give is asked for again by a later slice', async () => {
    let failures = 0;
    const scene = makeNightlyScene({
      trouble: ({ kind }) => {
        if (kind !== 'order' || failures > 0) return undefined;
        failures += 1;
        return { kind: 'unavailable', cause: 'timeout' };
      },
    });
    await lostAtWms(scene, '1001');
    scene.pass(later);

    expect(await scene.night()).toMatchObject({ counts: { stale: { repaired: 1 } } });
  });

  it('that is deleted meanwhile is told', async () => {
    const scene = makeNightlyScene();
    scene.shop().change('1001');
    scene.pass(later);
    await scene.slice({}, { begin: true });
    scene.shop().remove('1001');

    expect(await scene.night()).toMatchObject({
      ...{ verdict: 'look', open: 1, counts: { missing: { hidden: 1 } } },
    });
  });

  it('whose form is not read here is parked where it is missing, and told where the WMS has lost it', async () => {
    const scene = makeNightlyScene({
      trouble: ({ kind }) =>
        kind === 'order' ? { kind: 'malformed', fault: 'lines: invalid_type' } : undefined,
    });
    scene.shop().change('1001');
    await lostAtWms(scene, '1002');
    scene.pass(later);

    expect((await scene.night()).counts).toMatchObject({
      ...{ missing: { parked: 1 }, stale: { reported: 1 } },
    });
  });
});

it('an app without the scopes that it needs is told, and nothing is begun', async () => {
  const scene = makeNightlyScene();
  scene.shop().lackScopes('read_orders');

  expect(await scene.slice({}, { begin: true })).toMatchObject([
    { end: { kind: 'denied', scopes: ['read_orders'] }, current: { phase: 'starting' } },
  ]);
  expect(scene.shop().bulks.count()).toBe(0);
});

it('differences beyond a thousand are counted and not named', async () => {
  const scene = makeNightlyScene({ pieceBytes: 65_536 });
  for (let n = 0; n < 1_100; n++) scene.shop().change(String(10_001 + n));
  scene.pass(later);
  const report = await scene.night();

  expect(report.found.missing).toBe(1_100);
  expect([report.differences.length, report.differencesNotNamed]).toEqual([1_000, 100]);
}, 30_000);
