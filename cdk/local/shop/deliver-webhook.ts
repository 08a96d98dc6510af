/**
 * One delivery of a webhook, tried as often as Shopify does: 5 s each, 8 retries, success is 2xx.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type WebhookDelivery, webhookHeaders } from './webhook-text.ts';

const answerMillisMax = 5_000;

/** Shopify's 8 retries take 4 hours; a demonstration has minutes. */
export const retryMillisDefault: readonly number[] = [
  500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000,
];

/** One answer, or none. */
export type Tried = {
  readonly topic: string;
  readonly orderId: string;
  readonly webhookId: string;
  /** Counts from 1; 9 is the last. */
  readonly attempt: number;
  /** null if there was no answer within 5 s. */
  readonly status: number | null;
  readonly millis: number;
  readonly outcome: 'accepted' | 'will-retry' | 'given-up';
};

export type DeliverySettings = {
  readonly url: string;
  readonly retryMillis: readonly number[];
  readonly stop: AbortSignal;
  readonly report: (tried: Tried) => void;
};

const post = async (
  url: string,
  delivery: WebhookDelivery,
  stop: AbortSignal,
): Promise<number | null> => {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: webhookHeaders(delivery),
      body: delivery.body,
      redirect: 'manual',
      signal: AbortSignal.any([stop, AbortSignal.timeout(answerMillisMax)]),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return null;
  }
};

/** Delivers until it is accepted, given up, or the shop closes. Retries keep the webhook's id. */
export const deliverWebhook = async (
  settings: DeliverySettings,
  orderId: string,
  delivery: WebhookDelivery,
): Promise<void> => {
  const { retryMillis, stop, url, report } = settings;
  const { topic, webhookId } = delivery;
  for (let attempt = 1; attempt <= retryMillis.length + 1; attempt += 1) {
    const begun = performance.now();
    const status = await post(url, delivery, stop);
    if (stop.aborted) return;
    const millis = Math.round(performance.now() - begun);
    const accepted = status !== null && status >= 200 && status < 300;
    const pause = retryMillis[attempt - 1];
    const missed = pause === undefined ? 'given-up' : 'will-retry';
    const outcome = accepted ? 'accepted' : missed;
    report({ topic, orderId, webhookId, attempt, status, millis, outcome });
    if (accepted || pause === undefined) return;
    await delay(pause, undefined, { signal: stop });
  }
};
