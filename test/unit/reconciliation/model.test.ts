/**
 * Whatever happens: the watermark passes no order that was not handled, and once nothing happens any more
 * every order version that Shopify shows was accepted, each missed one counted once.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { contentHash } from '../../../lib/order/normal-order.ts';
import { instantOf, type OrderRecord } from '../../../lib/order/order-record.ts';
import type { PolledShop } from '../../../lib/reconciliation/told.ts';
import { graceMillis, history, type ModelScene, makeModelScene } from './model.ts';

/** Enough for all pages, and for what the index shows late. */
const calmRuns = 12;

it('no order is lost, none is passed over, and none is counted twice', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (steps) => {
      const scene = makeModelScene();
      for (const step of steps) {
        await scene.step(step);
        expect(await passedOver(scene)).toEqual([]);
      }
      await settle(scene);
      expect(await notDelivered(scene)).toEqual([]);
      expect(twice(scene.takeReports().flatMap(missedVersion))).toEqual([]);
      // One run never sends the same content of a version twice, under whatever ids.
      const sent = scene.takeSent().filter(({ message }) => message.data.origin !== 'webhook');
      expect(twice(sent.map(({ deduplicationId }) => deduplicationId))).toEqual([]);
      expect(
        twice(
          sent.map(
            ({ message: { data, id } }) =>
              `${runOf(id)} ${data.order.version} ${data.order.orderId} ${data.hash}`,
          ),
        ),
      ).toEqual([]);
      expect((await scene.poll()).drift).toEqual({ orders: 0, oldestSeconds: 0 });
    }),
    { numRuns: 300 },
  );
}, 120_000);

it('the histories hold what can happen', async () => {
  const seen = new Set<string>();
  for (const steps of fc.sample(history, { numRuns: 400, seed: 7 })) {
    const scene = makeModelScene();
    for (const step of steps) await scene.step(step);
    for (const what of scene.polled.flatMap(occurrencesIn)) seen.add(what);
  }
  expect([...seen]).toEqual(expect.arrayContaining(expected));
});

const occurrencesIn = ({ end, stamps, rereadSent, lettersSettled }: PolledShop): string[] => [
  end.kind,
  ...Object.entries(stamps).flatMap(([outcome, count]) => (count > 0 ? [outcome] : [])),
  ...(rereadSent > 0 ? ['read again and sent'] : []),
  ...(lettersSettled > 0 ? ['letter settled'] : []),
];

/** `failed`: a crash. */
const expected = [
  ...['done', 'unfinished', 'busy', 'failed', 'unavailable', 'malformed', 'refused', 'throttled'],
  ...['known', 'missed', 'parked', 'postponed', 'read again and sent', 'letter settled'],
];

const settle = async (scene: ModelScene): Promise<void> => {
  await scene.step({ kind: 'late' });
  for (let runs = 0; runs < calmRuns; runs++) {
    scene.pass(240_000);
    await scene.poll();
    await scene.deliver();
  }
};

/** Orders behind the watermark that nobody has dealt with, though the index showed them in time. */
const passedOver = async (scene: ModelScene): Promise<string[]> => {
  const shop = scene.shop();
  const mark = await shop.watermark.read();
  if (mark === undefined) return [];
  const entered = new Set((await scene.records.rereads()).map(({ orderId }) => orderId));
  const faults: string[] = [];
  for (const { orderId, version } of shop.orders()) {
    const instant = instantOf(version);
    const isPassed = instant < instantOf(mark.until);
    const isShownInTime = shop.shownFrom(orderId) <= instant + graceMillis;
    const handled = handledInstant(await scene.recordOf(orderId));
    if (isPassed && isShownInTime && handled < instant && !entered.has(orderId)) {
      faults.push(`${orderId} of ${version} is behind ${mark.until}`);
    }
  }
  return faults;
};

/** Orders that the WMS does not have as Shopify has them. */
const notDelivered = async (scene: ModelScene): Promise<string[]> => {
  const faults: string[] = [];
  for (const order of scene.shop().orders()) {
    const { decided } = await scene.recordOf(order.orderId);
    if (decided?.version === order.version && decided.hash === contentHash(order)) continue;
    faults.push(`${order.orderId} of ${order.version}`);
  }
  return faults;
};

/** The newest version that was put on the queue, delivered (by who died before marking it), or parked. */
const handledInstant = ({ accepted, decided, parked }: OrderRecord): number =>
  Math.max(accepted?.instant ?? 0, decided?.instant ?? 0, parked?.instant ?? 0);

const missedVersion = ({ stage, orderId, facts }: ReturnType<ModelScene['takeReports']>[number]) =>
  stage === 'reconciled' && facts['cause'] === 'missed'
    ? [`${orderId} of ${facts['order_version']}`]
    : [];

const runOf = (id: string): string => id.split(':').at(-1)?.replace('-again', '') ?? '';

const twice = (values: readonly string[]): string[] => [
  ...new Set(values.filter((value, index) => values.indexOf(value) !== index)),
];
