/**
 * Names of the stack's outputs that others read: the local stack and the operator's command line. Those that
 * carry a shop's domain give it back.
 */

export const outputNames = { table: 'TableName', wmsSecret: 'WmsSecretArn' } as const;

const prefix = 'ShopSecretArn';
const domainEnd = '.myshopify.com';

/** Names of outputs are letters and digits. `Dash` keeps `a-b` and `ab` apart: domains are lower case. */
export const shopSecretOutput = (domain: string): string =>
  `${prefix}${domain.replace(domainEnd, '').replaceAll('-', 'Dash')}`;

/** The shop's domain; `undefined` for an output that is no shop's secret. */
export const shopOfOutput = (name: string): string | undefined =>
  name.startsWith(prefix)
    ? `${name.slice(prefix.length).replaceAll('Dash', '-')}${domainEnd}`
    : undefined;
