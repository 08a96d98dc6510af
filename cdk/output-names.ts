/**
 * Names of the stack's outputs that others read: the local stack and the operator's command line. Those that
 * carry a shop's domain give it back.
 */

export const outputNames = {
  deployment: 'Deployment',
  /** `true` or `false`: whether test orders are ignored. */
  production: 'Production',
  webhookUrl: 'WebhookUrl',
  /** What a DNS record of the stage's own domain must point to; there if it has one. */
  webhookDomainTarget: 'WebhookDomainTarget',
  /** `POST` with IAM authorization: the same as invoking replay-dead-letters. */
  operationsUrl: 'OperationsUrl',
  table: 'TableName',
  /** Of the nightly comparison; the bucket's name. */
  reportsBucket: 'ReportsBucket',
  wmsSecret: 'WmsSecretArn',
  /** Holds the address that pages go to. */
  pagerSecret: 'PagerSecretArn',
  pageTopic: 'PageTopicArn',
  ticketTopic: 'TicketTopicArn',
  ordersQueue: 'OrdersQueueUrl',
  deadLettersQueue: 'DeadLettersQueueUrl',
  /** Each function's deployed name. */
  acceptWebhook: 'AcceptWebhookFunction',
  deliverOrder: 'DeliverOrderFunction',
  browseDeadLetters: 'BrowseDeadLettersFunction',
  replayDeadLetters: 'ReplayDeadLettersFunction',
  reconcileOrders: 'ReconcileOrdersFunction',
  watchBridge: 'WatchBridgeFunction',
  /** The log groups' names, joined by commas, in the order in which an order meets the functions. */
  logGroups: 'LogGroups',
  /** Managed policies: looking only, and what the person on call needs. */
  viewerPolicy: 'ViewerPolicyArn',
  onCallPolicy: 'OnCallPolicyArn',
} as const;

/** Of the secrets that shops sign with, and of those for their Admin APIs. */
const prefixes = { signing: 'ShopSecretArn', admin: 'ShopAdminSecretArn' } as const;
export type ShopSecretKind = keyof typeof prefixes;
const domainEnd = '.myshopify.com';

/** Names of outputs are letters and digits. `Dash` keeps `a-b` and `ab` apart: domains are lower case. */
export const shopSecretOutput = (domain: string, kind: ShopSecretKind = 'signing'): string =>
  `${prefixes[kind]}${domain.replace(domainEnd, '').replaceAll('-', 'Dash')}`;

/** The shop's domain; `undefined` for an output that is no secret of this kind. */
export const shopOfOutput = (name: string, kind: ShopSecretKind = 'signing'): string | undefined =>
  name.startsWith(prefixes[kind])
    ? `${name.slice(prefixes[kind].length).replaceAll('Dash', '-')}${domainEnd}`
    : undefined;
