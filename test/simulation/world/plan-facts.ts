/**
 * What the plan says of an order or a moment, for whoever judges: what is wrong with it, what it contains,
 * when it must have arrived.
 */
import { fingerprint } from '../../../cdk/local/wms/order-book.ts';
import { fateOf, type OrderContent, wmsContentOf } from './order-content.ts';
import type { Plan } from './plan.ts';
import type { PlanPart, Trouble } from './plan-parts.ts';
import { causesNoWaiting, makePromise } from './promise.ts';
import { type ShopifyFacts, shopifyFacts } from './shopify-facts.ts';

export type PlanFacts = {
  readonly troubleOf: (orderId: string) => Trouble | undefined;
  /** Nobody will ever mend what keeps it from the WMS. */
  readonly isHopeless: (orderId: string, mark: string) => boolean;
  /** What becomes of that content; undefined for one that the shop never had. */
  readonly fateOf: (
    orderId: string,
    mark: string,
  ) => ReturnType<typeof fateOf> | 'too-large' | undefined;
  readonly isDigital: (orderId: string, mark: string) => boolean;
  /** Some version of it is larger than a message may be. */
  readonly isEverTooLarge: (orderId: string) => boolean;
  /** The WMS's order without its version, as one text. */
  readonly expectedAt: (orderId: string, mark: string) => string | undefined;
  readonly has: (kind: PlanPart['kind']) => boolean;
  /** Whether a request may arrive so late that it overtakes a newer one of the same version. */
  readonly mayArriveLate: boolean;
  /** By when a version that was acknowledged then must be settled; undefined for never. */
  readonly dueAt: (orderId: string, acknowledgedAt: number) => number | undefined;
  /** Messages come again while they are still worked on. */
  readonly redelivers: boolean;
  /** Scheduled troubles that keep orders waiting. */
  readonly incidents: number;
  readonly healsAt: number;
  /** Undefined where nobody asks Shopify what webhooks missed. */
  readonly shopify: ShopifyFacts | undefined;
  readonly skewMillisMax: number;
};

export const planFacts = (plan: Plan, startsAt: number): PlanFacts => {
  const orders = new Map(plan.orders.map((order) => [order.orderId, order]));
  const named = new Map(plan.orders.map((order) => [order.name, order.orderId]));
  const troubles = new Map(
    plan.parts.flatMap((part) =>
      part.kind === 'order' ? [[named.get(part.order) ?? '', part] as const] : [],
    ),
  );
  const contentOf = (orderId: string, mark: string): OrderContent | undefined =>
    orders.get(orderId)?.versions.find(({ content }) => content.mark === mark)?.content;
  const troubleOf = (orderId: string) => troubles.get(orderId)?.trouble;
  const fate = (orderId: string, mark: string) => {
    const content = contentOf(orderId, mark);
    if (content === undefined) return undefined;
    return content.padding > 0 ? 'too-large' : fateOf(content);
  };
  const dueAt = makePromise(plan, startsAt, troubleOf);
  const hangs = plan.parts.some((part) => part.kind === 'outage' && part.how === 'hang');
  return {
    troubleOf,
    fateOf: fate,
    isHopeless: (orderId, mark) => {
      const mended = troubles.get(orderId)?.mended ?? true;
      return !mended || !['sent', 'not-sent'].includes(fate(orderId, mark) ?? '');
    },
    isDigital: (orderId, mark) => contentOf(orderId, mark)?.digital === true,
    isEverTooLarge: (orderId) =>
      orders.get(orderId)?.versions.some(({ content }) => content.padding > 0) === true,
    expectedAt: (orderId, mark) => {
      const content = contentOf(orderId, mark);
      const name = orders.get(orderId)?.name;
      if (content === undefined || name === undefined) return undefined;
      return fingerprint(wmsContentOf({ orderId, name }, content));
    },
    has: (kind) => plan.parts.some((part) => part.kind === kind),
    mayArriveLate: hangs || Object.keys(plan.rates.wms).length > 0,
    dueAt,
    redelivers: plan.visibilitySeconds !== undefined,
    incidents: plan.parts.filter(({ kind }) => !causesNoWaiting.has(kind)).length,
    healsAt: startsAt + plan.healsAt,
    shopify: shopifyFacts(plan, startsAt),
    skewMillisMax: plan.skewMillisMax,
  };
};
