import { describe, expect, it } from 'vitest';
import { letterWithoutMessage } from '../../../lib/order/dead-letter.ts';
import { encodeMessage } from '../../../lib/order/order-message.ts';
import type { StageReport } from '../../../lib/order/stage-report.ts';
import {
  lettersMax,
  makeReplayLetters,
  type ReplayPorts,
  type ReplayRequest,
} from '../../../lib/replay/replay-letters.ts';
import { deadLetter, orderMessage } from '../../builders/order-message.ts';
import { makeFakeDeadLetters } from '../../fakes/dead-letters.ts';
import { makeFakeOrderQueue } from '../../fakes/order-queue.ts';

const startMillis = Date.UTC(2026, 10, 22, 10, 5);
const all: ReplayRequest = { kind: 'all' };

/** Dead letters and the orders queue, with the run's ports, of which some can be replaced. */
const makeScene = ({
  perGroup = 'several',
  ports = () => ({}),
}: {
  readonly perGroup?: 'one' | 'several';
  readonly ports?: (real: ReplayPorts) => Partial<ReplayPorts>;
} = {}) => {
  let now = startMillis;
  const clock = () => now;
  const letters = makeFakeDeadLetters({ now: clock, perGroup });
  const orders = makeFakeOrderQueue({ now: clock, perGroup });
  const reports: StageReport[] = [];
  const steps: string[] = [];
  const stepping =
    <Args extends readonly unknown[], Value>(
      name: string,
      port: (...args: Args) => Promise<Value>,
    ) =>
    (...args: Args): Promise<Value> => {
      steps.push(name);
      return port(...args);
    };
  const real: ReplayPorts = {
    receive: letters.receive,
    enqueue: stepping('send', orders.enqueue),
    markReplayed: stepping('mark', letters.markReplayed),
    remove: stepping('remove', letters.remove),
    release: letters.release,
    report: (report) => reports.push(report),
    now: clock,
  };
  const replay = makeReplayLetters({ ...real, ...ports(real) });
  return {
    letters,
    orders,
    reports,
    steps,
    pass: (seconds: number) => {
      now += seconds * 1_000;
    },
    run: (request: ReplayRequest = all, remainingMillis = () => 60_000) =>
      replay(request, remainingMillis),
    /** Parks a message of this order, as the letter of this name. */
    park: (letterId: string, orderId: string, given: { shop?: string; id?: string } = {}) => {
      const { shop = 'demo.myshopify.com', id = letterId } = given;
      const message = orderMessage({ order: { orderId, shop }, id });
      return letters.park(deadLetter({ letter: { letterId }, message }));
    },
    /** Parks what has no message, of this class. */
    parkWithout: (letterId: string, parkClass: 'malformed' | 'deleted', orderId: string | null) =>
      letters.park(
        letterWithoutMessage(letterId, {
          class: parkClass,
          reason: 'the body is no order',
          parkedAt: '2026-11-22T10:00:03.000Z',
          receivedAt: '2026-11-22T10:00:02.000Z',
          shop: 'demo.myshopify.com',
          orderId,
        }),
      ),
    ordersSent: () =>
      orders.bodies().map((body) => {
        const { order, origin, replays } = JSON.parse(body).data;
        return `${order.shop}/${order.orderId} ${origin} ${replays}`;
      }),
    waiting: async () => (await letters.waiting()).map(({ letterId }) => letterId).sort(),
  };
};

const nothingSkipped = { needs_shopify: 0, unreadable: 0, deleted_in_shopify: 0, parked_again: 0 };
const result = (given: object) => ({
  replayed: 0,
  skipped: nothingSkipped,
  complete: true,
  ...given,
});

describe('a replay', () => {
  it('of all sends every letter’s message again, marked as replayed once more', async () => {
    const scene = makeScene();
    await scene.park('a', '1');
    await scene.park('b', '2');
    expect(await scene.run()).toEqual(result({ replayed: 2 }));
    expect(scene.ordersSent()).toEqual([
      'demo.myshopify.com/1 replay 1',
      'demo.myshopify.com/2 replay 1',
    ]);
    expect([await scene.waiting(), scene.letters.bodies()]).toEqual([[], []]);
  });

  it('changes nothing else of the message, so that its key and its story stay', async () => {
    const scene = makeScene();
    const message = orderMessage({ order: { note: 'ring twice' }, data: { replays: 2 } });
    await scene.letters.park(deadLetter({ message }));
    await scene.run();
    expect(JSON.parse(scene.orders.bodies()[0] ?? '{}')).toEqual({
      ...message,
      data: { ...message.data, origin: 'replay', replays: 3 },
    });
  });

  it('sends into the order’s group, so that it is in line with the order’s other messages', async () => {
    const scene = makeScene();
    await scene.park('a', '1');
    await scene.run();
    expect(await scene.orders.receive()).toMatchObject([{ groupId: 'demo.myshopify.com/1' }]);
  });

  it('is told by ids and codes', async () => {
    const scene = makeScene();
    await scene.park('a', '1');
    await scene.run();
    expect(scene.reports).toEqual([
      {
        stage: 'replayed',
        correlationId: 'shopify-order-1',
        orderId: '1',
        latencyMillis: 298_000,
        attempts: 0,
        facts: {
          shop: 'demo.myshopify.com',
          order_version: '2026-11-22T10:00:00Z',
          message_id: 'letter-1',
          class: 'rejected',
          replays: 1,
        },
      },
    ]);
  });

  it('of one order leaves the letters of others where they are, to be seen at once', async () => {
    const scene = makeScene();
    await scene.park('a', '1');
    await scene.park('b', '2');
    await scene.park('c', '1', { shop: 'other.myshopify.com' });
    expect(await scene.run({ kind: 'order', orderId: '1' })).toEqual(result({ replayed: 2 }));
    expect(scene.ordersSent()).toEqual([
      'demo.myshopify.com/1 replay 1',
      'other.myshopify.com/1 replay 1',
    ]);
    expect(await scene.waiting()).toEqual(['b']);
    expect(await scene.letters.receive()).toHaveLength(1);
  });

  it('of one order of one shop leaves the other shop’s', async () => {
    const scene = makeScene();
    await scene.park('a', '1');
    await scene.park('c', '1', { shop: 'other.myshopify.com' });
    await scene.run({ kind: 'order', orderId: '1', shop: 'other.myshopify.com' });
    expect(scene.ordersSent()).toEqual(['other.myshopify.com/1 replay 1']);
    expect(await scene.waiting()).toEqual(['a']);
  });

  it.each(['one', 'several'] as const)(
    'sends all letters of an order in the order of their parking (%s per receive)',
    async (perGroup) => {
      const scene = makeScene({ perGroup });
      for (const letterId of ['a', 'b', 'c']) await scene.park(letterId, '1');
      expect(await scene.run()).toEqual(result({ replayed: 3 }));
      expect(await scene.waiting()).toEqual([]);
    },
  );

  it('counts what has no message, and leaves it to be seen at once', async () => {
    const scene = makeScene();
    await scene.parkWithout('a', 'malformed', '1');
    await scene.parkWithout('b', 'deleted', '2');
    await scene.parkWithout('c', 'malformed', null);
    scene.letters.putBare('group', 'not JSON');
    expect(await scene.run()).toEqual(
      result({
        skipped: { ...nothingSkipped, needs_shopify: 2, unreadable: 1, deleted_in_shopify: 1 },
      }),
    );
    expect(scene.steps).toEqual([]);
    expect(await scene.waiting()).toEqual(['a', 'b', 'c']);
    expect(await scene.letters.receive()).toHaveLength(4);
  });

  it('of one order counts only that order’s, and nothing that nobody can read', async () => {
    const scene = makeScene();
    await scene.parkWithout('a', 'malformed', '1');
    await scene.parkWithout('b', 'malformed', '2');
    scene.letters.putBare('group', 'not JSON');
    expect(await scene.run({ kind: 'order', orderId: '1' })).toEqual(
      result({ skipped: { ...nothingSkipped, needs_shopify: 1 } }),
    );
  });

  it.each(['one', 'several'] as const)(
    'passes what has no message and sends what was parked behind it (%s per receive)',
    async (perGroup) => {
      const scene = makeScene({ perGroup });
      await scene.parkWithout('a', 'malformed', '1');
      await scene.park('b', '1');
      expect(await scene.run({ kind: 'order', orderId: '1' })).toMatchObject({ replayed: 1 });
      expect(await scene.waiting()).toEqual(['a']);
    },
  );

  it('sends a message that SQS itself moved here', async () => {
    const scene = makeScene();
    scene.letters.putBare('demo.myshopify.com/1', encodeMessage(orderMessage()));
    expect(await scene.run()).toEqual(result({ replayed: 1 }));
    expect(scene.steps).toEqual(['send', 'remove']);
    expect(scene.reports).toMatchObject([{ facts: { class: 'unknown', replays: 1 } }]);
  });

  it('gives back what stays in one go, and nothing of what it has sent', async () => {
    const released: (readonly string[])[] = [];
    const scene = makeScene({
      ports: () => ({
        release: async (handles) => {
          released.push(handles);
        },
      }),
    });
    await scene.park('a', '1');
    await scene.park('b', '2');
    await scene.park('c', '3');
    await scene.run({ kind: 'order', orderId: '1' });
    expect(released).toEqual([['letter-2/1', 'letter-3/1']]);
  });

  it('of nothing says so', async () => {
    expect(await makeScene().run()).toEqual(result({}));
  });
});

describe('a replay that is cut off', () => {
  const crash = () => Promise.reject(new Error('killed'));

  it('sends, marks and removes, in this order', async () => {
    const scene = makeScene();
    await scene.park('a', '1');
    await scene.run();
    expect(scene.steps).toEqual(['send', 'mark', 'remove']);
  });

  it.each([
    ['before sending', (real: ReplayPorts) => ({ ...real, enqueue: crash }), 0],
    ['before marking', (real: ReplayPorts) => ({ ...real, markReplayed: crash }), 1],
    ['before removing', (real: ReplayPorts) => ({ ...real, remove: crash }), 1],
  ])('%s has lost nothing, and the next one sends it once', async (_, broken, sentBefore) => {
    let cut = true;
    const scene = makeScene({
      ports: (real) => {
        const crashing = broken(real);
        return {
          enqueue: (entry) => (cut ? crashing : real).enqueue(entry),
          markReplayed: (id, at) => (cut ? crashing : real).markReplayed(id, at),
          remove: (handle) => (cut ? crashing : real).remove(handle),
        };
      },
    });
    await scene.park('a', '1');
    await scene.park('b', '2');
    await expect(scene.run()).rejects.toThrow('killed');
    expect(scene.orders.bodies()).toHaveLength(sentBefore);
    expect(scene.letters.bodies()).toHaveLength(2);
    cut = false;
    expect(await scene.run()).toEqual(result({ replayed: 2 }));
    expect(scene.ordersSent().sort()).toEqual([
      'demo.myshopify.com/1 replay 1',
      'demo.myshopify.com/2 replay 1',
    ]);
    expect(scene.letters.bodies()).toEqual([]);
  });

  it('stops while there is time to give back what it holds, and says that more is left', async () => {
    const scene = makeScene();
    for (let n = 1; n <= 25; n++) await scene.park(`letter-${n}`, String(n));
    const remaining = [60_000, 5_001, 5_000];
    expect(await scene.run(all, () => remaining.shift() ?? 0)).toEqual(
      result({ replayed: 20, complete: false }),
    );
    expect(await scene.run()).toEqual(result({ replayed: 5 }));
  });

  it('looks at no more than 5,000 letters', async () => {
    let received = 0;
    const scene = makeScene({
      ports: () => ({
        receive: async () =>
          Array.from({ length: 10 }, () => {
            received += 1;
            return { messageId: `m${received}`, receiptHandle: `h${received}`, body: 'not JSON' };
          }),
      }),
    });
    expect(await scene.run()).toMatchObject({ complete: false, skipped: { unreadable: 5_000 } });
    expect([received, lettersMax]).toEqual([5_000, 5_000]);
  });

  it('ends where the queue only gives what it has given before', async () => {
    let receives = 0;
    const scene = makeScene({
      ports: () => ({
        receive: async () => {
          receives += 1;
          return [{ messageId: 'm', receiptHandle: `h${receives}`, body: 'not JSON' }];
        },
      }),
    });
    expect(await scene.run()).toMatchObject({ complete: true, skipped: { unreadable: 1 } });
    expect(receives).toBe(2);
  });

  it('sends nothing twice that is parked again while it runs, so that it comes to an end', async () => {
    let parked = 0;
    const scene = makeScene({
      ports: (real) => ({
        enqueue: async (entry) => {
          await real.enqueue(entry);
          parked += 1;
          await scene.park(`again-${parked}`, '1', { id: JSON.parse(entry.body).id });
        },
      }),
    });
    await scene.park('a', '1');
    await scene.park('b', '2');
    expect(await scene.run()).toEqual(
      result({ replayed: 2, skipped: { ...nothingSkipped, parked_again: 2 } }),
    );
    expect([await scene.waiting(), parked]).toEqual([['again-1', 'again-2'], 2]);
    expect(await scene.letters.receive()).toHaveLength(2);
  });
});
