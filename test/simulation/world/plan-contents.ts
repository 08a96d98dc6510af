/**
 * What an order says from version to version: changed, paid at last, cancelled, or back to what it said
 * before (A → B → A).
 */
import type { Draw } from '../contracts.ts';
import { between, choose, happens } from '../engine/draw.ts';
import type { OrderContent } from './order-content.ts';

export const drawContents = (draw: Draw, order: string): readonly OrderContent[] => {
  const count = choose(draw, `${order}/versions`, [1, 1, 1, 1, 2, 2, 3, 3, 3, 4]);
  const contents: OrderContent[] = [firstContent(draw, order)];
  for (let nth = 1; nth < count; nth++) {
    const before = contents[nth - 1];
    const earlier = contents[nth - 2];
    if (before === undefined || before.cancelled) break;
    contents.push(nextContent(draw, `${order}/${nth}`, before, earlier));
  }
  return contents;
};

const firstContent = (draw: Draw, order: string): OrderContent => ({
  mark: `${order}/0`,
  quantity: between(draw, `${order}/quantity`, 2, 5),
  fulfilled: 0,
  cancelled: happens(draw, `${order}/cancelled-first`, 0.02),
  paid: !happens(draw, `${order}/unpaid`, 0.08),
  test: happens(draw, `${order}/test`, 0.03),
  digital: happens(draw, `${order}/digital`, 0.03),
  hasSku: !happens(draw, `${order}/no-sku`, 0.01),
  // Larger than a message may be: one order in many, for its body is a megabyte.
  padding: happens(draw, `${order}/huge`, 0.0008) ? 1_000_000 : 0,
});

const nextContent = (
  draw: Draw,
  name: string,
  before: OrderContent,
  earlier: OrderContent | undefined,
): OrderContent => {
  const changed = { ...before, mark: name };
  const kind = draw(`${name}/kind`);
  if (!before.paid && kind < 0.7) return { ...changed, paid: true };
  if (earlier !== undefined && kind < 0.45) return earlier;
  if (kind < 0.55)
    return { ...changed, quantity: before.fulfilled + 1 + between(draw, name, 1, 4) };
  if (kind < 0.65 && !before.digital) return { ...changed, fulfilled: before.quantity - 1 };
  if (kind < 0.85) return changed;
  return { ...changed, cancelled: true };
};
