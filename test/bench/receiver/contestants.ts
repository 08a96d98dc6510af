/**
 * The two that are compared: what accept-webhook does with a request before it asks AWS for anything, and
 * Shopify's own library. Both are given the same text and headers, and have an object in hand at the end.
 */
import '@shopify/shopify-api/adapters/node';
import { randomBytes } from 'node:crypto';
import { ApiVersion, LogSeverity, shopifyApi } from '@shopify/shopify-api';
import { webhookHeaders } from '../../../cdk/local/shop/webhook-text.ts';
import { makeAcceptWebhook } from '../../../lib/webhook/accept-webhook.ts';
import { demoSecret, demoShop } from '../../builders/shopify-order.ts';

export type Contestant = (text: string) => Promise<unknown>;
export type Headers = Readonly<Record<string, string>>;

export const headersOf = (text: string): Headers => {
  const headers = webhookHeaders({
    ...{ body: text, secret: demoSecret, topic: 'orders/updated', shop: demoShop },
    ...{ webhookId: 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043', eventId: 'event-1' },
    triggeredAt: new Date('2026-11-22T10:00:00Z'),
  });
  return Object.fromEntries(
    Object.entries(headers).map(([key, value]) => [key.toLowerCase(), value]),
  );
};

/** `webhooks.validate` and `JSON.parse`, with the library told to log errors alone. */
export const makeTheirs = (headers: Headers): Contestant => {
  const api = shopifyApi({
    ...{ apiKey: 'key', apiSecretKey: demoSecret, hostName: 'bridge.example.com' },
    ...{ apiVersion: ApiVersion.July26, isEmbeddedApp: false },
    logger: { level: LogSeverity.Error },
  });
  const rawRequest = { headers, url: '/webhooks/shopify', method: 'POST' };
  return async (rawBody) => {
    const checked = await api.webhooks.validate({ rawBody, rawRequest, rawResponse: {} });
    if (!checked.valid) throw new Error(`the library refuses the webhook: ${checked.reason}`);
    return JSON.parse(rawBody);
  };
};

/** Verified, parsed, picked, and made the message that would go onto the queue. */
export const makeOurs = (headers: Headers): Contestant => {
  let message = '';
  const accept = makeAcceptWebhook({
    readSecrets: async () => ({ shops: [{ shop: demoShop, secrets: [demoSecret] }], missing: [] }),
    readRecord: async () => ({}),
    enqueue: async ({ body }) => {
      message = body;
    },
    markAccepted: async () => undefined,
    park: async ({ letter }) => {
      throw new Error(`the webhook was parked: ${letter.reason}`);
    },
    notePrivacy: async () => undefined,
    now: Date.now,
    randomHex: (bytes) => randomBytes(bytes).toString('hex'),
  });
  return async (text) => {
    const outcome = await accept({ rawBody: Buffer.from(text, 'utf8'), headers });
    if (outcome.kind !== 'enqueued') throw new Error(`the webhook was ${outcome.kind}`);
    return message;
  };
};
