/**
 * Whose order it is: an id alone names one as long as a single shop knows it.
 */
import type { Part } from '../part.ts';
import { refusal } from '../refusal.ts';
import type { StageNames } from '../stage-names.ts';
import type { FoundOrder } from './find-order.ts';

/** @param left - shops that left a line or a letter: the stage may have them no more. */
export const shopsToAsk = (
  { shopSecrets }: StageNames,
  left: readonly string[],
): readonly string[] => [...new Set([...Object.keys(shopSecrets), ...left])];

/**
 * @param found - the shops that something is known of.
 * @throws a refusal where several shops have an order of this id.
 */
export const onlyShop = (
  { shop, orderId }: FoundOrder,
  found: readonly string[],
): string | undefined => {
  if (shop !== undefined) return found.includes(shop) ? shop : undefined;
  const shops = [...new Set(found)];
  if (shops.length <= 1) return shops[0];
  const named = shops.map((each) => `${each}/${orderId}`).join(', ');
  throw refusal(`several shops have an order ${orderId}: give one of ${named}`, 1);
};

export const nothingKnown = (
  { title }: StageNames,
  { shop, orderId }: FoundOrder,
  parts: readonly Part<unknown>[],
): Error => {
  const name = shop === undefined ? orderId : `${shop}/${orderId}`;
  const [why] = parts.flatMap((part) => (part.kind === 'unreadable' ? [part.why] : []));
  if (why !== undefined) {
    return refusal(`nothing that could be read knows an order ${name}; not readable: ${why}`, 1);
  }
  const hint = `if ${orderId} is its number, give it as '#${orderId}'`;
  return refusal(`${title} knows no order ${name}: ${hint}`, 1);
};
