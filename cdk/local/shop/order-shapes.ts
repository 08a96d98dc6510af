/**
 * All shapes of orders by name, and how a shop comes by one: as in an ordinary shop, or each in turn.
 */
import { addressShapes } from './address-shapes.ts';
import { channelShapes } from './channel-shapes.ts';
import { lineShapes } from './line-shapes.ts';
import type { OrderShape } from './order-shape.ts';
import { paymentShapes } from './payment-shapes.ts';
import type { Random } from './random.ts';

const shapes = { ...paymentShapes, ...addressShapes, ...channelShapes, ...lineShapes };

export type ShapeName = keyof typeof shapes;
export const orderShapes: Readonly<Record<ShapeName, OrderShape>> = shapes;
export const shapeNames = Object.keys(shapes) as readonly ShapeName[];

const weightTotal = shapeNames.reduce((sum, name) => sum + orderShapes[name].weight, 0);

/** A shape as common as it is in an ordinary shop. */
export const pickShape = (random: Random): ShapeName => {
  let left = random.next() * weightTotal;
  const picked = shapeNames.find((name) => {
    left -= orderShapes[name].weight;
    return left < 0;
  });
  return picked ?? 'plain';
};
