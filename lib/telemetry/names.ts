/**
 * Every metric and dimension name: one list for code, alarms, dashboard and runbook.
 */

/** The CloudWatch namespace of all metrics. */
export const metricNamespace = 'ShopifyWmsBridge';

/** Metric names. Dimensions of every metric: `service` (the function) and `deployment`. */
export const metrics = {
  webhooksReceived: 'WebhooksReceived',
  /** By `code`: the diagnosis of a rejected signature. */
  webhooksRejected: 'WebhooksRejected',
  webhooksUnanswered: 'WebhooksAnswered503',
  webhooksIgnored: 'WebhooksIgnored',
  /** By `kind`: what Shopify asked of customers' data, and what is done with. */
  privacyRequests: 'PrivacyRequests',
  /** What of it only a person can do: answer a customer, look at what was left or fails. */
  privacyForPeople: 'PrivacyForPeople',
  ordersEnqueued: 'OrdersEnqueued',
  ordersDuplicate: 'OrdersDuplicate',
  ordersSuperseded: 'OrdersSuperseded',
  ordersUnchanged: 'OrdersUnchanged',
  ordersDelivered: 'OrdersDelivered',
  /** By `reason`: an order that is knowingly not sent. */
  ordersNotSent: 'OrdersNotSent',
  /** By `class`. */
  ordersParked: 'OrdersParked',
  ordersReplayed: 'OrdersReplayed',
  /** A failed delivery that was put back. */
  ordersPutBack: 'OrdersPutBack',
  /** By `reason`. */
  ordersDeferred: 'OrdersDeferred',
  /**
   * Seconds that a message of a newer schema has been on the queue, told at each deferral: every minute at
   * first, later a twentieth of its age apart, at most 30 min.
   */
  newerSchemaAge: 'NewerSchemaAge',
  /** A delivery answered from the idempotency record instead of by the WMS. */
  duplicatesSuppressed: 'DuplicatesSuppressed',
  /** HTTP calls to the WMS, by `outcome`. */
  attempts: 'WmsAttempts',
  wmsLatency: 'WmsLatency',
  /** Webhook received to WMS confirmed, not for replays. */
  endToEndLatency: 'EndToEndLatency',
  /** By `cause`: a hold began, which only a human can end; each one is counted once. */
  circuitHeld: 'CircuitHeld',
  circuitOpened: 'CircuitOpened',
  circuitClosed: 'CircuitClosed',
  /** The WMS asked everybody to wait. */
  circuitPaused: 'CircuitPaused',
  probesFailed: 'ProbesFailed',
  /** An order version that no webhook brought, put on the queue by reconciliation: each is counted once. */
  ordersMissed: 'OrdersMissed',
  /** Accepted long ago and nowhere since: put on the queue again. */
  ordersLost: 'OrdersLost',
  /** Sent once more on purpose: the WMS has lost it, or has it wrongly. */
  ordersRepaired: 'OrdersRepaired',
  /** Order versions in Shopify that are not delivered, by `shop`; and the age of the oldest. */
  drift: 'Drift',
  driftAge: 'DriftAge',
  /** How far back the watermark is, by `shop`. */
  reconcileBehind: 'ReconcileBehind',
  /** Versions that Shopify showed for the first time, by `shop`, and those of them that had come already. */
  versionsInShopify: 'OrderVersionsInShopify',
  versionsReceived: 'OrderVersionsReceived',
  /** The same version with another normal form than its webhook's, by `shop`. */
  shapeDifferences: 'ShapeDifferences',
  /** Shops that were polled; and by `reason`, those that could not be. */
  reconciliations: 'Reconciliations',
  reconcileTrouble: 'ReconcileTrouble',
  /** What a nightly comparison found, by `kind`; and what of it somebody must look at, by `shop`. */
  nightlyDifferences: 'NightlyDifferences',
  nightlyOpen: 'NightlyOpen',
  /** Seconds since the last nightly comparison that came to its end, by `shop`; set by each slice. */
  nightlyAge: 'NightlyAge',
  /** Topics that Shopify sends us no webhooks of, by `shop`. */
  subscriptionsMissing: 'SubscriptionsMissing',
  /** Until Shopify ends the version of the Admin API that is used. */
  apiVersionDaysLeft: 'ApiVersionDaysLeft',
  /** Which of a shop's several secrets matched, by `shop` and `position` in its list, from 0 for the oldest. */
  secretMatched: 'ShopifySecretMatched',
  /** Another one than the newest matched, after the date set for its end: Shopify signs with the oldest unrevoked one. */
  oldSecretMatched: 'OldShopifySecretMatched',
  /**
   * All below are gauges that watch-bridge sets every minute, whether or not anything else runs. One whose
   * source could not be read is missing; the heartbeat is 1 where all were read that a page rests on, else 0.
   */
  heartbeat: 'Heartbeat',
  /** Messages of the orders queue: visible, in flight and delayed together; and those in flight. */
  queueDepth: 'QueueDepth',
  queueInFlight: 'QueueInFlight',
  /** Orders whose first delivery failed or was deferred and that are not done with, and seconds since the oldest's. */
  ordersWaiting: 'OrdersWaiting',
  oldestUndeliveredAge: 'OldestUndeliveredAge',
  /** Dead letters that lie there, also by `class` where there are any; and seconds since the oldest was parked. */
  lettersWaiting: 'DeadLettersWaiting',
  oldestLetterAge: 'OldestDeadLetterAge',
  /** Messages of the dead letters queue; for a while also such as are settled and not swept up yet. */
  lettersOnQueue: 'DeadLettersOnQueue',
  /** 0 closed, 1 open or half-open, 2 held. */
  circuitState: 'CircuitState',
  /** Seconds since failures opened it; 0 while it is closed or held. */
  circuitOpenAge: 'CircuitOpenAge',
  /** Seconds since it has been closed and unpaused, at most a day; 0 while it is not. */
  circuitClosedAge: 'CircuitClosedAge',
  /** Seconds of nothing but 429; 0 else. */
  throttledOnlyAge: 'ThrottledOnlyAge',
  /** 1 while a hold for refused credentials or missing rights (401, 403) stands, 0 else. */
  credentialsHeld: 'CredentialsHeld',
  /** Days since the WMS's credentials were set; none where it asks for none. */
  wmsSecretDays: 'WmsSecretDays',
} as const;
export type MetricName = (typeof metrics)[keyof typeof metrics];

export const dimensions = {
  deployment: 'deployment',
  class: 'class',
  code: 'code',
  reason: 'reason',
  cause: 'cause',
  kind: 'kind',
  position: 'position',
  outcome: 'outcome',
  shop: 'shop',
} as const;
