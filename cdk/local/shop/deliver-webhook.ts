/**
 * One delivery of a webhook, tried as often as Shopify does: 8 retries over 4 hours, success is 2xx.
 */
import type { Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type Patience, postWebhook } from './post-webhook.ts';
import { type WebhookDelivery, webhookHeaders } from './webhook-text.ts';

const retriesMax = 8;
const retryHours = 4;

/**
 * Before each retry, doubling. Shopify does not publish its own; their sum is what it says.
 *
 * @param clockFactor - how much faster than Shopify's the clock runs; 60 makes an hour a minute.
 */
export const retryMillis = (clockFactor: number): readonly number[] => {
  const first = (retryHours * 3_600_000) / clockFactor / (2 ** retriesMax - 1);
  return Array.from({ length: retriesMax }, (_, retry) => first * 2 ** retry);
};

/** One answer, or none. */
export type Tried = {
  readonly topic: string;
  readonly orderId: string;
  readonly webhookId: string;
  /** Counts from 1; 9 is the last. */
  readonly attempt: number;
  /** null if there was no answer in time. */
  readonly status: number | null;
  readonly millis: number;
  readonly outcome: 'accepted' | 'will-retry' | 'given-up';
};

export type DeliverySettings = {
  readonly url: string;
  readonly agent: Agent;
  readonly clockFactor: number;
  readonly patience: Patience;
  readonly stop: AbortSignal;
  readonly report: (tried: Tried) => void;
};

/** Delivers until it is accepted, given up, or the shop closes. Retries keep id, body and address. */
export const deliverWebhook = async (
  { url, agent, clockFactor, patience, stop, report }: DeliverySettings,
  orderId: string,
  delivery: WebhookDelivery,
): Promise<void> => {
  const { topic, webhookId, body } = delivery;
  const pauses = retryMillis(clockFactor);
  const headers = webhookHeaders(delivery);
  for (let attempt = 1; attempt <= retriesMax + 1; attempt += 1) {
    const begun = performance.now();
    const status = await postWebhook(agent, url, { headers, body }, patience, stop);
    if (stop.aborted) return;
    const millis = Math.round(performance.now() - begun);
    const accepted = status !== null && status >= 200 && status < 300;
    const pause = pauses[attempt - 1];
    const missed = pause === undefined ? 'given-up' : 'will-retry';
    const outcome = accepted ? 'accepted' : missed;
    report({ topic, orderId, webhookId, attempt, status, millis, outcome });
    if (accepted || pause === undefined) return;
    await delay(pause, undefined, { signal: stop });
  }
};
