/**
 * What is sent of an order version: the WMS's whole desired state, nothing, or why it cannot be mapped.
 *
 * The one place that knows which orders the WMS wants (DESIGN, "what is sent") and its body's shape.
 */
import type { SendSettings } from '../config/policy.ts';
import type { NormalOrder, OrderAddress, OrderLine } from './normal-order.ts';

/** Body of `PUT /orders/{order_id}`: see docs/wms-openapi.yaml. */
export type WmsOrder = {
  readonly order_id: string;
  readonly name: string;
  readonly shop: string;
  readonly version: string;
  readonly status: 'open' | 'cancelled';
  readonly test: boolean;
  readonly lines: readonly {
    readonly line_id: string;
    readonly sku: string | null;
    readonly quantity: number;
    readonly fulfilled: number;
    readonly title: string | null;
  }[];
  readonly ship_to: {
    readonly name: string | null;
    readonly company: string | null;
    readonly address1: string;
    readonly address2: string | null;
    readonly city: string | null;
    readonly province: string | null;
    readonly postal_code: string | null;
    readonly country_code: string;
    readonly phone: string | null;
  } | null;
  readonly shipping_method: string | null;
  readonly note: string | null;
};

export type NotSentReason = 'test_order' | 'waiting_for_payment' | 'nothing_to_ship';

export type Shipment =
  | { readonly kind: 'send'; readonly body: WmsOrder }
  | { readonly kind: 'not-sent'; readonly reason: NotSentReason }
  /** `fault` names the line or field at fault, by id and name only. */
  | { readonly kind: 'unmappable'; readonly fault: string };

/** Shopify's statuses that end an order without a cancellation. */
const endedStatuses: readonly (string | null)[] = ['voided', 'refunded'];
/** Statuses of an open order that may be waiting: payment has not come, or its authorization has lapsed. */
const unpaidStatuses: readonly string[] = ['pending', 'expired'];
const payableStatuses: readonly string[] = [
  'authorized',
  'paid',
  'partially_paid',
  'partially_refunded',
];

/** @param sentBefore - whether the WMS has, or may have, an earlier version of this order. */
export const planShipment = (
  order: NormalOrder,
  settings: SendSettings,
  sentBefore: boolean,
): Shipment => {
  if (order.test && !settings.testOrders) return { kind: 'not-sent', reason: 'test_order' };
  if (order.cancelled || endedStatuses.includes(order.financialStatus)) {
    return { kind: 'send', body: toWmsOrder(order, 'cancelled', settings) };
  }
  return planOpenOrder(order, settings, sentBefore);
};

const planOpenOrder = (
  order: NormalOrder,
  settings: SendSettings,
  sentBefore: boolean,
): Shipment => {
  const status = order.financialStatus ?? 'none';
  if (!payableStatuses.includes(status) && !unpaidStatuses.includes(status)) {
    return { kind: 'unmappable', fault: 'financial_status is none that this release knows' };
  }
  if (!(settings.financialStatus as readonly string[]).includes(status)) {
    return { kind: 'not-sent', reason: 'waiting_for_payment' };
  }
  const leftToShip = order.lines.some(isLeft);
  if (!leftToShip && !sentBefore) return { kind: 'not-sent', reason: 'nothing_to_ship' };

  const fault = mappingFault(order, settings);
  if (fault !== undefined) return { kind: 'unmappable', fault };
  return { kind: 'send', body: toWmsOrder(order, 'open', settings) };
};

/** What a picker could not work with. A cancelled order needs no picker, nor does a shipped line. */
const mappingFault = (order: NormalOrder, settings: SendSettings): string | undefined => {
  const line = order.lines.find((one) => isLeft(one) && skuOf(one, settings) === null);
  if (line) return `line ${line.lineId} has no sku`;
  if (order.shipTo === null) return 'shipping_address is missing';
  if (order.shipTo.address1 === null) return 'shipping_address.address1 is missing';
  if (order.shipTo.countryCode === null) return 'shipping_address.country_code is missing';
  return undefined;
};

const isLeft = ({ fulfilled, quantity }: OrderLine): boolean => fulfilled < quantity;

const skuOf = (line: OrderLine, settings: SendSettings): string | null =>
  line.sku ?? (settings.variantIdWhenSkuMissing ? line.variantId : null);

const toWmsOrder = (
  order: NormalOrder,
  status: WmsOrder['status'],
  settings: SendSettings,
): WmsOrder => ({
  order_id: order.orderId,
  name: order.name,
  shop: order.shop,
  version: order.version,
  status,
  test: order.test,
  lines: order.lines
    .map((line) => ({
      line_id: line.lineId,
      sku: skuOf(line, settings),
      quantity: line.quantity,
      fulfilled: line.fulfilled,
      title: line.title,
    }))
    // A line without a sku that somebody has shipped by hand: the contract has no name for it.
    .filter((line) => status === 'cancelled' || line.sku !== null),
  ship_to: toWmsAddress(order.shipTo),
  shipping_method: order.shippingMethod,
  note: order.note,
});

/** The contract knows whole addresses only; an order that is sent without one needs none. */
const toWmsAddress = (address: OrderAddress | null): WmsOrder['ship_to'] =>
  address === null || address.address1 === null || address.countryCode === null
    ? null
    : {
        name: address.name,
        company: address.company,
        address1: address.address1,
        address2: address.address2,
        city: address.city,
        province: address.province,
        postal_code: address.postalCode,
        country_code: address.countryCode,
        phone: address.phone,
      };
