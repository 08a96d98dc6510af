/**
 * Whether Shopify still sends us what it should: Shopify deletes subscriptions that were made by API after
 * eight failures, and tells nobody who reads logs.
 *
 * Subscriptions that an app's own configuration file declares are not listed by the Admin API; a shop that
 * has those only is not watched (setting).
 */
import { deletionTopic, orderTopics } from '../order/order-topics.ts';
import { adminApiVersion, type Subscription } from './admin-api.ts';

/** Whatever accept-webhook understands. */
export const expectedTopics = [...orderTopics, deletionTopic] as const;

export type SubscriptionFaults = {
  /** Nobody sends us these. */
  readonly missing: readonly string[];
  /** Of an expected topic, but to an address that is not ours. */
  readonly elsewhere: readonly { readonly topic: string; readonly uri: string }[];
  /** To us, in another version of Shopify's format than the one that is read here. */
  readonly otherVersion: readonly { readonly topic: string; readonly apiVersion: string }[];
  /** To us more than once: each order is sent to us as often. */
  readonly doubled: readonly string[];
};

/** @param uri - where the webhooks must go. */
export const judgeSubscriptions = (
  found: readonly Subscription[],
  uri: string,
): SubscriptionFaults => {
  const expected: readonly string[] = expectedTopics;
  const ofOurs = found.filter(({ topic }) => expected.includes(topic));
  const toUs = ofOurs.filter((one) => one.uri === uri);
  const count = (topic: string) => toUs.filter((one) => one.topic === topic).length;
  return {
    missing: expected.filter((topic) => count(topic) === 0),
    elsewhere: ofOurs.filter((one) => one.uri !== uri).map(({ topic, uri }) => ({ topic, uri })),
    otherVersion: toUs
      .filter(({ apiVersion }) => apiVersion !== adminApiVersion)
      .map(({ topic, apiVersion }) => ({ topic, apiVersion })),
    doubled: expected.filter((topic) => count(topic) > 1),
  };
};

/** Versions come out quarterly at 17:00 UTC and are supported for a year (FACTS-shopify section 5). */
export const apiVersionDaysLeft = (version: string, now: number): number => {
  const [year = '', month = ''] = version.split('-');
  const ends = Date.UTC(Number(year) + 1, Number(month) - 1, 1, 17);
  return Math.floor((ends - now) / 86_400_000);
};
