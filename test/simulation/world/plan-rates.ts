/**
 * How often each fault happens, drawn per seed: every kind is absent from most seeds and rare in the
 * others, so that a run with a few kinds only finds what one with all of them hides.
 */
import type { Draw } from '../contracts.ts';
import { callFaults } from '../engine/call-faults.ts';
import { happens } from '../engine/draw.ts';

/** What can become of one request to the WMS, beside what is scheduled. */
export const wmsFaults = [
  'crash-before',
  'crash-after',
  'refuse',
  'reset',
  'hang',
  'late',
  'slow',
  'answer-lost-reset',
  'answer-lost-hang',
  'status-500',
  'status-503-retry-after',
  'status-429',
  'status-429-retry-after',
  'garbage',
] as const;
export type WmsFault = (typeof wmsFaults)[number];

/** What can become of one request to Shopify's Admin API, beside what is scheduled. */
export const shopifyFaults = [
  'crash-before',
  'crash-after',
  'refuse',
  'reset',
  'hang',
  'slow',
  'answer-lost',
  'status-429',
  'status-500',
  'status-503',
  /** An empty bucket: HTTP 200. */
  'throttled',
  /** Errors besides a part of the answer. */
  'partial',
  'malformed',
  'garbage',
  /** The order as it was before its last change. */
  'stale',
] as const;

/** What can become of one tick of the schedule. */
export const scheduleFaults = ['missed', 'late-tick', 'doubled'] as const;

export type KindRates = Readonly<Record<string, number>>;
export type Rates = {
  /** Of a call to DynamoDB, SQS or Secrets Manager. */
  readonly aws: KindRates;
  readonly wms: KindRates;
  /** Of a step of the event source mapping, each lost by its own rate. */
  readonly poller: KindRates;
  /** Of a webhook, and of an operator's command. */
  readonly door: KindRates;
  readonly shopify: KindRates;
  readonly schedule: KindRates;
};
const calm: Rates = { aws: {}, wms: {}, poller: {}, door: {}, shopify: {}, schedule: {} };

/** In so many seeds nothing fails by chance, only by schedule: what is found there is soon understood. */
const calmShare = 0.2;
const presentShare = 0.25;
const rateMin = 0.001;
const rateMax = 0.04;
/** A WMS is worse: but five failures in a row must stay rare. */
const wmsRateMax = 0.12;
/** What has no answer now is asked again within seconds, and by the next run. */
const shopifyRateMax = 0.05;
const cursorRateMax = 0.5;
const scheduleRateMax = 0.4;
/** Killed environments cost visibility timeouts: ten in a row of one order must be out of the question. */
const crashRateMax = 0.02;

export const drawRates = (draw: Draw, reconciles: boolean): Rates => {
  if (happens(draw, 'rates/calm', calmShare)) return calm;
  return {
    aws: drawKinds(draw, 'rates/aws', callFaults),
    wms: drawKinds(draw, 'rates/wms', wmsFaults, wmsRateMax),
    poller: drawKinds(draw, 'rates/poller', ['receiveLost', 'answerLost', 'deleteLost']),
    door: drawKinds(draw, 'rates/door', ['lost-before', 'lost-after']),
    shopify: reconciles ? drawShopify(draw) : {},
    schedule: reconciles ? drawKinds(draw, 'rates/schedule', scheduleFaults, scheduleRateMax) : {},
  };
};

/** Pages after the first are few: what befalls them alone is less seldom. */
const drawShopify = (draw: Draw): KindRates => ({
  ...drawKinds(draw, 'rates/shopify', shopifyFaults, shopifyRateMax),
  ...drawKinds(draw, 'rates/shopify', ['cursor-refused'], cursorRateMax),
});

const drawKinds = (draw: Draw, name: string, kinds: readonly string[], most = rateMax): KindRates =>
  Object.fromEntries(
    kinds
      .filter((kind) => happens(draw, `${name}/${kind}`, presentShare))
      .map((kind) => {
        const max = kind.startsWith('crash') ? crashRateMax : most;
        return [kind, rateMin * (max / rateMin) ** draw(`${name}/${kind}/rate`)];
      }),
  );
