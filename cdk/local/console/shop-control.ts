/**
 * The simulated shop as the page shows and changes it.
 */
import { isScenario, scenarioNames } from '../shop/scenarios.ts';
import type { SimulatedShop } from '../shop/simulated-shop.ts';
import type { ShopState } from './console-state.ts';

type Shop = Pick<SimulatedShop, 'settings' | 'counts' | 'setScenario'>;

export const ratePerMinuteMax = 60_000;

export const readShop = (shop: Shop | undefined): ShopState | null => {
  if (shop === undefined) return null;
  const { scenario, ratePerMinute } = shop.settings();
  return { scenario, scenarios: scenarioNames, ratePerMinute, counts: { ...shop.counts() } };
};

/** Gives a sentence about what the shop does now. */
export const setScenario = (
  shop: Shop | undefined,
  name: string,
  ratePerMinute: number | undefined,
): string => {
  if (shop === undefined) return 'No simulated shop sends orders.';
  if (!isScenario(name)) return `There is no scenario "${name}".`;
  if (ratePerMinute !== undefined && !(ratePerMinute > 0 && ratePerMinute <= ratePerMinuteMax)) {
    return `A rate is more than 0 and at most ${ratePerMinuteMax} orders per minute.`;
  }
  shop.setScenario(name, ratePerMinute === undefined ? {} : { ratePerMinute });
  return `The shop does ${name} now.`;
};
