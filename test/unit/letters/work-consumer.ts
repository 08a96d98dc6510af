/** deliver-order in short: what becomes of the messages that a replay sends. */
import { judgeVersion } from '../../../lib/delivery/version-guard.ts';
import { type OrderMessage, parseMessage } from '../../../lib/order/order-message.ts';
import { instantOf } from '../../../lib/order/order-record.ts';
import { order, type Sent, shop, type WorkScene } from './work-scene.ts';

export type Playing = {
  readonly scene: WorkScene;
  readonly draw: () => number;
  readonly calmAt: number;
  isOver: boolean;
  hasStalled: boolean;
};

const deduplicationMillis = 300_000;

/** The queue drops copies for five minutes, the guard drops the others. */
export const consumer = async (world: Playing): Promise<void> => {
  const { scene, draw } = world;
  const seen = new Map<string, number>();
  let taken = 0;
  while (!world.isOver) {
    await scene.time.sleep(draw() * 2_000);
    for (const sent of scene.sent.slice(taken)) {
      taken += 1;
      const before = seen.get(sent.deduplicationId) ?? Number.NEGATIVE_INFINITY;
      if (sent.at - before < deduplicationMillis) continue;
      seen.set(sent.deduplicationId, sent.at);
      await consume(world, sent, `again-${taken}`);
    }
  }
};

const consume = async ({ scene, draw }: Playing, sent: Sent, letterId: string): Promise<void> => {
  const { data } = messageOf(sent);
  const { orderId, version } = data.order;
  const { recordOf } = await scene.records.readState([]);
  const verdict = judgeVersion({ version, hash: data.hash }, recordOf({ shop, orderId }), []);
  if (verdict.kind !== 'fresh') return;
  if (draw() < 0.6) return decide(scene, orderId, version, data.hash);
  const parkedAt = new Date(scene.time.now()).toISOString();
  const { replays } = data;
  const facts = { orderId, replays, version, parkedAt };
  await scene.park(letterId, facts, { order: { version, note: data.order.note } });
  await scene.records.markParked(order(orderId), {
    ...{ version, instant: instantOf(version), class: 'rejected', letterId, at: parkedAt },
  });
};

const messageOf = ({ body }: Sent): OrderMessage => {
  const parsed = parseMessage(body);
  if (parsed.kind !== 'message') throw new Error('what was sent is no message');
  return parsed.message;
};

export const decide = (scene: WorkScene, orderId: string, version: string, hash: string) =>
  scene.records.markDecided(order(orderId), {
    ...{ version, instant: instantOf(version), hash, generation: 0 },
    ...{ at: new Date(scene.time.now()).toISOString(), outcome: 'delivered' },
  });
