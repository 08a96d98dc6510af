/**
 * The orders as the shop itself has them at any moment, and as its search shows them: later, for that
 * lags. Of the plan alone; nothing of ours changes it.
 */
import type { OrderContent } from './order-content.ts';
import type { Plan } from './plan.ts';
import { versionOf } from './shop-version.ts';

export type ShopVersion = {
  readonly orderId: string;
  readonly name: string;
  /** `updated_at`, in UTC. */
  readonly version: string;
  readonly instant: number;
  /** Epoch milliseconds: when the shop has it, and when its search shows it. */
  readonly changedAt: number;
  readonly indexedAt: number;
  readonly content: OrderContent;
};

export type ShopOrders = {
  /** Nothing before it was placed, and once it was deleted. */
  readonly orderAt: (orderId: string, at: number) => ShopVersion | undefined;
  /** As it was in an older version, where it had one: within one second nobody could tell. */
  readonly orderBefore: (orderId: string, at: number) => ShopVersion | undefined;
  /** What the search shows: each order in one version, oldest first. */
  readonly indexAt: (at: number) => readonly ShopVersion[];
  /** Every version of every order that is not deleted. */
  readonly newest: () => readonly ShopVersion[];
};

type Order = { readonly versions: readonly ShopVersion[]; readonly deletedAt: number };

export const makeShopOrders = (plan: Plan, startsAt: number): ShopOrders => {
  const orders = new Map(ordersOf(plan, startsAt).map((order) => [idOf(order), order]));

  const shown = (
    order: Order | undefined,
    at: number,
    when: 'changedAt' | 'indexedAt',
  ): ShopVersion | undefined =>
    order === undefined || at >= order.deletedAt
      ? undefined
      : order.versions.findLast((version) => version[when] <= at);

  return {
    orderAt: (orderId, at) => shown(orders.get(orderId), at, 'changedAt'),
    orderBefore: (orderId, at) => {
      const order = orders.get(orderId);
      const now = shown(order, at, 'changedAt');
      return now && (order?.versions.findLast(({ instant }) => instant < now.instant) ?? now);
    },
    indexAt: (at) =>
      [...orders.values()]
        .flatMap((order) => shown(order, at, 'indexedAt') ?? [])
        .toSorted(byVersion),
    newest: () =>
      [...orders.values()].flatMap(({ versions, deletedAt }) =>
        deletedAt === never ? (versions.at(-1) ?? []) : [],
      ),
  };
};

/** By `updated_at`, then by id, as Shopify sorts. */
const byVersion = (one: ShopVersion, other: ShopVersion): number =>
  one.instant - other.instant ||
  one.orderId.length - other.orderId.length ||
  (one.orderId < other.orderId ? -1 : 1);

const never = Number.POSITIVE_INFINITY;
const idOf = ({ versions }: Order): string => versions[0]?.orderId ?? '';

const ordersOf = ({ orders, extras }: Plan, startsAt: number): readonly Order[] => {
  const deleted = extras.find(({ kind }) => kind === 'deleted')?.at;
  return orders.map(({ orderId, name, versions }, index) => ({
    // Of the plan's orders the first one is deleted (shop.ts).
    deletedAt: index === 0 && deleted !== undefined ? startsAt + deleted : never,
    versions: versions.map((planned) => {
      const version = versionOf(startsAt, planned);
      return {
        ...{ orderId, name, version, instant: Date.parse(version), content: planned.content },
        changedAt: startsAt + planned.changedAt,
        indexedAt: startsAt + planned.indexedAt,
      };
    }),
  }));
};
