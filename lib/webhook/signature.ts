/**
 * Is this body really from one of our shops? HMAC-SHA256 over the raw bytes, before anything is parsed.
 *
 * The shop is the one whose secret matched: headers are not signed. Every secret of every shop is
 * tried, without an early exit, because Shopify keeps signing with the oldest unrevoked one.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

export type ShopSecrets = {
  readonly shop: string;
  readonly secrets: readonly string[];
  /** By when all but the newest are to be out of use, epoch milliseconds. @default - they should be now */
  readonly oldUntil?: number;
};

/** Which of a shop's secrets, which are listed from the oldest on. */
export type MatchedSecret = {
  /** From 0. */
  readonly position: number;
  /** There is a newer one, which the sender does not use yet. */
  readonly isOlder?: true;
  /** Of an older one: until when it may be used, epoch milliseconds. */
  readonly oldUntil?: number;
};

export type SignatureCheck =
  | ({ readonly kind: 'verified'; readonly shop: string } & MatchedSecret)
  | { readonly kind: 'no-match' }
  /** Two shops hold the same secret, so the signature does not tell them apart. */
  | { readonly kind: 'ambiguous' };

/** 32 bytes in base64: 43 characters and one sign of padding. */
const signatureForm = /^[A-Za-z0-9+/]{43}=$/;

/**
 * The signature's bytes, or nothing where it is not canonical base64 of 32 bytes. Node decodes
 * leniently (no padding, junk behind it, other last characters), which would make signatures malleable.
 */
export const decodeSignature = (header: string): Uint8Array | undefined => {
  if (!signatureForm.test(header)) return undefined;
  const bytes = Buffer.from(header, 'base64');
  return bytes.toString('base64') === header ? bytes : undefined;
};

/**
 * @param signature - from `decodeSignature`, so its length equals the digest's.
 * @param isEqual - of two of the same length, in a time that does not depend on where they differ.
 */
export const verifySignature = (
  rawBody: Uint8Array,
  signature: Uint8Array,
  shops: readonly ShopSecrets[],
  isEqual: (one: Uint8Array, other: Uint8Array) => boolean = timingSafeEqual,
): SignatureCheck => {
  const matches = shops.flatMap(({ shop, secrets }) =>
    secrets
      .map((secret, position) => ({
        shop,
        position,
        isNewest: position === secrets.length - 1,
        matches: isSignedBy(rawBody, signature, secret, isEqual),
      }))
      .filter((candidate) => candidate.matches),
  );
  const [first] = matches;
  if (first === undefined) return { kind: 'no-match' };
  if (matches.some((match) => match.shop !== first.shop)) return { kind: 'ambiguous' };
  const { shop, position } = first;
  if (matches.some(({ isNewest }) => isNewest)) return { kind: 'verified', shop, position };
  const until = shops.find((one) => one.shop === shop)?.oldUntil;
  const isOlder = { isOlder: true, ...(until === undefined ? {} : { oldUntil: until }) } as const;
  return { kind: 'verified', shop, position, ...isOlder };
};

const isSignedBy = (
  rawBody: Uint8Array,
  signature: Uint8Array,
  secret: string,
  isEqual: (one: Uint8Array, other: Uint8Array) => boolean,
): boolean => {
  const expected = createHmac('sha256', secret).update(rawBody).digest();
  return expected.length === signature.length && isEqual(expected, signature);
};
