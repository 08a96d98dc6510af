/**
 * The states that an order can be in, as Shopify, the bridge's table and the WMS have it: in order, each
 * difference that a night must find, and what looks like one and is none.
 */
import type { OrderRecord } from '../../lib/order/order-record.ts';
import type { DifferenceKind } from '../../lib/reconciliation/nightly/difference.ts';

export type AtWms = { readonly version: string; readonly status: 'open' | 'cancelled' };
export type State = {
  /** What Shopify's order has besides; `undefined`: Shopify has none. */
  readonly shopify: Readonly<Record<string, unknown>> | undefined;
  /** `undefined`: the bridge has none. */
  readonly record: OrderRecord | undefined;
  readonly wms: AtWms | undefined;
};

type Times = { readonly version: string; readonly older: string; readonly now: number };
export type Case = {
  readonly name: string;
  readonly kind?: DifferenceKind;
  readonly state: (times: Times) => State;
  /** @default 'open' */
  readonly ends?: AtWms['status'];
};

const hash = 'a'.repeat(64);
const facts = (version: string, at: number) => ({
  ...{ version, instant: Date.parse(version), hash },
  at: new Date(at).toISOString(),
});
const acceptedAt = (version: string, at: number): OrderRecord => ({
  accepted: { ...facts(version, at), source: 'webhook' },
});
const delivered = (version: string, at = Date.parse(version) + 2_000): OrderRecord => ({
  ...acceptedAt(version, at),
  decided: { ...facts(version, at), generation: 0, outcome: 'delivered' },
});
const open = (version: string): AtWms => ({ version, status: 'open' });

export const inOrder = 'in order';
export const ordinary: Case = {
  name: inOrder,
  state: ({ version }) => ({ shopify: {}, record: delivered(version), wms: open(version) }),
};

export const differences: readonly Case[] = [
  {
    name: 'no webhook brought it',
    kind: 'missing',
    state: () => ({ shopify: {}, record: undefined, wms: undefined }),
  },
  {
    name: 'its newer version came by no webhook',
    kind: 'missing',
    state: ({ older }) => ({ shopify: {}, record: delivered(older), wms: open(older) }),
  },
  {
    name: 'accepted, and nowhere since',
    kind: 'lost',
    state: ({ version }) => ({
      shopify: {},
      record: acceptedAt(version, Date.parse(version)),
      wms: undefined,
    }),
  },
  {
    name: 'the WMS has lost it',
    kind: 'stale',
    state: ({ version }) => ({ shopify: {}, record: delivered(version), wms: undefined }),
  },
  {
    name: 'the WMS has an older version',
    kind: 'stale',
    state: ({ version, older }) => ({ shopify: {}, record: delivered(version), wms: open(older) }),
  },
  {
    name: 'cancelled, and open at the WMS',
    kind: 'cancelled_but_open',
    ends: 'cancelled',
    state: ({ version }) => ({
      shopify: { cancelled_at: version },
      record: delivered(version),
      wms: open(version),
    }),
  },
  {
    name: 'refunded, and open at the WMS',
    kind: 'cancelled_but_open',
    ends: 'cancelled',
    state: ({ version }) => ({
      shopify: { financial_status: 'refunded' },
      record: delivered(version),
      wms: open(version),
    }),
  },
];

export const stranger: Case = {
  name: 'only the WMS knows it',
  kind: 'unknown_to_shopify',
  state: ({ version }) => ({ shopify: undefined, record: undefined, wms: open(version) }),
};

export const decoys: readonly Case[] = [
  {
    name: 'cancelled, and so at the WMS',
    state: ({ version }) => ({
      shopify: { cancelled_at: version },
      record: delivered(version),
      wms: { version, status: 'cancelled' },
    }),
  },
  {
    name: 'accepted a minute ago',
    state: ({ version, now }) => ({
      shopify: {},
      record: acceptedAt(version, now - 60_000),
      wms: undefined,
    }),
  },
  {
    name: 'delivered a minute ago',
    state: ({ version, now }) => ({
      shopify: {},
      record: delivered(version, now - 60_000),
      wms: undefined,
    }),
  },
  {
    name: 'a dead letter',
    state: ({ version }) => ({
      shopify: {},
      record: {
        ...acceptedAt(version, Date.parse(version)),
        parked: {
          ...{ version, instant: Date.parse(version), class: 'rejected', letterId: 'letter' },
          at: version,
        },
      },
      wms: undefined,
    }),
  },
  {
    name: 'knowingly not sent',
    state: ({ version }) => ({
      shopify: { financial_status: 'pending' },
      record: {
        ...acceptedAt(version, Date.parse(version)),
        decided: {
          ...{ ...facts(version, Date.parse(version)), generation: 0, outcome: 'not_sent' },
        },
      },
      wms: undefined,
    }),
  },
  {
    name: 'newer at the WMS than the bridge knows',
    state: ({ version, older }) => ({
      shopify: { updated_at: older },
      record: delivered(older),
      wms: open(version),
    }),
  },
];
