/**
 * From what was used to dollars, line by line. Pure: the counts come from whoever watched the run.
 */
import { type PriceName, prices } from './prices.ts';

/** What a number of webhooks used, in the units that AWS counts. */
export type Usage = {
  readonly webhooks: number;
  readonly orders: number;
  readonly lines: readonly UsageLine[];
};

export type UsageLine = {
  /** For people: who used it, and for what. */
  readonly what: string;
  readonly price: PriceName;
  readonly amount: number;
};

export type CostLine = UsageLine & {
  readonly perOrder: number;
  readonly dollarsPerMillionOrders: number;
  readonly dollarsPerMillionWebhooks: number;
};

export type Cost = {
  readonly lines: readonly CostLine[];
  readonly perMillionOrders: number;
  readonly perMillionWebhooks: number;
};

const million = 1_000_000;

export const dollarsOf = (price: PriceName, amount: number): number =>
  (amount * prices[price].dollars) / prices[price].per;

export const costOf = ({ webhooks, orders, lines }: Usage): Cost => {
  const costs = lines.map((line) => {
    const dollars = dollarsOf(line.price, line.amount);
    return {
      ...line,
      perOrder: line.amount / orders,
      dollarsPerMillionOrders: (dollars / orders) * million,
      dollarsPerMillionWebhooks: (dollars / webhooks) * million,
    };
  });
  const sum = (of: (line: CostLine) => number): number =>
    costs.reduce((total, line) => total + of(line), 0);
  return {
    lines: costs,
    perMillionOrders: sum((line) => line.dollarsPerMillionOrders),
    perMillionWebhooks: sum((line) => line.dollarsPerMillionWebhooks),
  };
};

/** What an invocation is billed: milliseconds rounded up, at so much memory. */
export const gigabyteSeconds = (millis: readonly number[], memoryMegabytes: number): number =>
  (millis.reduce((sum, one) => sum + Math.ceil(one), 0) / 1_000) * (memoryMegabytes / 1_024);
