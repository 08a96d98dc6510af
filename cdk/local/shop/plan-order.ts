/**
 * One order of a shop from end to end, by its number alone: shape, API version, body and actions.
 *
 * A series of chance of its own: what other orders do, and when, does not change this one.
 */
import type { ShopifyOrder } from './order-body.ts';
import { makeDraft } from './order-draft.ts';
import { type Action, planLife } from './order-life.ts';
import { apiVersions, newestApiVersion } from './order-sample.ts';
import { orderShapes, pickShape, type ShapeName } from './order-shapes.ts';
import { makeRandom } from './random.ts';

/** `ordinary`: as common as in a shop, newest API version. `every`: each shape and version in turn. */
export type Mix = 'ordinary' | 'every';

export type PlannedOrder = {
  readonly shape: ShapeName;
  readonly apiVersion: string;
  readonly draft: ShopifyOrder;
  readonly actions: readonly [creation: Action, ...later: Action[]];
};

export type OrderGiven = {
  readonly seed: string;
  /** Counts the shop's orders, from 1. */
  readonly number: number;
  readonly createdAt: string;
  readonly mix: Mix;
  /** Takes its turn among these. @default - all */
  readonly shapes: readonly ShapeName[];
};

const inTurn = <Item>(items: readonly Item[], number: number): Item => {
  const item = items[(number - 1) % items.length];
  if (item === undefined) throw new Error('nothing to take in turn');
  return item;
};

export const planOrder = ({ seed, number, createdAt, mix, shapes }: OrderGiven): PlannedOrder => {
  const random = makeRandom(`${seed}/${number}`);
  const shape = mix === 'every' ? inTurn(shapes, number) : pickShape(random);
  const draft = makeDraft(random, { number, createdAt, shape });
  return {
    shape,
    apiVersion: mix === 'every' ? inTurn(apiVersions, number) : newestApiVersion,
    draft,
    actions: planLife(random, draft, orderShapes[shape].life),
  };
};
