/**
 * A hundred thousand orders of three days, as Shopify, the bridge's table and the WMS have them: almost all in
 * order; a few differences of every kind, on both sides of every border that the comparison has; and some that
 * look like differences and are none.
 */

import type { DifferenceKind } from '../../lib/reconciliation/nightly/difference.ts';
import {
  type AtWms,
  type Case,
  decoys,
  differences,
  ordinary,
  type State,
  stranger,
} from './nightly-cases.ts';

export const ordersCount = 100_000;

/** Records of one read, lines of one window, lines after which the place is kept: compare-export.ts. */
const readOrders = 99;
const windowOrders = 8 * readOrders;
const keptOrders = 26 * windowOrders;
/** Of the WMS's list: its page, and orders after which its place is kept (list-wms.ts). */
const pageOrders = 250;
const keptListed = 10_000;

const hour = 3_600_000;
/** Newer than all of them is what a poll looks at. */
const newestHours = 3;
const oldestHours = 70;

export type Planned = State & {
  readonly orderId: string;
  readonly version: string;
  /** What the WMS must have afterwards, if the order is to be repaired. */
  readonly repaired?: AtWms;
  readonly kind?: DifferenceKind;
  readonly name: string;
};

const secondOf = (millis: number): string =>
  new Date(millis).toISOString().replace(/\.\d{3}Z$/, 'Z');

/** Both sides of the first multiples of a step: each case comes on each side, as far as there is room. */
const borders = (step: number, multiples: number): readonly number[] =>
  Array.from({ length: multiples }, (_, n) => [(n + 1) * step - 1, (n + 1) * step]).flat();

const fileBorders = [
  [0],
  [ordersCount - 1],
  borders(readOrders, differences.length),
  borders(windowOrders, differences.length),
  borders(keptOrders, Math.floor(ordersCount / keptOrders)),
];
const scattered = { differences: 20, decoys: 10 };
/** Prime, and no divisor of the number of orders: its multiples meet each place once. */
const stride = 7_919;

/** Which order is not in order, by its place in Shopify's file. */
const placeCases = (): ReadonlyMap<number, Case> => {
  const places = new Map<number, Case>();
  let turn = 0;
  for (const group of fileBorders) {
    // Within a group it goes on from case to case, so that each is there.
    for (const [n, place] of group.entries()) {
      const which = differences[(n + turn) % differences.length];
      if (which && !places.has(place)) places.set(place, which);
    }
    turn += 1;
  }
  let at = 0;
  const scatter = (which: Case, times: number): void => {
    for (let left = times; left > 0; at += stride) {
      const place = at % ordersCount;
      if (places.has(place)) continue;
      places.set(place, which);
      left -= 1;
    }
  };
  for (const which of differences) scatter(which, scattered.differences);
  for (const which of decoys) scatter(which, scattered.decoys);
  return places;
};

const planned = (place: number, which: Case, now: number): Planned => {
  const span = (oldestHours - newestHours) * hour;
  const at = now - oldestHours * hour + Math.floor((place / ordersCount) * span);
  const [version, older] = [secondOf(at), secondOf(at - hour)];
  const { name, kind, ends = 'open', state } = which;
  const isRepaired = kind !== undefined && which !== stranger;
  return {
    // Further apart than by one, and above 2^32, as Shopify's are.
    orderId: String(5_000_000_000_000 + place * 37),
    ...{ version, name },
    ...state({ version, older, now }),
    ...(kind === undefined ? {} : { kind }),
    ...(isRepaired ? { repaired: { version, status: ends } } : {}),
  };
};

/** Where in the WMS's list a stranger stands. */
const strangerPlaces: readonly number[] = [
  ...new Set([0, ...borders(pageOrders, 3), ...borders(keptListed, 3), 95_000]),
];

export type Plan = {
  /** In the order of Shopify's file. */
  readonly orders: readonly Planned[];
  /** In the order of the WMS's list. */
  readonly atWms: readonly Planned[];
};

export const makePlan = (now: number): Plan => {
  const places = placeCases();
  const orders = Array.from({ length: ordersCount }, (_, place) =>
    planned(place, places.get(place) ?? ordinary, now),
  );
  const atWms = orders.filter(({ wms }) => wms !== undefined);
  for (const [n, place] of strangerPlaces.entries()) {
    atWms.splice(place, 0, planned(ordersCount + n, stranger, now));
  }
  // Behind the last of the list, too.
  atWms.push(planned(ordersCount + strangerPlaces.length, stranger, now));
  return { orders, atWms };
};
