/**
 * The webhook topics that concern us: those that are asked for, looked for and understood alike.
 */

/** Topics whose body is the whole order: each says "this is the order's state at `updated_at`". */
export const orderTopics = [
  'orders/create',
  'orders/updated',
  'orders/paid',
  'orders/cancelled',
  'orders/fulfilled',
  'orders/partially_fulfilled',
] as const;

/** What Shopify asks of whoever keeps data of its customers. */
export const complianceTopics = [
  'customers/data_request',
  'customers/redact',
  'shop/redact',
] as const;

/** There is no such order any more. */
export const deletionTopic = 'orders/delete';
