/**
 * Whatever happens to the slices: once they are left in peace, each planted difference was found and repaired
 * once, each was counted once, and no other order was touched.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AdminTrouble } from '../../../../lib/reconciliation/admin-api.ts';
import type { Around } from '../watched-ports.ts';
import { makeNightlyScene, type NightlyScene } from './nightly-scene.ts';
import { plantedDifferences, plantedOthers } from './planted.ts';

const plants = [
  ...plantedDifferences.map((one) => ({ ...one, isDifference: true })),
  ...plantedOthers.map((one) => ({ ...one, kind: undefined, isDifference: false })),
];

type Slice = {
  /** The process dies at this call of a port. */
  readonly crash?: { readonly call: number; readonly after: boolean } | undefined;
  /** How long each call of a port takes. */
  readonly callMillis: number;
  readonly seconds: number;
  /** The event comes twice. */
  readonly isDoubled: boolean;
  readonly trouble?: AdminTrouble | undefined;
  readonly cutAt?: number | undefined;
  /** How Shopify's next export ends. */
  readonly fate: 'completed' | 'failed' | 'expired';
};

const slice: fc.Arbitrary<Slice> = fc.record({
  crash: fc.option(fc.record({ call: fc.integer({ min: 1, max: 45 }), after: fc.boolean() }), {
    nil: undefined,
  }),
  callMillis: fc.constantFrom(0, 0, 100, 2_000),
  seconds: fc.constantFrom(60, 60, 20),
  isDoubled: fc.boolean(),
  trouble: fc.option(
    fc.constantFrom<AdminTrouble>(
      { kind: 'throttled', seconds: 2 },
      { kind: 'unavailable', cause: 'timeout' },
      { kind: 'refused', status: 401 },
    ),
    { nil: undefined, freq: 4 },
  ),
  cutAt: fc.option(fc.integer({ min: 0, max: 2_000 }), { nil: undefined }),
  fate: fc.constantFrom('completed', 'completed', 'completed', 'failed', 'expired'),
});
const world = fc.record({
  planted: fc.array(fc.nat({ max: plants.length - 1 }), { minLength: 1, maxLength: 14 }),
  slices: fc.array(slice, { maxLength: 12 }),
});

/** Enough for what the troubled ones have left. */
const calmSlices = 40;

it('every planted difference is found, repaired and counted once, and nothing else is touched', async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ planted, slices }) => {
      const state: { trouble: AdminTrouble | undefined } = { trouble: undefined };
      const scene = makeNightlyScene({ trouble: () => state.trouble });
      const orders = await plantAll(scene, planted);
      const others = orders.filter(({ isDifference }) => !isDifference);
      const before = await seen(scene, others);
      scene.takeSent();
      scene.takeReports();
      await scene.slice({}, { begin: true });
      let failures = 0;
      for (const one of slices) {
        scene.pass(60_000);
        failures += await troubled(scene, one, state, failures);
      }
      await calm(scene);
      expect(await seen(scene, others)).toEqual(before);
      await scene.bring();

      const item = await scene.item();
      const report = scene.report(item?.last?.report ?? '');
      for (const kind of new Set(plantedDifferences.map((one) => one.kind))) {
        const expected = orders.filter((order) => order.kind === kind).length;
        const outcome = kind === 'unknown_to_shopify' ? 'reported' : 'repaired';
        expect([kind, report.counts[kind][outcome]]).toEqual([kind, expected]);
        expect([kind, report.found[kind]]).toEqual([kind, expected]);
      }
      expect(report.gaps).toEqual([]);
      expect(await seen(scene, others)).toEqual(before);
      expectSentOnce(scene, orders);
      for (const { orderId, kind } of orders) {
        const order = scene
          .shop()
          .orders()
          .find((one) => one.orderId === orderId);
        if (kind === undefined || order === undefined) continue;
        expect(scene.wms.get(orderId)).toMatchObject({ instant: Date.parse(order.version) });
      }
    }),
    { numRuns: 250 },
  );
}, 120_000);

type Planted = (typeof plants)[number] & { readonly orderId: string };

const plantAll = async (scene: NightlyScene, planted: readonly number[]): Promise<Planted[]> => {
  const orders: Planted[] = [];
  for (const [n, index] of planted.entries()) {
    const plant = plants[index];
    if (plant === undefined) continue;
    const orderId = String(1_001 + n);
    await plant.plant(scene, orderId);
    orders.push({ ...plant, orderId });
  }
  scene.pass(6 * 3_600_000);
  return orders;
};

const seen = (scene: NightlyScene, orders: readonly Planted[]) =>
  Promise.all(
    orders.map(async ({ orderId, name }) => [
      name,
      await scene.recordOf(orderId),
      scene.wms.get(orderId),
    ]),
  );

/** One more failed export than the bound would leave a gap: that is another test's. */
const failuresMax = 1;

const troubled = async (
  scene: NightlyScene,
  given: Slice,
  state: { trouble: AdminTrouble | undefined },
  failures: number,
): Promise<number> => {
  const isFailing = given.fate !== 'completed' && failures < failuresMax;
  if (isFailing) scene.shop().bulks.fate(given.fate);
  if (given.cutAt !== undefined) scene.cutFile(given.cutAt);
  state.trouble = given.trouble;
  const end = scene.now() + given.seconds * 1_000;
  const run = () => {
    const remainingMillis = () => end - scene.now();
    return scene.slice({ around: dying(scene, given), remainingMillis }).catch(() => []);
  };
  await Promise.all(given.isDoubled ? [run(), run()] : [run()]);
  state.trouble = undefined;
  // Nobody works beyond the end of an invocation.
  if (scene.now() < end) scene.pass(end - scene.now());
  return isFailing ? 1 : 0;
};

const dying = (scene: NightlyScene, { crash, callMillis }: Slice): Around => {
  let calls = 0;
  let isDead = false;
  const check = () => {
    if (isDead) throw new Error('the process is gone');
  };
  return async (_port, work) => {
    check();
    calls += 1;
    const isLast = calls === crash?.call;
    scene.pass(callMillis);
    isDead = isLast && crash?.after === false;
    check();
    const result = await work();
    check();
    isDead = isLast;
    check();
    return result;
  };
};

const calm = async (scene: NightlyScene): Promise<void> => {
  for (let slices = 0; slices < calmSlices; slices++) {
    const item = await scene.item();
    if (item?.last && item.current === null) return;
    scene.pass(60_000);
    await scene.slice();
  }
  throw new Error('the comparison did not come to its end');
};

/** Copies have the same id: SQS or deliver-order drops them. */
const expectSentOnce = (scene: NightlyScene, orders: readonly Planted[]): void => {
  const sent = scene.takeSent();
  const ids = new Set(sent.map(({ deduplicationId }) => deduplicationId));
  const repaired = orders.filter(({ kind }) => kind && kind !== 'unknown_to_shopify');
  expect([...new Set(sent.map(({ message }) => message.data.order.orderId))].sort()).toEqual(
    repaired.map(({ orderId }) => orderId).sort(),
  );
  expect(ids.size).toBe(repaired.length);
};
