/**
 * Who sent a webhook, or why it is turned away. Reads the secrets again once when none matches,
 * so that a new secret works without a restart; how often that may happen is the reader's business.
 */
import type { WebhookHeaders } from './headers.ts';
import {
  decodeSignature,
  type MatchedSecret,
  type ShopSecrets,
  verifySignature,
} from './signature.ts';

/** What is known of the shops' secrets. A shop whose secret could not be had is listed as missing. */
export type SecretsInHand = {
  readonly shops: readonly ShopSecrets[];
  readonly missing: readonly { readonly shop: string; readonly reason: MissingReason }[];
};
export type MissingReason = 'not_configured' | 'malformed_secret' | 'secret_unreachable';

/** `fresh` asks for a new read; the reader may answer from memory where it read a moment ago. */
export type ReadShopSecrets = (options: { readonly fresh: boolean }) => Promise<SecretsInHand>;

export type UnavailableReason =
  | MissingReason
  /** Two shops hold the same secret. */
  | 'shared_secret'
  /** A queue, table or secret could not be used; `error` is the error's name. */
  | 'our_side_failed';

export type RejectionCode =
  | 'missing_header'
  | 'malformed_signature'
  | 'wrong_secret'
  | 'shop_mismatch';

export type Authentication =
  | ({ readonly kind: 'authentic'; readonly shop: string } & MatchedSecret)
  | { readonly kind: 'rejected'; readonly code: RejectionCode }
  /** Our own configuration is at fault: Shopify shall send it again. */
  | { readonly kind: 'unavailable'; readonly reason: UnavailableReason; readonly error?: string };

export const authenticate = async (
  rawBody: Uint8Array,
  headers: WebhookHeaders,
  readSecrets: ReadShopSecrets,
): Promise<Authentication> => {
  const { signature: text, shop: claimed } = headers;
  if (text === undefined || claimed === undefined)
    return { kind: 'rejected', code: 'missing_header' };
  const signature = decodeSignature(text);
  if (signature === undefined) return { kind: 'rejected', code: 'malformed_signature' };

  const judge = (secrets: SecretsInHand) => judgeWith(rawBody, signature, claimed, secrets);
  const first = judge(await readSecrets({ fresh: false }));
  const mayBeStale =
    (first.kind === 'rejected' && first.code === 'wrong_secret') ||
    (first.kind === 'unavailable' && first.reason !== 'secret_unreachable');
  return mayBeStale ? judge(await readSecrets({ fresh: true })) : first;
};

const judgeWith = (
  rawBody: Uint8Array,
  signature: Uint8Array,
  claimed: string,
  { shops, missing }: SecretsInHand,
): Authentication => {
  const check = verifySignature(rawBody, signature, shops);
  if (check.kind === 'ambiguous') return { kind: 'unavailable', reason: 'shared_secret' };
  if (check.kind === 'verified') {
    return check.shop === claimed
      ? { ...check, kind: 'authentic' }
      : { kind: 'rejected', code: 'shop_mismatch' };
  }
  const withoutSecret = missing.find(({ shop }) => shop === claimed);
  return withoutSecret
    ? { kind: 'unavailable', reason: withoutSecret.reason }
    : { kind: 'rejected', code: 'wrong_secret' };
};
