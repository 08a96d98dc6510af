/**
 * What the simulated Admin API can be asked: types of Shopify's schema, and of each the fields that are
 * kept. `*` are all whose type is kept.
 */
const texts: Readonly<Record<string, string>> = {
  QueryRoot:
    'bulkOperation bulkOperations currentAppInstallation fulfillment node nodes order orders ordersCount shop webhookSubscription webhookSubscriptions',
  Mutation:
    'bulkOperationCancel bulkOperationRunQuery webhookSubscriptionCreate webhookSubscriptionDelete webhookSubscriptionUpdate',
  Order:
    'id legacyResourceId name number createdAt updatedAt processedAt cancelledAt cancelReason closed closedAt confirmed test note tags sourceName sourceIdentifier poNumber currencyCode presentmentCurrencyCode displayFinancialStatus displayFulfillmentStatus requiresShipping shippingAddress billingAddress shippingLine shippingLines lineItems fulfillments email phone',
  LineItem:
    'id name title sku variantTitle quantity currentQuantity unfulfilledQuantity nonFulfillableQuantity requiresShipping isGiftCard variant product customAttributes',
  ProductVariant: 'id legacyResourceId',
  Product: 'id legacyResourceId',
  Attribute: '*',
  Fulfillment:
    'id legacyResourceId name createdAt updatedAt status totalQuantity requiresShipping order fulfillmentLineItems',
  FulfillmentLineItem: 'id quantity lineItem',
  MailingAddress:
    'id address1 address2 city company country countryCodeV2 firstName lastName name phone province provinceCode zip latitude longitude',
  ShippingLine: 'id title code isRemoved custom source carrierIdentifier phone',
  AppInstallation: 'id accessScopes',
  AccessScope: '*',
  Shop: 'id name myshopifyDomain',
  Count: '*',
  ApiVersion: '*',
  WebhookSubscription:
    'id legacyResourceId topic uri format apiVersion createdAt updatedAt filter includeFields metafieldNamespaces name callbackUrl',
  BulkOperation: '*',
  PageInfo: '*',
  UserError: '*',
  BulkOperationUserError: '*',
  Node: '*',
  LegacyInteroperability: '*',
  DisplayableError: '*',
  BulkOperationCancelPayload: '*',
  BulkOperationRunQueryPayload: '*',
  WebhookSubscriptionCreatePayload: '*',
  WebhookSubscriptionDeletePayload: '*',
  WebhookSubscriptionUpdatePayload: '*',
};

const paged = [
  ...['Order', 'LineItem', 'FulfillmentLineItem', 'ShippingLine'],
  ...['BulkOperation', 'WebhookSubscription'],
];

/** `undefined` for a type that is left out, `'*'` for one that is kept whole. */
export const keptFields: ReadonlyMap<string, ReadonlySet<string> | '*'> = new Map([
  ...Object.entries(texts).map(
    ([type, text]) => [type, text === '*' ? '*' : new Set(text.split(' '))] as const,
  ),
  ...paged.flatMap((type) => [[`${type}Connection`, '*'] as const, [`${type}Edge`, '*'] as const]),
]);
