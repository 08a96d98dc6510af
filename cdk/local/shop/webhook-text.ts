/**
 * The text and the signature of a webhook, byte for byte as Shopify makes them.
 */
import { createHmac } from 'node:crypto';

/** In every version of V8 that runs this; TypeScript's library does not list it yet. */
const { rawJSON } = JSON as JSON & { readonly rawJSON: (text: string) => unknown };

const isIdKey = (key: string): boolean => key === 'id' || key.endsWith('_id');
const digits = /^(?:0|[1-9]\d*)$/;

/** Shopify escapes these inside strings, where alone they can stand: parsing and writing again changes bytes. */
const escapes: Readonly<Record<string, string>> = {
  '/': '\\/',
  '&': '\\u0026',
  '<': '\\u003c',
  '>': '\\u003e',
};

/**
 * The body's text. A string of digits under `id` or `…_id` becomes a number with exactly these
 * digits, however many there are; everything else is written as JSON does.
 */
export const webhookText = (body: unknown): string =>
  JSON.stringify(body, (key, value: unknown) =>
    isIdKey(key) && typeof value === 'string' && digits.test(value) ? rawJSON(value) : value,
  ).replace(/[/&<>]/g, (character) => escapes[character] ?? character);

/** base64(HMAC-SHA256(secret, raw body)), the value of `X-Shopify-Hmac-Sha256`. */
export const signWebhook = (body: string | Uint8Array, secret: string): string =>
  createHmac('sha256', secret).update(body).digest('base64');

export type WebhookDelivery = {
  readonly body: string | Uint8Array;
  readonly secret: string;
  readonly topic: string;
  /** `*.myshopify.com` */
  readonly shop: string;
  /** One per delivery. */
  readonly webhookId: string;
  /** One per action of the merchant, shared by all its deliveries. */
  readonly eventId: string;
  readonly triggeredAt: Date;
  /** The version that the body is written in. @default '2026-07' */
  readonly apiVersion?: string;
};

/** The headers of one delivery. None of them is signed. */
export const webhookHeaders = (delivery: WebhookDelivery): Readonly<Record<string, string>> => ({
  'Content-Type': 'application/json',
  'User-Agent': 'Shopify-Captain-Hook',
  'X-Shopify-Topic': delivery.topic,
  'X-Shopify-Hmac-Sha256': signWebhook(delivery.body, delivery.secret),
  'X-Shopify-Shop-Domain': delivery.shop,
  'X-Shopify-API-Version': delivery.apiVersion ?? '2026-07',
  'X-Shopify-Webhook-Id': delivery.webhookId,
  'X-Shopify-Event-Id': delivery.eventId,
  // Shopify writes nanoseconds; a Date has milliseconds.
  'X-Shopify-Triggered-At': delivery.triggeredAt.toISOString().replace('Z', '041743Z'),
});
