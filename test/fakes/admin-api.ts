/**
 * One shop's Admin API in memory: orders as they are now, and a search index over them that lags behind. Any
 * question can be answered with a trouble instead.
 */

import type { NormalOrder } from '../../lib/order/normal-order.ts';
import type {
  AdminApi,
  AdminTrouble,
  OrderStamp,
  Subscription,
} from '../../lib/reconciliation/admin-api.ts';
import { secondOf } from '../../lib/reconciliation/window.ts';
import { normalOrder } from '../builders/normal-order.ts';
import { makeFakeBulks } from './admin-bulks.ts';

export type AdminQuestion = {
  readonly kind: 'changed' | 'order' | 'missingScopes' | 'subscriptions' | 'startBulk' | 'bulk';
  readonly orderId?: string;
};

export type FakeAdminOptions = {
  readonly shop: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** @default 250, as Shopify has it */
  readonly pageSize?: number;
  /** How much later the index shows a change; asked for every change. @default - at once */
  readonly lagMillis?: () => number;
  /** How long a bulk operation takes. @default a minute */
  readonly bulkMillis?: number;
  /** Asked before every question; what it gives is the answer. */
  readonly trouble?: (question: AdminQuestion) => AdminTrouble | undefined;
};

/** What the index shows of an order from then on. */
type Shown = { readonly from: number; readonly version: string };

export const makeFakeAdmin = (options: FakeAdminOptions) => {
  const { shop, now, pageSize = 250, lagMillis = () => 0, trouble = () => undefined } = options;
  const orders = new Map<string, NormalOrder>();
  const before = new Map<string, NormalOrder>();
  const index = new Map<string, Shown[]>();
  const questions: AdminQuestion[] = [];
  const scopes: string[] = [];
  const subscriptions: Subscription[] = [];
  const stale = new Set<string>();
  const bulks = makeFakeBulks({ ...options, orders: () => [...orders.values()] });

  const show = (orderId: string, version: string): void => {
    const shown = index.get(orderId) ?? [];
    // The changes of one order are shown in their order.
    const from = Math.max(now() + lagMillis(), shown.at(-1)?.from ?? 0);
    index.set(orderId, [...shown, { from, version }]);
  };
  const stampOf = (orderId: string): OrderStamp | undefined => {
    const seen = index.get(orderId)?.findLast(({ from }) => from <= now());
    return seen && { orderId, version: seen.version };
  };
  const ask = async <Value>(
    question: AdminQuestion,
    value: () => Value,
  ): Promise<{ readonly kind: 'answered'; readonly value: Value } | AdminTrouble> => {
    questions.push(question);
    return trouble(question) ?? { kind: 'answered', value: value() };
  };

  const admin: AdminApi = {
    changed: async (window, after) => {
      if (after !== undefined && !after.startsWith('cursor ')) {
        return { kind: 'malformed', fault: 'after: no cursor' };
      }
      return ask({ kind: 'changed' }, () => {
        const all = [...index.keys()]
          .flatMap((orderId) => stampOf(orderId) ?? [])
          .filter(({ version }) => isWithin(version, window))
          .sort(byVersion)
          .filter((stamp) => after === undefined || cursorOf(stamp) > after);
        const stamps = all.slice(0, pageSize);
        const last = stamps.at(-1);
        return all.length > pageSize && last ? { stamps, next: cursorOf(last) } : { stamps };
      });
    },
    order: (orderId) =>
      ask({ kind: 'order', orderId }, () =>
        structuredClone((stale.has(orderId) ? before : orders).get(orderId)),
      ),
    missingScopes: () => ask({ kind: 'missingScopes' }, () => [...scopes]),
    subscriptions: () => ask({ kind: 'subscriptions' }, () => [...subscriptions]),
    subscribe: async () => ({ kind: 'unavailable', cause: 'not_faked' }),
    startBulk: (since) => ask({ kind: 'startBulk' }, () => bulks.start(since)),
    bulk: (id) => ask({ kind: 'bulk' }, () => bulks.get(id)),
  };

  return {
    admin,
    bulks,
    /** The order is placed, or changed: now, as its clock of whole seconds has it. */
    change: (orderId: string, given: Partial<NormalOrder> = {}): NormalOrder => {
      const known = orders.get(orderId);
      if (known) before.set(orderId, known);
      const version = secondOf(now());
      const next = normalOrder({ shop, name: `#${orderId}`, ...known, ...given, orderId, version });
      orders.set(orderId, next);
      show(orderId, version);
      return next;
    },
    /** Deleted, or out of the app's sight; the index shows it still. */
    remove: (orderId: string): void => {
      orders.delete(orderId);
    },
    /** Reading this order gives what it was before its last change, until it is told otherwise. */
    readStale: (orderId: string, isStale: boolean): void => {
      if (isStale) stale.add(orderId);
      else stale.delete(orderId);
    },
    orders: (): readonly NormalOrder[] => [...orders.values()],
    /** When the index shows the order as it is now: epoch milliseconds. */
    shownFrom: (orderId: string): number =>
      index.get(orderId)?.at(-1)?.from ?? Number.POSITIVE_INFINITY,
    /** What was asked since the last look. */
    takeQuestions: (): readonly AdminQuestion[] => questions.splice(0),
    lackScopes: (...lacking: readonly string[]): void => {
      scopes.splice(0, scopes.length, ...lacking);
    },
    setSubscriptions: (...found: readonly Subscription[]): void => {
      subscriptions.splice(0, subscriptions.length, ...found);
    },
  };
};
export type FakeAdmin = ReturnType<typeof makeFakeAdmin>;

const isWithin = (
  version: string,
  { from, until }: { readonly from: string; readonly until: string },
): boolean => Date.parse(version) >= Date.parse(from) && Date.parse(version) <= Date.parse(until);

/** By version, and among equals by id, as the cursor has it. */
const byVersion = (one: OrderStamp, other: OrderStamp): number =>
  cursorOf(one) < cursorOf(other) ? -1 : 1;

const cursorOf = ({ version, orderId }: OrderStamp): string =>
  `cursor ${version} ${orderId.padStart(30, '0')}`;
