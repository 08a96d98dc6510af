/** The bodies of Shopify's compliance webhooks, with a person in them who is made up. */
import { demoShop } from './shopify-order.ts';

const customer = {
  id: 115_310_627,
  email: 'wilhelmina.quagmire@example.com',
  phone: '+1 613 555 0147',
};
const shopOf = (shop: string) => ({ shop_id: 954_889, shop_domain: shop });

export const dataRequestBody = (orders: readonly number[], shop = demoShop) => ({
  ...shopOf(shop),
  orders_requested: orders,
  customer,
  data_request: { id: 9_999 },
});

export const customerRedactBody = (orders: readonly number[], shop = demoShop) => ({
  ...shopOf(shop),
  customer,
  orders_to_redact: orders,
});

export const shopRedactBody = (shop = demoShop) => shopOf(shop);
