/**
 * The shop: posts the plan's webhooks at the door, and again like Shopify when it is not told 200 within
 * its patience. After the last try the event is gone: nothing was acknowledged, so nothing is lost by us.
 */
import { createHash } from 'node:crypto';
import { webhookHeaders } from '../../../cdk/local/shop/webhook-text.ts';
import { demoSecret, demoShop, shopifyBody } from '../../builders/shopify-order.ts';
import type { Engine } from '../engine/engine.ts';
import type { Door } from '../runtime/door.ts';
import { bodyOf, canary } from './order-content.ts';
import type { Plan } from './plan.ts';
import type { PlannedExtra, PlannedOrder, PlannedVersion } from './plan-traffic.ts';
import { versionOf } from './shop-version.ts';
import type { Post, Tell } from './world-events.ts';

export type ShopOptions = {
  readonly engine: Pick<Engine, 'time' | 'draw'>;
  readonly plan: Plan;
  /** Epoch milliseconds of the plan's beginning. */
  readonly startsAt: number;
  readonly door: Pick<Door, 'post'>;
  readonly tell: Tell;
};

/** Eight tries after the first one, over four hours, each gap twice the one before. */
const retryGapsSeconds = [56, 113, 226, 452, 904, 1_807, 3_614, 7_228];
const jitterShare = 0.1;

/** How long the shop may go on trying one webhook. */
export const retriesMillisMax =
  retryGapsSeconds.reduce((sum, gap) => sum + gap, 0) * 1_100 + 60_000;

type Posting = {
  readonly post: Omit<Post, 'attempt'>;
  readonly topic: string;
  readonly body: string;
  readonly secret: string;
};

/** Schedules everything that the shop will do. */
export const openShop = (options: ShopOptions): void => {
  const { engine, plan, startsAt } = options;
  const at = (millis: number, make: () => Posting | undefined) =>
    engine.time.at(startsAt + millis, () => {
      const posting = make();
      if (posting !== undefined) tryToPost(options, posting, 1);
    });
  const isSubscribed = subscriptionOf(plan);
  for (const order of plan.orders) {
    for (const version of order.versions) {
      if (!isSubscribed(version.changedAt)) continue;
      for (const webhook of version.webhooks) {
        at(webhook.at, () => orderPosting(startsAt, order, version, webhook));
      }
    }
  }
  for (const extra of plan.extras) at(extra.at, () => extraPosting(options, extra));
};

/** Of what changed while there was no subscription nothing is ever sent. */
const subscriptionOf = ({ parts }: Plan): ((changedAt: number) => boolean) => {
  const gaps = parts.filter(({ kind }) => kind === 'unsubscribed');
  return (changedAt) => !gaps.some(({ from, until }) => from <= changedAt && changedAt < until);
};

const tryToPost = (options: ShopOptions, posting: Posting, attempt: number): void => {
  const { engine, door, tell } = options;
  const { time, draw } = engine;
  const post: Post = { ...posting.post, attempt };
  tell({ kind: 'posted', ...post });
  door.post(requestOf(posting, time.now()), (answer) => {
    tell({ kind: 'answered', ...post, status: answer === 'no answer' ? null : answer });
    if (answer === 200) return;
    const gap = retryGapsSeconds[attempt - 1];
    if (gap === undefined) return;
    const jitter = 1 + draw(`retry/${post.webhook}/${attempt}`) * jitterShare;
    time.at(time.now() + Math.round(gap * 1_000 * jitter), () =>
      tryToPost(options, posting, attempt + 1),
    );
  });
};

const requestOf = ({ post, topic, body, secret }: Posting, now: number) => ({
  subject: post.webhook,
  body: Buffer.from(body),
  headers: webhookHeaders({
    ...{ body, secret, topic, shop: demoShop },
    webhookId: post.webhook,
    eventId: post.webhook,
    triggeredAt: new Date(now),
  }),
});

const orderPosting = (
  startsAt: number,
  order: PlannedOrder,
  planned: PlannedVersion,
  webhook: PlannedVersion['webhooks'][number],
): Posting => {
  const version = versionOf(startsAt, planned);
  const { orderId, name } = order;
  const facts = { orderId, version, mark: planned.content.mark, genuine: true };
  const body = bodyOf({ orderId, name }, planned.content, version);
  const isHuge = planned.content.padding > 0;
  const kept = isHuge
    ? ({ keptAs: 'letter', digest: digestOf(body) } as const)
    : ({ keptAs: 'message', digest: null } as const);
  return {
    post: { webhook: webhook.name, ...facts, ...kept },
    ...{ topic: webhook.topic, body, secret: demoSecret },
  };
};

const strangersSecret = 'somebody-elses-secret-somebody-e';

const digestOf = (body: string): string => createHash('sha256').update(body).digest('hex');

/** Nothing where the plan has no order that it could be about. */
const extraPosting = ({ plan }: ShopOptions, extra: PlannedExtra): Posting | undefined => {
  const first = plan.orders[0];
  const posting = (
    topic: string,
    body: string,
    keptAs: Post['keptAs'],
    orderId: string | null = null,
  ): Posting => ({
    post: {
      ...{ webhook: extra.name, orderId, version: null, mark: null, keptAs },
      ...{ genuine: extra.kind !== 'forged', digest: digestOf(body) },
    },
    ...{ topic, body, secret: extra.kind === 'forged' ? strangersSecret : demoSecret },
  });
  const deletion = (orderId: string) =>
    posting('orders/delete', shopifyBody({ id: orderId }), 'letter-if-known', orderId);
  switch (extra.kind) {
    case 'malformed':
      return posting('orders/create', `{"id":4711,"email":"${canary}@example.com"}`, 'letter');
    case 'other-topic':
      return posting('products/update', `{"id":4712,"title":"${canary}"}`, 'nothing');
    case 'unknown-deleted':
      return posting('orders/delete', shopifyBody({ id: '4713' }), 'nothing');
    case 'deleted':
      return first && deletion(first.orderId);
    case 'forged':
      return first && posting('orders/create', forgedBody(first), 'nothing', first.orderId);
  }
};

/** Newer than anything the shop says of that order, so that it would win if anybody believed it. */
const forgedBody = ({ orderId, name, versions }: PlannedOrder): string => {
  const [first] = versions;
  if (first === undefined) throw new Error(`${name} has no version`);
  return bodyOf({ orderId, name }, { ...first.content, mark: 'forged' }, '2027-01-01T00:00:00Z');
};
