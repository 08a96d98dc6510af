/**
 * Money as Shopify writes it: decimal strings, with as many decimals as the currency has.
 */

const decimals: Readonly<Record<string, number>> = { JPY: 0, KWD: 3 };

/** Made-up rates, the same for ever: what a unit of any shop's currency buys. */
const rates: Readonly<Record<string, number>> = { JPY: 110, KWD: 0.25, EUR: 0.7, USD: 0.75 };

export const moneyText = (amount: number, currency: string): string =>
  amount.toFixed(decimals[currency] ?? 2);

/** What the shop's customer sees of an amount in the shop's currency. */
const presented = (amount: number, shopCurrency: string, presentment: string): string =>
  moneyText(
    shopCurrency === presentment ? amount : amount * (rates[presentment] ?? 1),
    presentment,
  );

export type Currencies = { readonly shop: string; readonly presentment: string };

/** An amount of the shop, in the shop's currency and in the customer's. */
export const moneySet = (amount: number, { shop, presentment }: Currencies) => ({
  shop_money: { amount: moneyText(amount, shop), currency_code: shop },
  presentment_money: {
    amount: presented(amount, shop, presentment),
    currency_code: presentment,
  },
});
