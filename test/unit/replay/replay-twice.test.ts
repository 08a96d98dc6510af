/** Two replays at once, as by a double click or by two people: no letter's message goes out twice. */
import { describe, expect, it } from 'vitest';
import { makeReplayLetters, type ReplayPorts } from '../../../lib/replay/replay-letters.ts';
import { deadLetter, orderMessage } from '../../builders/order-message.ts';
import { makeFakeDeadLetters } from '../../fakes/dead-letters.ts';
import { makeFakeOrderQueue } from '../../fakes/order-queue.ts';

const makeScene = async (letterCount: number) => {
  let now = Date.UTC(2026, 10, 22, 10, 5);
  const clock = () => now;
  const letters = makeFakeDeadLetters({ now: clock });
  const orders = makeFakeOrderQueue({ now: clock });
  for (let n = 1; n <= letterCount; n++) {
    const message = orderMessage({ order: { orderId: String(n) }, id: `message-${n}` });
    await letters.park(deadLetter({ letter: { letterId: `letter-${n}` }, message }));
  }
  const ports: ReplayPorts = {
    receive: letters.receive,
    enqueue: orders.enqueue,
    markReplayed: letters.markReplayed,
    remove: letters.remove,
    release: letters.release,
    report: () => undefined,
    now: clock,
  };
  return {
    replay: (given: Partial<ReplayPorts> = {}) =>
      makeReplayLetters({ ...ports, ...given })({ kind: 'all' }, () => 60_000),
    pass: (seconds: number) => {
      now += seconds * 1_000;
    },
    remove: letters.remove,
    left: () => letters.bodies().length,
    ordersSent: () =>
      orders
        .bodies()
        .map((body) => Number(JSON.parse(body).data.order.orderId))
        .sort((a, b) => a - b),
  };
};
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('two replays', () => {
  it('side by side share the letters between them', async () => {
    const scene = await makeScene(45);

    const [one, other] = await Promise.all([scene.replay(), scene.replay()]);

    expect(one.replayed + other.replayed).toBe(45);
    expect(Math.min(one.replayed, other.replayed)).toBeGreaterThan(0);
    expect([scene.ordersSent(), scene.left()]).toEqual([upTo(45), 0]);
  });

  it('of which one stands still after sending put one copy on the queue', async () => {
    const scene = await makeScene(1);
    const stands = Promise.withResolvers<void>();
    const goesOn = Promise.withResolvers<void>();
    const slow = scene.replay({
      remove: async (receiptHandle) => {
        stands.resolve();
        await goesOn.promise;
        await scene.remove(receiptHandle);
      },
    });
    await stands.promise;

    // Longer than a letter is hidden, shorter than SQS knows an id.
    scene.pass(121);
    expect(await scene.replay()).toMatchObject({ replayed: 1, complete: true });
    goesOn.resolve();
    await slow;

    expect([scene.ordersSent(), scene.left()]).toEqual([[1], 0]);
  });
});
