/**
 * Names of the stack's outputs that others read: the local stack and the operator's command line. Those that
 * carry a shop's domain give it back.
 */

export const outputNames = {
  deployment: 'Deployment',
  /** `true` or `false`: whether test orders are ignored. */
  production: 'Production',
  webhookUrl: 'WebhookUrl',
  /** `POST` with IAM authorization: the same as invoking replay-dead-letters. */
  operationsUrl: 'OperationsUrl',
  table: 'TableName',
  wmsSecret: 'WmsSecretArn',
  ordersQueue: 'OrdersQueueUrl',
  deadLettersQueue: 'DeadLettersQueueUrl',
  /** Each function's deployed name. */
  acceptWebhook: 'AcceptWebhookFunction',
  deliverOrder: 'DeliverOrderFunction',
  browseDeadLetters: 'BrowseDeadLettersFunction',
  replayDeadLetters: 'ReplayDeadLettersFunction',
  /** The log groups' names, joined by commas, in the order in which an order meets the functions. */
  logGroups: 'LogGroups',
  /** Managed policies: looking only, and what the person on call needs. */
  viewerPolicy: 'ViewerPolicyArn',
  onCallPolicy: 'OnCallPolicyArn',
} as const;

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
