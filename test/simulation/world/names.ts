/** What the simulated stage's resources are called, and the secrets that it begins with. */
import { demoSecret } from '../../builders/shopify-order.ts';

export const tableName = 'state';
export const ordersUrl = 'https://sqs.us-east-1.amazonaws.com/000000000000/orders.fifo';
export const lettersUrl = 'https://sqs.us-east-1.amazonaws.com/000000000000/dead-letters.fifo';
export const ordersArn = 'arn:aws:sqs:us-east-1:000000000000:orders.fifo';
export const shopSecretArn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:shop-abcdef';
export const wmsSecretArn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:wms-abcdef';

export const adminSecretArn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:admin-abcdef';

/** Of the app, for Shopify's Admin API. */
export const shopifyApp = {
  clientId: '5f1d2c3b4a5968778695a4b3c2d1e0f9',
  clientSecret: 'shpss_secret-of-the-app',
};
export const shopSecretText = JSON.stringify({ secrets: [demoSecret] });

export type WmsCredentials = { readonly clientId: string; readonly clientSecret: string };
export const firstCredentials: WmsCredentials = {
  clientId: 'bridge',
  clientSecret: 'first-secret-of-the-bridge',
};
export const nextCredentials: WmsCredentials = {
  clientId: 'bridge',
  clientSecret: 'next-secret-of-the-bridge',
};
export const wrongCredentials: WmsCredentials = {
  clientId: 'bridge',
  clientSecret: 'somebody-mistyped-this-one',
};
